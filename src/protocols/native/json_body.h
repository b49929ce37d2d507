#pragma once

#include <array>
#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>

#include "base/error.h"

/// What the bodies of our own protocol have in common.
namespace mta::protocols {

/// A request's body as JSON. For one thread, on the stack: short bodies take no memory elsewhere.
class JsonBody {
 public:
  explicit JsonBody(std::string_view body);
  JsonBody(const JsonBody&) = delete;
  JsonBody& operator=(const JsonBody&) = delete;

  /// nullptr: the body is no JSON object (see not_json).
  [[nodiscard]] const boost::json::object* object() const { return document_.if_object(); }

 private:
  std::array<unsigned char, 8192> space_;  // NOLINT(*-member-init): scratch for the parser
  boost::json::monotonic_resource memory_{space_.data(), space_.size()};
  boost::json::value document_;
};

std::unexpected<Error> fault(ErrorKind kind, std::string message);
std::unexpected<Error> not_json();

std::string_view view(const boost::json::string& text);

/// A member that is there and not null; nullptr otherwise.
const boost::json::value* given(const boost::json::object& object, std::string_view name);

/// Says that a text is longer than it may be.
std::string too_long(std::string_view what, std::size_t limit, std::size_t received);

/// The member `session_id`.
Result<std::optional<std::string>> decode_session_id(const boost::json::object& body);

}  // namespace mta::protocols
