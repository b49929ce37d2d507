#include "core/chat_service.h"

#include <algorithm>
#include <utility>

#include "core/answer_filter.h"
#include "core/model_error.h"
#include "core/text.h"

namespace mta {

namespace {

/// Between the model and the visitor: filters the text and keeps it.
class ModelSink final : public TokenSink {
 public:
  ModelSink(AnswerSink& visitor, AnswerHead head) : visitor_(visitor), head_(std::move(head)) {}

  Task<Flow> text(std::string_view piece) override {
    const bool there = co_await pass_on(filter_.feed(piece));
    co_return filter_.full() || !there ? Flow::enough : Flow::more;
  }

  Task<void> end() override { co_await pass_on(filter_.finish()); }

  [[nodiscard]] bool has_answer() const override { return !answer_.empty(); }
  [[nodiscard]] bool shown() const override { return has_answer() && visitor_.shows_at_once(); }

  void answered_by(std::string_view model, bool fallback) override {
    head_.model = model;
    head_.fallback = fallback;
    filter_ = {};
    blank_.clear();
    answer_.clear();
  }

  std::string take_answer() { return std::exchange(answer_, {}); }

 private:
  Task<bool> pass_on(std::string clean) {
    if (!has_answer()) {
      // White space alone is no answer: it waits for something to read.
      clean.insert(0, std::exchange(blank_, {}));
      if (clean_text(clean).empty()) {
        blank_ = std::move(clean);
        co_return true;
      }
      if (!co_await visitor_.begin(head_)) co_return false;
    }
    if (clean.empty()) co_return true;
    answer_ += clean;
    co_return co_await visitor_.text(clean);
  }

  AnswerSink& visitor_;
  AnswerHead head_;
  AnswerFilter filter_;
  std::string blank_;
  std::string answer_;
};

template <class T>
void keep_last(std::vector<T>& items, std::size_t count) {
  if (items.size() > count) items.erase(items.begin(), items.end() - static_cast<long>(count));
}

}  // namespace

Task<ChatOutcome> ChatService::answer(ChatRequest request, AnswerSink& visitor) {
  const Session session = parts_.sessions.open(request.session_id, request.visitor);
  request.limits.visitor = request.visitor.hash;
  auto [history, last_turn_at] = co_await recall(session, std::move(request.client_history));
  const Prompt prompt =
      parts_.prompts.build(request.persona_override, std::move(history), request.message);

  ModelSink sink(visitor, {.session_id = session.id, .model = std::string(parts_.model.id())});
  Completion completion = co_await parts_.model.complete(prompt, sink, request.limits);
  if (!completion.error && !sink.has_answer()) {
    completion.error = wrong_answer("the model's answer is empty");
  }
  const bool nobody_there = !visitor.shows_at_once() && request.limits.client_gone.stop_requested();
  if (!completion.error && nobody_there) completion.error = client_left();

  ChatOutcome outcome{.error = completion.error,
                      .text = sink.take_answer(),
                      .session_id = session.id,
                      .completion = std::move(completion)};
  const bool was_said = !outcome.text.empty() && (!outcome.error || visitor.shows_at_once());
  if (was_said) {
    // A clock that was set back must not put this turn before the last one.
    const Timestamp at = std::max(parts_.clock.now(), last_turn_at + std::chrono::milliseconds(1));
    co_await remember(session, {.at = at,
                                .message = std::move(request.message),
                                .answer = outcome.text,
                                .model = outcome.completion.model,
                                .visitor = std::move(request.visitor.hash)});
  }
  co_return outcome;
}

Task<ChatService::History> ChatService::recall(const Session& session,
                                               std::vector<Message> client_history) {
  const auto wanted = static_cast<std::size_t>(limits_.history_messages);
  std::vector<Message> history;
  Timestamp last_turn_at;
  if (!session.is_new && wanted > 0) {
    const std::size_t turns = (wanted + 1) / 2;
    auto stored = co_await parts_.store.recent(session.conversation, turns, parts_.clock.now());
    if (!stored) store_failed("reading the conversation failed", stored.error());
    for (Turn& turn : stored.value_or(std::vector<Turn>{})) {
      last_turn_at = turn.at;
      history.push_back({.role = Role::user, .content = std::move(turn.message)});
      history.push_back({.role = Role::assistant, .content = std::move(turn.answer)});
    }
  }
  if (history.empty()) history = std::move(client_history);
  keep_last(history, wanted);
  co_return History{.messages = std::move(history), .last_turn_at = last_turn_at};
}

Task<void> ChatService::remember(const Session& session, Turn turn) {
  const Timestamp expires_at = parts_.clock.now() + limits_.conversation_days;
  const auto saved =
      co_await parts_.store.append(session.conversation, std::move(turn), expires_at);
  if (!saved) store_failed("saving the turn failed", saved.error());
}

void ChatService::store_failed(std::string_view what, const Error& error) {
  parts_.metrics.add(Counter::store_errors);
  parts_.log.write(LogLevel::error, what, {{"cause", error.detail}});
}

}  // namespace mta
