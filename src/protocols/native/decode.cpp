#include "protocols/native/decode.h"

#include "base/text.h"
#include "protocols/native/json_body.h"

namespace mta::protocols {
namespace {

namespace json = boost::json;

constexpr std::size_t max_history_entries = 50;
constexpr std::size_t max_system_prompt_characters = 4000;

Result<std::string> decode_message(const json::object& body, std::size_t max_characters) {
  constexpr std::string_view missing = "Request must include a \"message\" field";
  const json::value* value = given(body, "message");
  if (value == nullptr) return fault(ErrorKind::missing_message, std::string(missing));
  if (!value->is_string()) return fault(ErrorKind::invalid_message, "\"message\" must be a string");
  std::string message = clean_text(view(value->get_string()));
  if (message.empty()) return fault(ErrorKind::missing_message, std::string(missing));
  const std::size_t count = count_code_points(message);
  if (count > max_characters) {
    return fault(ErrorKind::message_too_long, too_long("\"message\"", max_characters, count));
  }
  return message;
}

/// Error: the rule that the entry breaks.
std::expected<Message, std::string> decode_entry(const json::value& entry,
                                                 std::size_t max_characters) {
  if (!entry.is_object()) return std::unexpected("must be an object");
  const json::value* role = entry.get_object().if_contains("role");
  const json::value* content = entry.get_object().if_contains("content");
  const bool user = role != nullptr && *role == "user";
  if (!user && (role == nullptr || *role != "assistant")) {
    return std::unexpected(R"(must have "role": "user" or "role": "assistant")");
  }
  if (content == nullptr || !content->is_string()) {
    return std::unexpected("must have a \"content\" that is a string");
  }
  std::string text = clean_text(view(content->get_string()));
  if (text.empty()) return std::unexpected("has an empty \"content\"");
  const std::size_t count = count_code_points(text);
  if (count > max_characters) {
    return std::unexpected("is too long: " + too_long("its \"content\"", max_characters, count));
  }
  return Message{.role = user ? Role::user : Role::assistant, .content = std::move(text)};
}

Result<std::vector<Message>> decode_history(const json::object& body, std::size_t max_characters) {
  std::vector<Message> history;
  const json::value* value = given(body, "conversation_history");
  if (value == nullptr) return history;
  const auto refuse = [](std::string rule) {
    return fault(ErrorKind::invalid_conversation_history,
                 "\"conversation_history\" " + std::move(rule));
  };
  if (!value->is_array()) return refuse("must be an array");
  const json::array& entries = value->get_array();
  if (entries.size() > max_history_entries) {
    return refuse("must have at most " + std::to_string(max_history_entries) +
                  " entries; this one has " + std::to_string(entries.size()));
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto entry = decode_entry(entries[i], max_characters);
    if (!entry) return refuse("entry " + std::to_string(i) + " " + entry.error());
    history.push_back(std::move(*entry));
  }
  return history;
}

std::optional<std::string> decode_system_prompt(const json::object& body, const ChatRules& rules) {
  const json::value* value = given(body, "system_prompt");
  if (!rules.allow_system_prompt_override || value == nullptr || !value->is_string()) return {};
  std::string text = clean_text(view(value->get_string()));
  if (text.empty() || count_code_points(text) > max_system_prompt_characters) return {};
  return text;
}

}  // namespace

Result<ChatRequest> decode_chat_request(std::string_view body, const ChatRules& rules) {
  const JsonBody parsed(body);
  const json::object* const object = parsed.object();
  if (object == nullptr) return not_json();
  Result<std::string> message = decode_message(*object, rules.max_message_characters);
  if (!message) return std::unexpected(message.error());
  Result<std::optional<std::string>> session_id = decode_session_id(*object);
  if (!session_id) return std::unexpected(session_id.error());
  Result<std::vector<Message>> history = decode_history(*object, rules.max_message_characters);
  if (!history) return std::unexpected(history.error());
  return ChatRequest{.message = std::move(*message),
                     .session_id = std::move(*session_id),
                     .client_history = std::move(*history),
                     .persona_override = decode_system_prompt(*object, rules),
                     .visitor = {}};
}

}  // namespace mta::protocols
