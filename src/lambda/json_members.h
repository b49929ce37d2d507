#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

/// Reading JSON whose shape is another's: what is not there, or of another type, is no error.
namespace mta::lambda {

/// nullptr: `value` is no object, or has no such member.
inline const boost::json::value* member(const boost::json::value* value, std::string_view name) {
  const boost::json::object* object = value ? value->if_object() : nullptr;
  return object ? object->if_contains(boost::json::string_view(name.data(), name.size())) : nullptr;
}

/// Empty: `value` is no string.
inline std::string text(const boost::json::value* value) {
  const boost::json::string* string = value ? value->if_string() : nullptr;
  return string ? std::string(string->data(), string->size()) : std::string();
}

inline bool is_true(const boost::json::value* value) {
  return value != nullptr && value->is_bool() && value->get_bool();
}

}  // namespace mta::lambda
