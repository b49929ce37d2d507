#include "providers/openai/parameter_hint.h"

#include <array>
#include <optional>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/ascii.h"

namespace mta::providers::openai {
namespace {

namespace json = boost::json;

constexpr auto parameters =
    std::to_array<std::string_view>({"max_completion_tokens", "max_tokens", "temperature", "top_p",
                                     "reasoning_effort", "stream_options"});

bool is_word_char(char c) { return is_alphanumeric(c) || c == '_'; }

/// Where `word` stands by itself in `text`.
std::size_t find_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || !is_word_char(text[at - 1]);
    if (begins && (end == text.size() || !is_word_char(text[end]))) return at;
  }
  return text.npos;
}

/// The parameter that is named first: "'max_tokens' is not supported, use 'max_completion_tokens'".
std::string_view first_named(std::string_view text) {
  std::string_view first;
  std::size_t first_at = text.npos;
  for (const std::string_view name : parameters) {
    const std::size_t at = find_word(text, name);
    if (at < first_at) {
      first_at = at;
      first = name;
    }
  }
  return first;
}

/// Looks where providers say what is wrong, and not into what they repeat of the request: `param`
/// (OpenAI), `loc` (FastAPI: vLLM, Mistral), else the text.
class Search {
 public:
  void look_into(const json::value& value) {
    if (const auto* text = value.if_string()) return note(said_, *text);
    if (const auto* array = value.if_array()) {
      for (const json::value& element : *array) look_into(element);
    }
    if (const auto* object = value.if_object()) {
      for (const auto& member : *object) {
        look_into_member({member.key().data(), member.key().size()}, member.value());
      }
    }
  }

  [[nodiscard]] std::string_view result() const {
    if (param_) return *param_;
    return loc_ && !loc_->empty() ? *loc_ : said_.value_or(std::string_view());
  }

 private:
  void look_into_member(std::string_view key, const json::value& value) {
    if (key == "param" && value.is_string()) {
      note(param_, value.get_string());
    } else if (key == "loc" && value.is_array()) {
      for (const json::value& step : value.get_array()) {
        if (step.is_string()) note(loc_, step.get_string());
      }
    } else if (key == "error" || key == "errors" || key == "message" || key == "msg" ||
               key == "detail") {
      look_into(value);
    }
  }

  /// The first one found stays.
  static void note(std::optional<std::string_view>& place, const json::string& text) {
    if (!place || place->empty()) place = first_named(std::string_view(text.data(), text.size()));
  }

  std::optional<std::string_view> param_;
  std::optional<std::string_view> loc_;
  std::optional<std::string_view> said_;
};

std::string_view named_parameter(std::string_view body) {
  boost::system::error_code no_json;
  const json::value parsed = json::parse(json::string_view(body.data(), body.size()), no_json);
  if (no_json) return first_named(body);
  Search search;
  search.look_into(parsed);
  return search.result();
}

}  // namespace

std::string parameter_hint(std::string_view error_body) {
  const std::string name(named_parameter(error_body));
  if (name.empty()) return {};
  if (name.starts_with("max_")) {
    return "it does not take " + name +
           " as it was sent: set model.max_tokens_parameter to the name that it knows, "
           "model.max_completion_tokens to what it allows, or leave it out with "
           "model.omit_parameters";
  }
  return "it does not take " + name + " as it was sent: leave it out with model.omit_parameters";
}

}  // namespace mta::providers::openai
