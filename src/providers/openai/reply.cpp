#include "providers/openai/reply.h"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/json/parse.hpp>

#include "base/ascii.h"
#include "base/json.h"
#include "chat/model_error.h"
#include "providers/openai/provider_fault.h"

namespace mta::providers::openai {
namespace {

namespace json = boost::json;

constexpr std::size_t deepest = 32;
constexpr std::string_view done_mark = "[DONE]";
constexpr std::string_view white = " \t\r\n";

/// Broken UTF-8 is let through: a character may be completed by the next chunk, and whoever shows
/// the text replaces what stays broken.
std::optional<json::value> parse(std::string_view text) {
  const std::string readable = with_bytes_for_lone_halves(text);
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = deepest;
  options.allow_invalid_utf8 = true;
  json::value value = json::parse(readable, error, {}, options);
  if (error) return std::nullopt;
  return value;
}

bool is_absent(const json::value* value) {
  return value == nullptr || value->is_null() || text_in(value) == "";
}

std::optional<std::int64_t> count(const json::value* value) {
  const auto number = number_in(value);
  return number && *number >= 0 ? number : std::nullopt;
}

std::string_view without_bom_and_white(std::string_view text) {
  constexpr std::string_view bom = "\xEF\xBB\xBF";
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(white), text.size()));
    if (!text.starts_with(bom)) return text;
    text.remove_prefix(bom.size());
  }
}

enum class Start : std::uint8_t { too_short, object, fields, other };

/// What a body that begins with `text` plainly is.
Start kind_of_start(std::string_view text) {
  constexpr std::array<std::string_view, 6> beginnings{
      "data:", "event:", "id:", "retry:", ":", "\xEF\xBB\xBF"};
  if (text.starts_with('{') || text.starts_with('[')) return Start::object;
  for (const auto beginning : beginnings) {
    if (text.starts_with(beginning)) return Start::fields;
    if (beginning.starts_with(text)) return Start::too_short;
  }
  return Start::other;
}

/// What is sent so that the connection stays open: words, numbers and times, empty values.
bool is_keep_alive(std::string_view data) {
  constexpr std::array<std::string_view, 9> words{
      "", "null", "[]", "ping", "pong", "heartbeat", "keepalive", "keep-alive", "keep_alive"};
  const std::string word = lower_ascii(data);
  return std::ranges::find(words, word) != words.end() ||
         word.find_first_not_of("0123456789 -:.,+/") == std::string::npos;
}

std::string_view unquoted(std::string_view data) {
  const bool quoted = data.size() >= 2 && data.starts_with('"') && data.ends_with('"');
  return quoted ? trimmed(data.substr(1, data.size() - 2), white) : data;
}

/// All the texts of a part that is not for the visitor.
void estimate_texts(const json::value& part, TokenEstimate& estimate) {
  if (const auto text = text_in(&part)) return estimate.add(*text);
  if (const json::array* parts = part.if_array()) {
    for (const json::value& item : *parts) estimate_texts(item, estimate);
  }
  for (const char* name : {"text", "thinking", "reasoning", "summary", "content"}) {
    if (const json::value* inner = member(&part, name)) estimate_texts(*inner, estimate);
  }
}

/// Nothing: a part that is not text for the visitor.
std::optional<std::string_view> text_of_part(const json::value& part) {
  if (part.is_string()) return text_in(&part);
  const json::value* const type = member(&part, "type");
  const bool is_text = type == nullptr || text_in(type) == "text" || text_in(type) == "output_text";
  return is_text ? text_in(member(&part, "text")) : std::nullopt;
}

}  // namespace

std::string ReplyDecoder::feed(std::string_view bytes) {
  if (form_ == ReplyForm::unknown) {
    decide_form(bytes);
  } else {
    read(bytes);
  }
  return std::exchange(text_, {});
}

void ReplyDecoder::decide_form(std::string_view bytes) {
  start_ += bytes;
  start_ = without_bom_and_white(start_);
  switch (kind_of_start(start_)) {
    case Start::too_short:
      return;
    case Start::object:
      form_ = ReplyForm::json;
      break;
    case Start::fields:
      form_ = ReplyForm::events;
      break;
    case Start::other:
      form_ = declared_;
      break;
  }
  if (form_ == ReplyForm::unknown) return fail("the reply is neither JSON nor an event stream");
  read(std::exchange(start_, {}));
}

void ReplyDecoder::read(std::string_view bytes) {
  if (form_ == ReplyForm::json) {
    whole_ += bytes;
    if (whole_.size() > max_bytes) fail("the reply is larger than 1 MB");
  } else if (!done_) {
    const bool readable = events_.feed(bytes, [this](const auto& event) { take_event(event); });
    if (!readable) fail("an event of the reply is larger than 1 MB");
  }
}

std::string ReplyDecoder::finish() {
  if (form_ == ReplyForm::json) {
    take_document();
  } else if (!done_) {
    events_.finish([this](const auto& event) { take_last_event(event); });
    if (!done_ && ending_ == Ending::none) fail("the reply broke off");
  }
  text_ += joiner_.finish();
  return std::exchange(text_, {});
}

