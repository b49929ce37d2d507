#include "core/chat_service.h"

#include <utility>

#include "core/answer_filter.h"
#include "core/prompt.h"

namespace mta {

using Seconds = std::chrono::duration<double>;

namespace {

/// Between the model and the visitor: filters the text, keeps it, and notes when it began.
class ModelSink final : public TokenSink {
 public:
  ModelSink(AnswerSink& visitor, AnswerHead head, const Clock& clock)
      : visitor_(visitor), head_(std::move(head)), clock_(clock), started_(clock.steady_now()) {}

  Task<Flow> text(std::string_view piece) override {
    if (!first_chunk_) first_chunk_ = elapsed();
    const bool there = co_await pass_on(filter_.feed(piece));
    co_return filter_.full() || !there ? Flow::enough : Flow::more;
  }

  void answered_by(std::string_view model, bool fallback) override {
    head_.model = model;
    head_.fallback = fallback;
  }

  Task<void> finish() { co_await pass_on(filter_.finish()); }

  std::string take_answer() { return std::exchange(answer_, {}); }
  [[nodiscard]] bool empty() const { return answer_.empty(); }
  [[nodiscard]] Seconds elapsed() const { return clock_.steady_now() - started_; }
  [[nodiscard]] std::optional<Seconds> first_chunk() const { return first_chunk_; }

 private:
  Task<bool> pass_on(std::string clean) {
    if (clean.empty()) co_return true;
    if (empty() && !co_await visitor_.begin(head_)) co_return false;
    answer_ += clean;
    co_return co_await visitor_.text(clean);
  }

  AnswerSink& visitor_;
  AnswerHead head_;
  const Clock& clock_;
  SteadyTime started_;
  std::optional<Seconds> first_chunk_;
  AnswerFilter filter_;
  std::string answer_;
};

std::string_view error_type(const std::optional<Error>& error) {
  if (!error) return {};
  switch (error->kind) {
    case ErrorKind::model_unavailable:
      return "unavailable";
    case ErrorKind::model_timeout:
      return "timeout";
    default:
      return "wrong_answer";
  }
}

Error empty_answer() {
  return {.kind = ErrorKind::model_wrong_answer,
          .message = "The AI service gave no answer. Please try again.",
          .detail = "the model's answer is empty"};
}

template <class T>
void keep_last(std::vector<T>& items, std::size_t count) {
  if (items.size() > count) items.erase(items.begin(), items.end() - static_cast<long>(count));
}

}  // namespace

Task<ChatOutcome> ChatService::answer(ChatRequest request, AnswerSink& visitor) {
  const Session session = parts_.sessions.open(request.session_id, request.visitor);
  std::vector<Message> history = co_await recall(session, std::move(request.client_history));
  const Prompt prompt =
      build_prompt(parts_.knowledge, request.persona_override, std::move(history), request.message);

  ModelSink sink(visitor, {.session_id = session.id, .model = std::string(parts_.model.id())},
                 parts_.clock);
  Completion completion = co_await parts_.model.complete(prompt, sink);
  if (!completion.error) co_await sink.finish();
  if (!completion.error && sink.empty()) completion.error = empty_answer();
  observe(completion, sink.elapsed(), sink.first_chunk());

  ChatOutcome outcome{.error = completion.error,
                      .text = sink.take_answer(),
                      .session_id = session.id,
                      .completion = std::move(completion)};
  const bool was_said = !outcome.text.empty() && (!outcome.error || visitor.shows_at_once());
  if (was_said) {
    co_await remember(session, {.at = parts_.clock.now(),
                                .message = std::move(request.message),
                                .answer = outcome.text,
                                .model = outcome.completion.model});
  }
  co_return outcome;
}

void ChatService::observe(const Completion& completion, Seconds duration,
                          std::optional<Seconds> first_chunk) {
  parts_.metrics.record(ModelCall{.model = completion.model,
                                  .error_type = error_type(completion.error),
                                  .duration = duration,
                                  .time_to_first_chunk = first_chunk,
                                  .usage = completion.usage});
}

Task<std::vector<Message>> ChatService::recall(const Session& session,
                                               std::vector<Message> client_history) {
  const auto wanted = static_cast<std::size_t>(limits_.history_messages);
  std::vector<Message> history;
  if (!session.is_new && wanted > 0) {
    const std::size_t turns = (wanted + 1) / 2;
    auto stored = co_await parts_.store.recent(session.conversation, turns, parts_.clock.now());
    if (!stored) store_failed("reading the conversation failed", stored.error());
    for (Turn& turn : stored.value_or(std::vector<Turn>{})) {
      history.push_back({.role = Role::user, .content = std::move(turn.message)});
      history.push_back({.role = Role::assistant, .content = std::move(turn.answer)});
    }
  }
  if (history.empty()) history = std::move(client_history);
  keep_last(history, wanted);
  co_return history;
}

Task<void> ChatService::remember(const Session& session, Turn turn) {
  const Timestamp expires_at = turn.at + limits_.conversation_days;
  const auto saved =
      co_await parts_.store.append(session.conversation, std::move(turn), expires_at);
  if (!saved) store_failed("saving the turn failed", saved.error());
}

void ChatService::store_failed(std::string_view what, const Error& error) {
  parts_.metrics.add(Counter::store_errors);
  parts_.log.write(LogLevel::error, what, {{"cause", error.detail}});
}

}  // namespace mta
