#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/recency_map.h"
#include "chat/ports.h"
#include "chat/shared_call.h"

namespace mta::chat {

/// What two first questions must have in common to have one answer: the caller's instructions, if
/// any, and the folded words. Of the message nothing is dropped that a model could read: or one
/// visitor could put words into the answers of the others.
std::string key_of_first_question(const std::optional<std::string>& persona_override,
                                  std::string_view message);

/// Asks a model once for the same first question: its answer is kept for `keep_for` and given to
/// whoever asks the same, and questions that are the same and under way at once share one call. An
/// answer that had to be corrected is given to nobody but who asked first: the others' questions
/// are asked anew, each by itself. An answer that is shared or kept costs no tokens. Kept are the
/// 500 used last of at most 16 KiB, so 8 MB at the very most. The knowledge must be the same for
/// all. Thread-safe.
class SharedAnswers {
 public:
  /// The references must outlive it. Who asks the same at the same moment reads as `reading` says;
  /// `as_it_comes` is for models whose answers nobody corrects.
  SharedAnswers(Model& model, std::chrono::seconds keep_for, Reading reading, const Clock& clock,
                Metrics& metrics)
      : model_(model), keep_for_(keep_for), reading_(reading), clock_(clock), metrics_(metrics) {}

  /// Text, then Finished, as a Model. `prompt` is called only where the model is asked.
  Task<void> answer(std::string key, std::function<Prompt()> prompt, ReplySink& sink,
                    CallLimits limits);

 private:
  struct Entry {
    std::string text;
    SteadyTime until;
  };
  using Call = std::shared_ptr<SharedCall>;

  Task<Completion> ask(const std::string& key, Call call, const std::function<Prompt()>& prompt,
                       ReplySink& sink, const CallLimits& limits);
  Task<void> make(const std::string& key, Call call, const std::function<Prompt()>& prompt,
                  const CallLimits& first);
  [[nodiscard]] Completion of_another(Completion completion) const;
  std::optional<std::string> kept(const std::string& key);
  std::pair<Call, bool> join_or_start(const std::string& key,
                                      const boost::asio::any_io_executor& loop);
  void end(const std::string& key, const Call& call);

  static constexpr std::size_t most_kept = 500;

  Model& model_;
  std::chrono::seconds keep_for_;
  Reading reading_;
  const Clock& clock_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::unordered_map<std::string, Call> calls_;
  RecencyMap<Entry> entries_{most_kept};
};

}  // namespace mta::chat