void ReplyDecoder::take_event(const net::SseParser::Event& event) {
  if (done_ || fault_) return;
  if (is_error_event(event.type)) {
    return fail("the provider reports an error: " + error_code_of(event.data));
  }
  const std::string_view data = unquoted(trimmed(event.data, white));
  const bool is_named = !event.type.empty() && event.type != "message";
  if (data == done_mark) return take_done();
  if (is_keep_alive(data) || (is_named && is_keep_alive(event.type))) return;
  const auto parsed = parse(data);
  if (parsed && parsed->is_object()) return take(*parsed);
  if (data.find('\n') != std::string_view::npos) return take_lines(event, data);
  if (!is_named || data.starts_with('{')) fail("the reply is not a JSON object");
}

/// Some providers leave the blank lines between events out.
void ReplyDecoder::take_lines(const net::SseParser::Event& event, std::string_view data) {
  while (!data.empty()) {
    const std::string_view line = data.substr(0, data.find('\n'));
    take_event({.type = event.type, .data = std::string(line)});
    data.remove_prefix(std::min(line.size() + 1, data.size()));
  }
}

/// An event that the end of the body cut off. It may be whole, but for the blank line behind it.
void ReplyDecoder::take_last_event(const net::SseParser::Event& event) {
  const std::string_view data = trimmed(event.data, white);
  if (data == done_mark || is_error_event(event.type) || parse(data)) return take_event(event);
  const std::size_t last = data.rfind('\n');
  if (last == std::string_view::npos) return;
  take_event({.type = event.type, .data = std::string(data.substr(0, last))});
  take_last_event({.type = event.type, .data = std::string(data.substr(last + 1))});
}

void ReplyDecoder::take_document() {
  std::string_view document = trimmed(whole_, white);
  // Some gateways end a document as if it were a stream.
  if (document.ends_with(done_mark)) document = document.substr(0, document.rfind("data:"));
  const auto parsed = parse(document);
  if (!parsed || !parsed->is_object()) return fail("the reply is not a JSON object");
  take(*parsed);
}

void ReplyDecoder::take_done() {
  done_ = true;
  text_ += joiner_.finish();
}

void ReplyDecoder::take(const json::value& reply) {
  if (const auto code = fault_told_in(reply)) {
    return fail("the provider reports an error: " + *code);
  }
  if (const json::value* usage = member(&reply, "usage"); !is_absent(usage)) {
    const auto input = count(member(usage, "prompt_tokens"));
    const auto output = count(member(usage, "completion_tokens"));
    if (input && output) usage_ = {.input = *input, .output = *output};
  }
  const bool whole = form_ == ReplyForm::json;
  const json::value* const choice = first_of(member(&reply, "choices"));
  if (whole && choice == nullptr) return fail("the reply has no choices");
  const json::value* const reason = member(choice, "finish_reason");
  if (!take_finish_reason(reason)) return;
  const json::value* said_by_model = member(choice, whole ? "message" : "delta");
  // Some gateways make one event of a reply that came whole.
  const bool is_first = !began_;
  began_ = began_ || choice != nullptr;
  if (is_first && !whole && is_absent(said_by_model) && !is_absent(reason)) {
    said_by_model = member(choice, "message");
  }
  take_delta(said_by_model, !is_absent(reason));
}

/// What the model says in a chunk, or all that it says.
void ReplyDecoder::take_delta(const json::value* said_by_model, bool ends) {
  if (const auto other = done_instead(said_by_model); !other.empty()) {
    return fail("the model did not answer: " + std::string(other));
  }
  for (const char* name : {"reasoning_content", "reasoning"}) {
    const auto thought = text_in(member(said_by_model, name));
    if (!thought || thought->empty()) continue;
    reasoning_.add(*thought);
    break;  // some providers send both, the same text twice
  }
  const json::value* const content = member(said_by_model, "content");
  if (is_absent(content)) return;
  // A finish_reason before the end of the text, as some send with their reasoning, ended nothing.
  if (!ends) ending_ = Ending::none;
  take_content(*content);
}

/// False: the model did not come to an end of its own, nor to the limit that it was given. The text
/// of the same chunk is not shown then, so that a first one can still be answered otherwise.
bool ReplyDecoder::take_finish_reason(const json::value* reason) {
  if (is_absent(reason)) return true;
  if (text_in(reason) == "length") {
    ending_ = Ending::length;
  } else if (text_in(reason) == "stop") {
    if (ending_ == Ending::none) ending_ = Ending::stop;
  } else {
    ending_ = text_in(reason) == "content_filter" ? Ending::filtered : Ending::none;
    fail("the model ended otherwise than by stop or length: " + code_word(reason));
  }
  return !fault_;
}

void ReplyDecoder::take_content(const json::value& content) {
  if (const auto text = text_in(&content)) return take_text(*text);
  const json::array* const parts = content.if_array();
  if (parts == nullptr) return fail("the reply's content is no text");
  for (const json::value& part : *parts) {
    if (const auto text = text_of_part(part)) {
      take_text(*text);
    } else {
      estimate_texts(part, reasoning_);
    }
  }
}

void ReplyDecoder::take_text(std::string_view text) {
  text_bytes_ += text.size();
  if (text_bytes_ > max_bytes) return fail("the reply's text is larger than 1 MB");
  text_ += joiner_.take(text);
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

}  // namespace mta::providers::openai
