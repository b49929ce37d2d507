#include "protocols/native/json_body.h"

#include <boost/json/parse.hpp>

#include "base/encoding.h"
#include "chat/session_id.h"

namespace mta::protocols {
namespace {

namespace json = boost::json;

constexpr std::size_t max_depth = 16;

}  // namespace

JsonBody::JsonBody(std::string_view body) : document_(&memory_) {
  body = without_byte_order_mark(body);
  json::parse_options options;
  options.max_depth = max_depth;
  boost::system::error_code error;
  document_ = json::parse({body.data(), body.size()}, error, &memory_, options);
}

std::unexpected<Error> fault(ErrorKind kind, std::string message) {
  return std::unexpected(Error{.kind = kind, .message = std::move(message)});
}

std::unexpected<Error> not_json() {
  return fault(ErrorKind::invalid_json, "Request body must be valid JSON");
}

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

const json::value* given(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::string too_long(std::string_view what, std::size_t limit, std::size_t received) {
  return std::string(what) + " must be at most " + std::to_string(limit) +
         " characters long; this one has " + std::to_string(received);
}

Result<std::optional<std::string>> decode_session_id(const json::object& body) {
  const json::value* value = given(body, "session_id");
  if (value == nullptr) return std::nullopt;
  if (!value->is_string() || !SessionIds::is_valid(view(value->get_string()))) {
    return fault(ErrorKind::invalid_session_id,
                 "\"session_id\" must be a string of 1 to 128 of A-Z a-z 0-9 _ . : -");
  }
  return std::string(view(value->get_string()));
}

}  // namespace mta::protocols
