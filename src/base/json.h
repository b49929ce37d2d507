#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

/// Reading JSON whose shape is another's: what is not there, or of another type, is no error.
namespace mta {

/// nullptr: there is no such member.
inline const boost::json::value* member(const boost::json::object& object, std::string_view name) {
  return object.if_contains(boost::json::string_view(name.data(), name.size()));
}

/// nullptr: `value` is no object, or has no such member.
inline const boost::json::value* member(const boost::json::value* value, std::string_view name) {
  const boost::json::object* object = value ? value->if_object() : nullptr;
  return object ? member(*object, name) : nullptr;
}

/// nullptr: `value` is no array, or an empty one.
inline const boost::json::value* first_of(const boost::json::value* value) {
  const boost::json::array* array = value ? value->if_array() : nullptr;
  return array && !array->empty() ? &array->front() : nullptr;
}

/// Nothing: `value` is no string.
inline std::optional<std::string_view> text_in(const boost::json::value* value) {
  const boost::json::string* text = value ? value->if_string() : nullptr;
  return text ? std::optional(std::string_view(text->data(), text->size())) : std::nullopt;
}

/// Empty: `value` is no string.
inline std::string string_in(const boost::json::value* value) {
  return std::string(text_in(value).value_or(""));
}

inline std::optional<std::int64_t> number_in(const boost::json::value* value) {
  boost::system::error_code not_a_number;
  if (value == nullptr) return std::nullopt;
  const auto number = value->to_number<std::int64_t>(not_a_number);
  return not_a_number ? std::nullopt : std::optional(number);
}

inline bool is_true(const boost::json::value* value) {
  return value != nullptr && value->is_bool() && value->get_bool();
}

}  // namespace mta
