#include "http/chat_endpoint.h"

#include "http/chat_codec.h"
#include "http/error_response.h"

namespace mta::http {
namespace {

/// For answers that go out whole: ChatOutcome::text has it all.
class NoStream final : public TokenSink {
 public:
  Task<Flow> text(std::string_view) override { co_return Flow::more; }
};

}  // namespace

Handler chat_endpoint(ChatService& chat, ChatRules rules) {
  return [&chat, rules](Request& request) -> Task<Response> {
    Result<ChatRequest> question = decode_chat_request(*request.content, rules);
    if (!question) co_return error_response(request, question.error());
    question->visitor = request.facts.visitor;

    NoStream sink;
    const ChatOutcome outcome = co_await chat.answer(std::move(*question), sink);
    request.facts.completion = outcome.completion;
    if (outcome.error) co_return error_response(request, *outcome.error);
    co_return encode_chat_answer(outcome);
  };
}

}  // namespace mta::http
