#include <exception>

#include "http/steps.h"

namespace mta::http {
namespace {

KeptAnswer kept(ChatOutcome outcome) {
  return {.text = std::move(outcome.text),
          .session_id = std::move(outcome.session_id),
          .model = std::move(outcome.completion.model),
          .fallback = outcome.completion.fallback};
}

Task<Result<Response>> answer_whole(ChatService& chat, Exchange& exchange, ChatRequest question) {
  WholeAnswer whole;
  ChatOutcome outcome = co_await chat.answer(std::move(question), whole);
  exchange.completion = outcome.completion;
  if (outcome.error) co_return std::unexpected(std::move(*outcome.error));
  exchange.answer = kept(std::move(outcome));
  co_return exchange.route().protocol.whole(*exchange.answer);
}

/// Until the first text a fault is a failure like any other; afterwards it is an event of the
/// stream.
Task<Result<Response>> answer_streaming(ChatService& chat, Exchange& exchange,
                                        ChatRequest question) {
  const auto events = exchange.route().protocol.stream(exchange);
  ChatOutcome outcome;
  std::exception_ptr unexpected;
  try {
    outcome = co_await chat.answer(std::move(question), *events);
    exchange.completion = outcome.completion;
  } catch (...) {
    unexpected = std::current_exception();
  }
  if (!exchange.stream_started()) {
    if (unexpected) std::rethrow_exception(unexpected);
    co_return std::unexpected(outcome.error.value_or(Error{}));
  }
  if (unexpected) {
    co_await events->fail("An unexpected error occurred");
    std::rethrow_exception(unexpected);
  }
  if (outcome.error) {
    co_await events->fail(outcome.error->message);
  } else {
    exchange.answer = kept(std::move(outcome));
    co_await events->finish();
  }
  co_return Response{.status = 200, .streamed = true, .broken_off = std::move(outcome.error)};
}

}  // namespace

Task<Response> write_again(Exchange& exchange, KeptAnswer answer) {
  const Protocol& protocol = exchange.route().protocol;
  exchange.completion =
      Completion{.model = answer.model, .fallback = answer.fallback, .usage = Usage{}};
  if (!protocol.wants_stream(exchange.request())) co_return protocol.whole(answer);
  const auto events = protocol.stream(exchange);
  co_await events->begin(
      {.session_id = answer.session_id, .model = answer.model, .fallback = answer.fallback});
  if (co_await events->text(answer.text)) co_await events->finish();
  co_return Response{.status = 200, .streamed = true};
}

CountedHandler chat_endpoint(ChatService& chat) {
  return [&chat](Exchange& exchange, Body body, Counted) -> Task<Result<Response>> {
    const Protocol& protocol = exchange.route().protocol;
    Result<ChatRequest> question = protocol.decode(body.text(), exchange.request());
    if (!question) return failed(std::move(question.error()));
    question->visitor = exchange.visitor();
    question->limits = exchange.request().limits;
    return protocol.wants_stream(exchange.request())
               ? answer_streaming(chat, exchange, std::move(*question))
               : answer_whole(chat, exchange, std::move(*question));
  };
}

}  // namespace mta::http
