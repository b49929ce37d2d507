#include "models/openai_reply.h"

#include <algorithm>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "core/model_error.h"

namespace mta::models {
namespace {

namespace json = boost::json;

constexpr std::size_t deepest = 32;

std::optional<json::value> parse(std::string_view text) {
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = deepest;
  json::value value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
  if (error) return std::nullopt;
  return value;
}

const json::value* member(const json::value* value, std::string_view name) {
  const json::object* object = value ? value->if_object() : nullptr;
  return object ? object->if_contains(json::string_view(name.data(), name.size())) : nullptr;
}

const json::value* first_of(const json::value* value) {
  const json::array* array = value ? value->if_array() : nullptr;
  return array && !array->empty() ? &array->front() : nullptr;
}

bool is_absent(const json::value* value) { return value == nullptr || value->is_null(); }

std::optional<std::int64_t> count(const json::value* value) {
  boost::system::error_code not_a_count;
  const auto number = value ? value->to_number<std::int64_t>(not_a_count) : -1;
  return not_a_count || number < 0 ? std::nullopt : std::optional(number);
}

/// A word like `rate_limit_exceeded`, and nothing that could be a visitor's or a key.
std::string code_word(const json::value* value) {
  constexpr std::size_t longest = 40;
  if (value != nullptr && value->is_number()) return std::to_string(count(value).value_or(0));
  const json::string* text = value ? value->if_string() : nullptr;
  const bool is_code =
      text && !text->empty() && text->size() <= longest &&
      std::ranges::all_of(*text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  return is_code ? std::string(text->data(), text->size()) : std::string();
}

std::string error_code_in(const json::value& error) {
  for (const char* name : {"code", "type"}) {
    if (std::string code = code_word(member(&error, name)); !code.empty()) return code;
  }
  return code_word(&error);
}

}  // namespace

std::string ReplyDecoder::feed(std::string_view bytes) {
  if (!streamed_) {
    whole_ += bytes;
    if (whole_.size() > max_bytes) fail("the reply is larger than 1 MB");
  } else if (!done_) {
    const bool readable = events_.feed(bytes, [this](const auto& event) { take(event.data); });
    if (!readable) fail("an event of the reply is larger than 1 MB");
  }
  return std::exchange(text_, {});
}

std::string ReplyDecoder::finish() {
  if (!streamed_) take(whole_);
  if (streamed_ && !done_ && !finished_) fail("the reply broke off");
  return std::exchange(text_, {});
}

void ReplyDecoder::take(std::string_view text) {
  if (done_ || fault_) return;
  if (streamed_ && text == "[DONE]") {
    done_ = true;
    return;
  }
  const auto parsed = parse(text);
  if (!parsed || !parsed->is_object()) return fail("the reply is not a JSON object");
  const json::value* const reply = &*parsed;
  if (const json::value* error = member(reply, "error"); !is_absent(error)) {
    return fail("the provider reports an error: " + error_code_in(*error));
  }
  if (const json::value* usage = member(reply, "usage"); !is_absent(usage)) {
    const auto input = count(member(usage, "prompt_tokens"));
    const auto output = count(member(usage, "completion_tokens"));
    if (input && output) usage_ = {.input = *input, .output = *output};
  }
  const json::value* const choice = first_of(member(reply, "choices"));
  if (!streamed_ && choice == nullptr) return fail("the reply has no choices");
  finished_ = finished_ || !is_absent(member(choice, "finish_reason"));
  const json::value* const said_by_model = member(choice, streamed_ ? "delta" : "message");
  for (const char* name : {"reasoning_content", "reasoning"}) {
    const json::value* thought = member(said_by_model, name);
    if (thought == nullptr || !thought->is_string()) continue;
    reasoning_.add(std::string_view(thought->get_string().data(), thought->get_string().size()));
    break;  // some providers send both, the same text twice
  }
  const json::value* const content = member(said_by_model, "content");
  if (is_absent(content)) return;
  if (!content->is_string()) return fail("the reply's content is no text");
  const json::string& said = content->get_string();
  text_bytes_ += said.size();
  if (text_bytes_ > max_bytes) return fail("the reply's text is larger than 1 MB");
  text_.append(said.data(), said.size());
}

void ReplyDecoder::fail(std::string detail) {
  if (!fault_) fault_ = wrong_answer(std::move(detail));
}

std::string error_code_of(std::string_view body) {
  const auto parsed = parse(body);
  if (!parsed) return {};
  const json::value* const error = member(&*parsed, "error");
  return error_code_in(error ? *error : *parsed);
}

}  // namespace mta::models
