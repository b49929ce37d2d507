#include "lambda/event.h"

#include <map>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/ascii.h"
#include "base/crypto.h"
#include "base/json.h"

namespace mta::lambda {
namespace {

namespace json = boost::json;

constexpr std::string_view understood =
    "This function understands API Gateway events (payload 1.0 and 2.0), function URL events, "
    "scheduled EventBridge events and {\"warmup\": true}";

void add_headers(const json::value* headers, http::Headers& to) {
  const json::object* object = headers ? headers->if_object() : nullptr;
  if (object == nullptr) return;
  for (const auto& [name, value] : *object) {
    if (value.is_string()) to.add(std::string(name), string_in(&value));
  }
}

void add_multi_value_headers(const json::value& headers, http::Headers& to) {
  for (const auto& [name, values] : headers.get_object()) {
    if (!values.is_array()) continue;
    for (const json::value& value : values.get_array()) {
      if (value.is_string()) to.add(std::string(name), string_in(&value));
    }
  }
}

void add_cookies(const json::value* cookies, http::Headers& to) {
  const json::array* array = cookies ? cookies->if_array() : nullptr;
  if (array == nullptr || array->empty()) return;
  std::string line;
  for (const json::value& cookie : *array) {
    line += (line.empty() ? "" : "; ") + string_in(&cookie);
  }
  to.add("Cookie", std::move(line));
}

std::optional<std::string> body_of(const json::value* event) {
  std::string body = string_in(member(event, "body"));
  return is_true(member(event, "isBase64Encoded")) ? base64_decode(body)
                                                   : std::optional(std::move(body));
}

/// `/dev/chat` in the stage `dev` is `/chat`; `/device` is not touched.
std::string without_stage(std::string path, const std::string& stage) {
  const std::string prefix = "/" + stage;
  const bool has_stage = !stage.empty() && stage != "$default" && path.starts_with(prefix) &&
                         (path.size() == prefix.size() || path[prefix.size()] == '/');
  if (has_stage) path.erase(0, prefix.size());
  return path.empty() ? "/" : path;
}

HttpEvent decode_v2(const json::value* event) {
  const json::value* const context = member(event, "requestContext");
  const json::value* const http = member(context, "http");
  HttpEvent decoded{.format = PayloadFormat::v2,
                    .method = string_in(member(http, "method")),
                    .path = without_stage(string_in(member(event, "rawPath")),
                                          string_in(member(context, "stage"))),
                    .headers = {},
                    .body = body_of(event),
                    .source_ip = string_in(member(http, "sourceIp")),
                    .api_request_id = string_in(member(context, "requestId"))};
  add_headers(member(event, "headers"), decoded.headers);
  add_cookies(member(event, "cookies"), decoded.headers);
  return decoded;
}

HttpEvent decode_v1(const json::value* event) {
  const json::value* const context = member(event, "requestContext");
  // A REST API names the path without its stage; an HTTP API, which gives a version, with it.
  const bool has_stage = !string_in(member(event, "version")).empty();
  HttpEvent decoded{
      .format = PayloadFormat::v1,
      .method = string_in(member(event, "httpMethod")),
      .path = without_stage(string_in(member(event, "path")),
                            has_stage ? string_in(member(context, "stage")) : std::string()),
      .headers = {},
      .body = body_of(event),
      .source_ip = string_in(member(member(context, "identity"), "sourceIp")),
      .api_request_id = string_in(member(context, "requestId"))};
  const json::value* const multiple = member(event, "multiValueHeaders");
  if (multiple != nullptr && multiple->is_object()) {
    add_multi_value_headers(*multiple, decoded.headers);
  } else {
    add_headers(member(event, "headers"), decoded.headers);
  }
  return decoded;
}

bool is_scheduled(const json::value* event) {
  return string_in(member(event, "source")) == "aws.events" ||
         string_in(member(event, "detail-type")) == "Scheduled Event";
}

bool may_be_listed(std::string_view name) { return !equal_ignoring_case(name, "Set-Cookie"); }

json::object joined_headers(const http::Response& response) {
  json::object headers;
  for (const auto& [name, value] : response.headers.fields()) {
    if (!may_be_listed(name)) continue;
    json::value& joined = headers[name];
    joined = joined.is_string() ? string_in(&joined) + ", " + value : value;
  }
  return headers;
}

}  // namespace

Event decode_event(std::string_view text_of_event) {
  boost::system::error_code error;
  const json::value value =
      json::parse(json::string_view(text_of_event.data(), text_of_event.size()), error);
  const json::value* const event = error ? nullptr : &value;
  if (is_true(member(event, "warmup"))) return WarmUpEvent{};
  if (is_scheduled(event)) return ScheduledEvent{};
  const json::value* const context = member(event, "requestContext");
  if (!string_in(member(member(context, "http"), "method")).empty()) return decode_v2(event);
  if (context != nullptr && !string_in(member(event, "httpMethod")).empty())
    return decode_v1(event);
  return UnsupportedEvent{std::string(understood)};
}

std::string encode_answer(const http::Response& response, PayloadFormat format) {
  json::object answer{{"statusCode", response.status}};
  if (format == PayloadFormat::v1) {
    json::object headers;
    for (const auto& [name, value] : response.headers.fields()) {
      json::value& values = headers[name];
      if (!values.is_array()) values = json::array();
      values.get_array().emplace_back(value);
    }
    answer["multiValueHeaders"] = std::move(headers);
  } else {
    answer["headers"] = joined_headers(response);
  }
  answer["body"] = response.body;
  answer["isBase64Encoded"] = false;
  return json::serialize(answer);
}

std::string encode_prelude(const http::Response& response) {
  constexpr std::size_t separator_bytes = 8;
  const json::object head{{"statusCode", response.status}, {"headers", joined_headers(response)}};
  return json::serialize(head).append(separator_bytes, '\0');
}

}  // namespace mta::lambda
