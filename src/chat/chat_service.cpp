#include "chat/chat_service.h"

#include <algorithm>
#include <utility>

#include "chat/model_error.h"
#include "chat/prompt.h"
#include "leads/contact_finder.h"

namespace mta {

namespace {

/// Passes the answer on and keeps its text. Its end is held back: the turn is stored first.
class Recorder final : public ReplySink {
 public:
  explicit Recorder(ReplySink& sink) : sink_(sink) {}

  Task<bool> put(ReplyEvent event) override {
    if (auto* end = std::get_if<Finished>(&event)) {
      completion = std::move(end->completion);
      co_return true;
    }
    if (const auto* delta = std::get_if<TextDelta>(&event)) {
      text += delta->to_keep();
    } else if (std::holds_alternative<Replaced>(event)) {
      text.clear();
    }
    co_return co_await sink_.put(std::move(event));
  }

  std::string text;  ///< as it is kept
  Completion completion;

 private:
  ReplySink& sink_;
};

template <class T>
void keep_last(std::vector<T>& items, std::size_t count) {
  if (items.size() > count) items.erase(items.begin(), items.end() - static_cast<long>(count));
}

TurnRecord record_of(const Completion& completion, const Session& session, std::string message_id,
                     SteadyTime::duration latency) {
  TurnRecord record{.conversation_id = session.public_id,
                    .message_id = std::move(message_id),
                    .facts = completion.facts,
                    .corrections = completion.corrections,
                    .usage = completion.usage.value_or(Usage{}),
                    .latency = std::chrono::floor<std::chrono::milliseconds>(latency)};
  // Who has read enough and leaves has been answered.
  const bool broke_off = completion.error && completion.error->kind != ErrorKind::client_left;
  if (broke_off) record.facts.outcome = Outcome::failed;
  return record;
}

}  // namespace

Session ChatService::open(const ChatRequest& request) const {
  return parts_.sessions.open(request.session_id, request.visitor);
}

AnswerHead ChatService::head(const ChatRequest& request, const Session& session) const {
  return {.session_id = session.id,
          .conversation_id = session.public_id,
          .message_id = request.message_id,
          .model = std::string(parts_.responder.model_id())};
}

Task<void> ChatService::answer(ChatRequest request, Session session, ReplySink& sink) {
  const SteadyTime started = parts_.clock.steady_now();
  const Timestamp began = parts_.clock.now();
  auto [history, last_turn_at] = co_await recall(session, std::move(request.client_history));
  // From here on whatever may be kept, or shown to a model, has it masked.
  std::string said = std::exchange(request.message, leads::masked(request.message));
  request.limits.visitor = request.visitor.hash;
  const bool is_shown_at_once = request.delivery == Delivery::streamed;

  Recorder answer(sink);
  co_await parts_.responder.respond(
      {.conversation = fitting_conversation(std::move(history), request.message),
       .said = std::move(said),
       .asker = {.public_id = session.public_id,
                 .is_new = session.is_new,
                 .page = std::move(request.page)},
       .persona_override = std::move(request.persona_override),
       .delivery = request.delivery,
       .limits = request.limits},
      answer);
  std::optional<Error>& error = answer.completion.error;
  if (!error && answer.text.empty()) error = wrong_answer("the model's answer is empty");
  const bool nobody_there = !is_shown_at_once && request.limits.client_gone.stop_requested();
  if (!error && nobody_there) error = client_left();

  const bool was_said = !answer.text.empty() && (!error || is_shown_at_once);
  if (was_said) {
    // A clock that was set back must not put this turn before the last one.
    const Timestamp at = std::max(parts_.clock.now(), last_turn_at + std::chrono::milliseconds(1));
    co_await remember(session, {.at = at,
                                .message = std::move(request.message),
                                .answer = std::move(answer.text),
                                .model = answer.completion.model,
                                .visitor = std::move(request.visitor.hash),
                                .record = record_of(answer.completion, session, request.message_id,
                                                    parts_.clock.steady_now() - started),
                                .began = began});
  }
  co_await sink.put(Finished{std::move(answer.completion)});
}

Task<Result<bool>> ChatService::rate(FeedbackRequest request) {
  Session session = parts_.sessions.open(std::move(request.session_id), request.visitor);
  request.feedback.comment = leads::masked(request.feedback.comment);
  auto kept = co_await parts_.store.give_feedback({.conversation = std::move(session.conversation),
                                                   .message_id = std::move(request.message_id),
                                                   .feedback = std::move(request.feedback),
                                                   .visitor = std::move(request.visitor.hash)},
                                                  parts_.clock.now());
  if (!kept) store_failed("keeping a visitor's feedback failed", kept.error());
  co_return kept;
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
  if (history.empty()) {
    keep_last(client_history, wanted);
    for (Message& message : client_history) message.content = leads::masked(message.content);
    history = std::move(client_history);
  }
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
