#include <string>
#include <variant>

#include "lambda/event.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(event_decoder) {
  using namespace mta::lambda;
  const Event event = decode_event(input);
  if (const auto* unsupported = std::get_if<UnsupportedEvent>(&event)) {
    mta::test::require(!unsupported->message.empty(), "what is not understood is said");
    return;
  }
  const auto* request = std::get_if<HttpEvent>(&event);
  if (request == nullptr) return;
  mta::test::require(!request->method.empty(), "a request has a method");
  mta::test::require(!request->path.empty(), "a request has a path");
  // Whatever came in can be sent back.
  mta::http::Response response{.status = 200, .headers = request->headers, .body = request->path};
  mta::test::require(encode_answer(response, request->format).starts_with('{'),
                     "an answer is JSON");
  mta::test::require(encode_prelude(response).ends_with(std::string(8, '\0')), "a prelude ends");
}
