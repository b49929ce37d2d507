#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

#include "base/wait_for.h"
#include "chat/ports.h"

namespace mta::chat {

/// When another's answer is read.
enum class Reading : std::uint8_t {
  as_it_comes,
  once_checked,  ///< at its end, and nothing of it where it had to be corrected
};

/// One model call with any number of visitors who read its answer as it comes, each at their own
/// pace and on their own event loop. The call goes on until the last of them has left. Thread-safe.
class SharedCall final : public ReplySink {
 public:
  /// `executor` is the loop that the call runs on.
  explicit SharedCall(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  /// False: the call is being given up, or is over.
  bool join();
  /// Reads the answer to its end, or until the reader leaves; gives `sink` the text.
  Task<Completion> read(ReplySink& sink, const CallLimits& limits, Reading reading);

  /// Requested on the call's loop once nobody reads any more.
  [[nodiscard]] std::stop_token nobody_left() const { return nobody_left_.get_token(); }
  /// Takes the call's events, on its loop.
  Task<bool> put(ReplyEvent event) override;
  /// The call has ended: its readers are told how. What it cost is its first reader's to tell.
  void finish();

  /// How it ended, an internal error until it has said; of the call's loop alone.
  [[nodiscard]] const Completion& completion() const { return completion_; }
  /// All that the model has said; for when the call is over.
  std::string whole_text();

 private:
  struct Next {
    std::string text;
    std::optional<Completion> end;
  };

  Next next(std::size_t from);
  /// Than `seen` bytes, or for the end.
  Task<void> wait_for_more(std::size_t seen, const CallLimits& limits);
  void leave();
  void wake(std::uint64_t waiter);
  void wake_all();

  boost::asio::any_io_executor executor_;
  std::stop_source nobody_left_;
  Completion completion_{.error = Error{}};

  std::mutex mutex_;  // guards what follows
  std::string text_;
  std::optional<Completion> end_;
  std::size_t readers_ = 1;  // who makes the call
  std::uint64_t next_waiter_ = 0;
  std::map<std::uint64_t, Done<void>> waiters_;
};

}  // namespace mta::chat
