#include <exception>
#include <memory>
#include <optional>

#include "chat/idempotency_key.h"
#include "chat/whole_reply.h"
#include "http/idempotency.h"
#include "http/steps.h"

namespace mta::http {
namespace {

/// Collects an answer while it is written, where it is streamed.
class GivenAnswer final : public ReplySink {
 public:
  /// `is_kept`: repeats of the request are given the answer, so that it is made to its end.
  GivenAnswer(ReplySink* stream, bool is_kept) : stream_(stream), is_kept_(is_kept) {}

  Task<bool> put(ReplyEvent event) override {
    const bool is_read = stream_ == nullptr || co_await stream_->put(event);
    co_await reply_.put(std::move(event));
    co_return is_read || is_kept_;
  }

  [[nodiscard]] const Completion& completion() const { return reply_.completion; }
  std::string take_text() { return std::move(reply_.text); }
  std::string take_kept() { return std::move(reply_.kept); }

 private:
  ReplySink* stream_;
  bool is_kept_;
  WholeReply reply_;
};

/// Answers into `given`. An exception ends a stream with an event and goes on to its catcher.
Task<void> ask(ChatService& chat, ChatRequest question, const Session& session, GivenAnswer& given,
               ReplySink* stream) {
  std::exception_ptr unexpected;
  try {
    co_await chat.answer(std::move(question), session, given);
  } catch (...) {
    unexpected = std::current_exception();
  }
  if (!unexpected) co_return;
  if (stream != nullptr) {
    co_await stream->put(Finished{{.error = Error{.message = "An unexpected error occurred"}}});
  }
  std::rethrow_exception(unexpected);
}

KeptAnswer kept_answer(const AnswerHead& head, std::string text) {
  return {.text = std::move(text),
          .session_id = head.session_id,
          .message_id = head.message_id,
          .model = head.model,
          .fallback = head.fallback};
}

/// Until the first text a fault is a failure like any other; afterwards it is an event of the
/// stream.
Task<Result<Response>> answer(ChatService& chat, Exchange& exchange, ChatRequest question) {
  const Protocol& protocol = exchange.route().protocol;
  const Session session = chat.open(question);
  AnswerHead head = chat.head(question, session);
  exchange.conversation_id = head.conversation_id;
  exchange.message_id = head.message_id;
  const auto stream =
      question.delivery == Delivery::streamed ? protocol.stream(exchange, head) : nullptr;
  const bool is_kept = exchange.request().headers.get(idempotency_key_header).has_value();
  if (is_kept) question.limits.client_gone = {};
  GivenAnswer given(stream.get(), is_kept);
  co_await ask(chat, std::move(question), session, given, stream.get());
  const Completion& completion = given.completion();
  exchange.completion = completion;
  if (completion.error && !exchange.stream_started()) co_return std::unexpected(*completion.error);
  head.model = completion.model;
  head.fallback = completion.fallback;
  head.products = completion.products;
  if (!completion.error) exchange.answer = kept_answer(head, given.take_kept());
  if (!stream) co_return protocol.whole(head, given.take_text());
  co_return Response{.status = 200, .streamed = true, .broken_off = completion.error};
}

Task<Response> write_again(Exchange& exchange, AnswerHead head, std::string text) {
  const Protocol& protocol = exchange.route().protocol;
  exchange.conversation_id = head.conversation_id;
  exchange.message_id = head.message_id;
  exchange.completion =
      Completion{.model = head.model, .fallback = head.fallback, .usage = Usage{}};
  if (!protocol.wants_stream(exchange.request())) co_return protocol.whole(head, text);
  const auto stream = protocol.stream(exchange, std::move(head));
  co_await stream->put(TextDelta{std::move(text)});
  co_await stream->put(Finished{});
  co_return Response{.status = 200, .streamed = true};
}

/// The answer's session was not issued to somebody who has only sent the same words.
bool names_its_session(const Exchange& exchange, const Body& body) {
  const auto asked = exchange.route().protocol.decode(body.text(), exchange.request());
  return asked && asked->session_id;
}

AnswerHead head_of(const SessionIds& sessions, const Exchange& exchange, const KeptAnswer& kept,
                   std::string_view key, const Body& body) {
  const bool may_be_anothers = is_guessable_key(key) && !names_its_session(exchange, body);
  const Session session = sessions.open(
      may_be_anothers ? std::nullopt : std::optional(kept.session_id), exchange.visitor());
  return {.session_id = session.id,
          .conversation_id = session.public_id,
          .message_id = kept.message_id.empty() ? exchange.id() : kept.message_id,
          .model = kept.model,
          .fallback = kept.fallback};
}

}  // namespace

Replay replay_chat(const SessionIds& sessions) {
  return [&sessions](Exchange& exchange, KeptAnswer kept, std::string_view key,
                     const Body& body) -> Task<Response> {
    AnswerHead head = head_of(sessions, exchange, kept, key, body);
    co_return co_await write_again(exchange, std::move(head), std::move(kept.text));
  };
}

CountedHandler chat_endpoint(ChatService& chat) {
  return [&chat](Exchange& exchange, Body body, Counted) -> Task<Result<Response>> {
    const Protocol& protocol = exchange.route().protocol;
    Result<ChatRequest> question = protocol.decode(body.text(), exchange.request());
    if (!question) return failed(std::move(question.error()));
    question->message_id = exchange.id();
    question->visitor = exchange.visitor();
    question->limits = exchange.request().limits;
    if (protocol.wants_stream(exchange.request())) question->delivery = Delivery::streamed;
    return answer(chat, exchange, std::move(*question));
  };
}

}  // namespace mta::http
