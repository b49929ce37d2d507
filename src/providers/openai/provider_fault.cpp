#include "providers/openai/provider_fault.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/json.h"

namespace mta::providers::openai {
namespace {

namespace json = boost::json;

/// Some providers send all the members of an error with all that they send, empty ones.
bool tells_something(const json::value* value) {
  if (value == nullptr || value->is_null()) return false;
  if (const bool* flag = value->if_bool()) return *flag;
  if (value->is_number()) return number_in(value) != 0;
  if (const json::array* list = value->if_array()) return !list->empty();
  if (const json::object* object = value->if_object()) {
    return std::ranges::any_of(*object,
                               [](const auto& entry) { return tells_something(&entry.value()); });
  }
  return text_in(value) != "";
}

/// Some providers add `"code": 0, "message": "Success"` to all that they send.
bool is_success(const json::value* code) {
  constexpr std::array<std::string_view, 6> words{"0", "200", "success", "Success", "ok", "OK"};
  if (const auto number = number_in(code)) return *number == 0 || *number == 200;
  const auto text = text_in(code);
  return text && std::ranges::find(words, *text) != words.end();
}

/// An object without an answer in it that is a message about one.
bool is_report(const json::value& reply) {
  for (const char* name : {"detail", "error_code", "error_msg", "error_message"}) {
    if (tells_something(member(&reply, name)) && !is_success(member(&reply, name))) return true;
  }
  const json::value* const code = member(&reply, "code");
  if (is_success(code)) return false;
  if (tells_something(code)) return true;
  return std::ranges::any_of(std::array{"message", "msg"}, [&](const char* name) {
    return !text_in(member(&reply, name)).value_or("").empty();
  });
}

}  // namespace

std::optional<std::string> fault_told_in(const json::value& reply) {
  const json::value* const choice = first_of(member(&reply, "choices"));
  for (const json::value* place :
       {&reply, choice, member(choice, "delta"), member(choice, "message")}) {
    for (const char* name : {"error", "errors"}) {
      const json::value* error = member(place, name);
      if (tells_something(error)) return error_code_in(*error);
    }
  }
  const bool is_error =
      text_in(member(&reply, "object")) == "error" || text_in(member(&reply, "type")) == "error";
  if (is_error || (choice == nullptr && is_report(reply))) return error_code_in(reply);
  return std::nullopt;
}

std::string_view done_instead(const json::value* said_by_model) {
  for (const std::string_view name : {"tool_calls", "function_call", "refusal"}) {
    if (tells_something(member(said_by_model, name))) return name;
  }
  return {};
}

bool is_error_event(std::string_view type) {
  return lower_ascii(type).find("error") != std::string::npos;
}

std::string error_code_in(const json::value& error) {
  for (const char* name : {"code", "type"}) {
    if (std::string code = code_word(member(&error, name)); !code.empty()) return code;
  }
  return code_word(&error);
}

std::string code_word(const json::value* value) {
  constexpr std::size_t longest = 40;
  if (value != nullptr && value->is_number()) {
    return std::to_string(std::max<std::int64_t>(number_in(value).value_or(0), 0));
  }
  const std::string_view text = text_in(value).value_or("");
  const bool is_code = text.size() <= longest && std::ranges::all_of(text, [](char c) {
                         return (c >= 'a' && c <= 'z') || c == '_';
                       });
  return is_code ? std::string(text) : std::string();
}

}  // namespace mta::providers::openai
