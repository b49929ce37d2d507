#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "http/message.h"

/// What API Gateway and function URLs send, and what they take for an answer.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
/// Pure functions.
namespace mta::lambda {

enum class PayloadFormat : std::uint8_t {
  v1,  ///< REST API, or an HTTP API that asks for it
  v2,  ///< HTTP API, function URL
};

/// A visitor's request.
struct HttpEvent {
  PayloadFormat format = PayloadFormat::v2;
  std::string method;
  std::string path;  ///< without the stage and the query
  http::Headers headers;
  std::optional<std::string> body;  ///< decoded; nothing: it said base64 and was not
  std::string source_ip;            ///< as the gateway saw it; empty: it does not say
  std::string api_request_id;
};

/// `{"warmup": true}`: keeps the function warm.
struct WarmUpEvent {};

/// A schedule of EventBridge: keeps the chat's function warm, and starts the canary's.
struct ScheduledEvent {};

/// Anything else; what is understood.
struct UnsupportedEvent {
  std::string message;
};

using Event = std::variant<HttpEvent, WarmUpEvent, ScheduledEvent, UnsupportedEvent>;

Event decode_event(std::string_view json);

/// The answer as one JSON object, in the form of its event's format.
std::string encode_answer(const http::Response& response, PayloadFormat format);

/// What a streamed answer begins with: its head as JSON and 8 NUL bytes.
/// https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
std::string encode_prelude(const http::Response& response);

}  // namespace mta::lambda
