#include "http/chat_endpoint.h"

#include <exception>

#include "http/chat_codec.h"
#include "http/chat_events.h"
#include "http/error_response.h"

namespace mta::http {
namespace {

KeptAnswer kept(ChatOutcome outcome) {
  return {.text = std::move(outcome.text),
          .session_id = std::move(outcome.session_id),
          .model = std::move(outcome.completion.model),
          .fallback = outcome.completion.fallback};
}

Task<Response> answer_whole(ChatService& chat, Request& request, ChatRequest question) {
  WholeAnswer whole;
  ChatOutcome outcome = co_await chat.answer(std::move(question), whole);
  request.facts.completion = outcome.completion;
  if (outcome.error) co_return error_response(request, *outcome.error);
  request.facts.answer = kept(std::move(outcome));
  co_return encode_chat_answer(*request.facts.answer);
}

/// Until the first text a fault is a plain JSON answer; afterwards it is an event of the stream.
Task<Response> answer_streaming(ChatService& chat, Request& request, ChatRequest question) {
  EventStreamSink events(request);
  ChatOutcome outcome;
  std::exception_ptr unexpected;
  try {
    outcome = co_await chat.answer(std::move(question), events);
    request.facts.completion = outcome.completion;
  } catch (...) {
    unexpected = std::current_exception();
  }
  if (!events.started()) {
    if (unexpected) std::rethrow_exception(unexpected);
    co_return error_response(request, outcome.error.value_or(Error{}));
  }
  if (unexpected) {
    co_await events.fail("An unexpected error occurred");
    std::rethrow_exception(unexpected);
  }
  if (outcome.error) {
    co_await events.fail(outcome.error->message);
  } else {
    request.facts.answer = kept(std::move(outcome));
    co_await events.finish();
  }
  co_return Response{.status = 200, .streamed = true};
}

}  // namespace

Task<Response> answer_again(Request& request, KeptAnswer answer) {
  request.facts.completion =
      Completion{.model = answer.model, .fallback = answer.fallback, .usage = Usage{}};
  if (!wants_events(request)) co_return encode_chat_answer(answer);
  EventStreamSink events(request);
  co_await events.begin(
      {.session_id = answer.session_id, .model = answer.model, .fallback = answer.fallback});
  if (co_await events.text(answer.text)) co_await events.finish();
  co_return Response{.status = 200, .streamed = true};
}

Handler chat_endpoint(ChatService& chat, ChatRules rules) {
  return [&chat, rules](Request& request) -> Task<Response> {
    if (request.fault) co_return error_response(request, *request.fault);
    Result<ChatRequest> question = decode_chat_request(*request.content, rules);
    if (!question) co_return error_response(request, question.error());
    question->visitor = request.facts.visitor;
    question->limits = request.limits;
    if (wants_events(request)) {
      co_return co_await answer_streaming(chat, request, std::move(*question));
    }
    co_return co_await answer_whole(chat, request, std::move(*question));
  };
}

}  // namespace mta::http
