#include <exception>
#include <memory>
#include <optional>

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
  KeptAnswer take(std::string session_id) {
    return {.text = std::move(reply_.text),
            .session_id = std::move(session_id),
            .model = reply_.completion.model,
            .fallback = reply_.completion.fallback};
  }

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

/// Until the first text a fault is a failure like any other; afterwards it is an event of the
/// stream.
Task<Result<Response>> answer(ChatService& chat, Exchange& exchange, ChatRequest question) {
  const Protocol& protocol = exchange.route().protocol;
  const Session session = chat.open(question);
  const auto stream = question.delivery == Delivery::streamed
                          ? protocol.stream(exchange, chat.head(session))
                          : nullptr;
  const bool is_kept = exchange.request().headers.get(idempotency_key_header).has_value();
  if (is_kept) question.limits.client_gone = {};
  GivenAnswer given(stream.get(), is_kept);
  co_await ask(chat, std::move(question), session, given, stream.get());
  const Completion& completion = given.completion();
  exchange.completion = completion;
  if (completion.error && !exchange.stream_started()) co_return std::unexpected(*completion.error);
  if (!completion.error) exchange.answer = given.take(session.id);
  if (!stream) co_return protocol.whole(*exchange.answer);
  co_return Response{.status = 200, .streamed = true, .broken_off = completion.error};
}

}  // namespace

Task<Response> write_again(Exchange& exchange, KeptAnswer answer) {
  const Protocol& protocol = exchange.route().protocol;
  exchange.completion =
      Completion{.model = answer.model, .fallback = answer.fallback, .usage = Usage{}};
  if (!protocol.wants_stream(exchange.request())) co_return protocol.whole(answer);
  const auto stream = protocol.stream(
      exchange,
      {.session_id = answer.session_id, .model = answer.model, .fallback = answer.fallback});
  co_await stream->put(TextDelta{std::move(answer.text)});
  co_await stream->put(Finished{});
  co_return Response{.status = 200, .streamed = true};
}

CountedHandler chat_endpoint(ChatService& chat) {
  return [&chat](Exchange& exchange, Body body, Counted) -> Task<Result<Response>> {
    const Protocol& protocol = exchange.route().protocol;
    Result<ChatRequest> question = protocol.decode(body.text(), exchange.request());
    if (!question) return failed(std::move(question.error()));
    question->visitor = exchange.visitor();
    question->limits = exchange.request().limits;
    if (protocol.wants_stream(exchange.request())) question->delivery = Delivery::streamed;
    return answer(chat, exchange, std::move(*question));
  };
}

}  // namespace mta::http
