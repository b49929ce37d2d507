#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "core/answer_filter.h"
#include "core/ports.h"
#include "core/wait_for.h"

namespace mta::models {

/// One model call with any number of visitors who read its answer as it comes, each at his own
/// pace and on his own event loop. The call goes on until the last of them has left. Thread-safe.
class SharedCall final : public TokenSink {
 public:
  /// `executor` is the loop that the call runs on.
  explicit SharedCall(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  /// False: the call is being given up, or is over.
  bool join();
  /// Reads the answer to its end, or until the reader leaves.
  Task<Completion> read(TokenSink& sink, const CallLimits& limits);

  /// Requested on the call's loop once nobody reads any more.
  [[nodiscard]] std::stop_token nobody_left() const { return nobody_left_.get_token(); }
  /// The call has ended. What it cost is its first reader's to tell.
  void finish(const Completion& completion);

  /// All that the model has said; for when the call is over.
  std::string whole_text();

  Task<Flow> text(std::string_view piece) override;
  Task<void> end() override;
  [[nodiscard]] bool has_answer() const override { return has_answer_; }
  /// Each reader knows for himself.
  [[nodiscard]] bool shown() const override { return false; }
  void answered_by(std::string_view, bool) override {}

 private:
  struct Next {
    std::string text;
    std::optional<Completion> end;
  };

  Next next(std::size_t from);
  Task<void> wait_for_more(std::size_t seen, const CallLimits& limits);
  void leave();
  void wake(std::uint64_t waiter);
  void wake_all();

  boost::asio::any_io_executor executor_;
  std::stop_source nobody_left_;
  AnswerFilter filter_;  // of the call's own loop, as has_answer_
  bool has_answer_ = false;

  std::mutex mutex_;  // guards what follows
  std::string text_;
  std::optional<Completion> end_;
  std::size_t readers_ = 1;  // who makes the call
  std::uint64_t next_waiter_ = 0;
  std::map<std::uint64_t, Done<void>> waiters_;
};

}  // namespace mta::models
