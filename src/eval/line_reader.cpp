#include "eval/line_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/edit_distance.h"
#include "base/json.h"
#include "base/text.h"

namespace mta::eval {
namespace {

namespace json = boost::json;

constexpr std::array expectation_names = std::to_array<std::string_view>(
    {"devices", "devices_any", "devices_not", "no_devices", "prices", "prices_any", "prices_not",
     "no_other_prices", "contains", "contains_any", "contains_not", "matches", "matches_not",
     "answer_language"});

constexpr auto languages = std::to_array<std::pair<std::string_view, AnswerLanguage>>(
    {{"en", AnswerLanguage::english},
     {"ar", AnswerLanguage::arabic},
     {"arabizi", AnswerLanguage::arabizi},
     {"fr", AnswerLanguage::french}});

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string view(json::string_view text) { return {text.data(), text.size()}; }

template <class T>
bool has(const std::vector<T>& items, const T& one) {
  return std::ranges::find(items, one) != items.end();
}

template <class T>
bool share_one(const std::vector<T>& a, const std::vector<T>& b) {
  return std::ranges::any_of(a, [&](const T& one) { return has(b, one); });
}

/// One list that something must be of; none where it is empty.
template <class T>
OneOfEach<T> one_of(std::vector<T> items) {
  if (items.empty()) return {};
  return {std::move(items)};
}

}  // namespace

void LineReader::fault(std::string_view name, const std::string& what) {
  problems_.push_back(quoted(name) + ": " + what);
}

std::string LineReader::label(std::string_view name) {
  constexpr std::size_t longest = 100;
  const json::value* value = member(object_, name);
  if (value == nullptr) return {};
  const std::string text = clean_text(string_in(value));
  if (!value->is_string() || text.empty() || text.contains('\n') || text.contains('\t') ||
      count_code_points(text) > longest) {
    fault(name, "it must be a text of 1 to 100 characters on one line");
  }
  return text;
}

/// The items of a list, or the one that stands in its place; empty: there are none.
std::vector<const json::value*> LineReader::items(std::string_view name) const {
  const json::value* value = member(object_, name);
  if (value == nullptr) return {};
  if (!value->is_array()) return {value};
  std::vector<const json::value*> found;
  for (const json::value& item : value->get_array()) found.push_back(&item);
  return found;
}

std::vector<std::string> LineReader::texts(std::string_view name) {
  std::vector<std::string> found;
  const auto values = items(name);
  const bool has_others = std::ranges::any_of(values, [](auto* one) { return !one->is_string(); });
  if (has_others || (values.empty() && object_.contains(json::string_view(name)))) {
    fault(name, R"(it must be a text or a list of texts, such as ["one", "two"]; where there is )"
                "none leave it out");
    return found;
  }
  for (const json::value* value : values) found.push_back(string_in(value));
  return found;
}

std::vector<std::string> LineReader::needed_texts(std::string_view name) {
  if (object_.contains(json::string_view(name))) return texts(name);
  fault(name, R"(it is missing; it is what the visitor says, such as ["How much is the HIFU?"])");
  return {};
}

std::vector<std::string> LineReader::texts_to_find(std::string_view name) {
  std::vector<std::string> found = texts(name);
  for (const std::string& text : found) {
    if (comparable(text).empty()) {
      fault(name, quoted(text) + " has nothing to look for");
    }
  }
  return found;
}

std::vector<std::string> LineReader::devices(std::string_view name) {
  std::vector<std::string> found;
  for (const std::string& text : texts(name)) {
    if (const auto product = devices_.find(text)) {
      found.push_back(devices_.knowledge().products[*product].name);
      continue;
    }
    fault(name, quoted(text) + " is no device of the knowledge; the nearest name is " +
                    quoted(devices_.nearest(text)));
  }
  return found;
}

std::vector<std::int64_t> LineReader::prices(std::string_view name) {
  std::vector<std::int64_t> found;
  const auto values = items(name);
  bool is_wrong = values.empty() && object_.contains(json::string_view(name));
  for (const json::value* value : values) {
    const auto number = number_in(value);
    is_wrong = is_wrong || !number || *number <= 0;
    found.push_back(number.value_or(0));
  }
  if (is_wrong) {
    fault(name,
          "it must be a whole number above 0 without quotes, or a list of them, such as "
          "[6600, 1500]");
  }
  return found;
}

std::vector<Pattern> LineReader::patterns(std::string_view name) {
  std::vector<Pattern> found;
  for (const std::string& text : texts(name)) {
    auto pattern =
        text.empty() ? std::unexpected(std::string("It is empty")) : Pattern::compile(text);
    if (pattern) {
      found.push_back(std::move(*pattern));
    } else {
      fault(name, quoted(text) + " is no regular expression: " + pattern.error() +
                      "; for a plain text use \"contains\"");
    }
  }
  return found;
}

bool LineReader::flag(std::string_view name) {
  const json::value* value = member(object_, name);
  if (value == nullptr) return false;
  if (!value->is_bool()) fault(name, "it must be true or false, without quotes");
  return is_true(value);
}

std::optional<AnswerLanguage> LineReader::language(std::string_view name) {
  const json::value* value = member(object_, name);
  if (value == nullptr) return std::nullopt;
  const auto* const found =
      std::ranges::find(languages, string_in(value), [](const auto& one) { return one.first; });
  if (value->is_string() && found != languages.end()) return found->second;
  fault(name, R"(it must be "en", "ar", "arabizi" or "fr")");
  return std::nullopt;
}

/// What no answer could fulfil.
void LineReader::check_clashes(const Expectation& expected) {
  const bool wants_a_device = !expected.devices.empty() || !expected.devices_any.empty();
  if (expected.no_devices && wants_a_device) {
    fault("no_devices", "it cannot be true where \"devices\" or \"devices_any\" name one");
  }
  if (expected.no_devices && (!expected.prices.empty() || !expected.prices_any.empty())) {
    fault("no_devices", "it cannot be true where \"prices\" or \"prices_any\" have one");
  }
  if (share_one(expected.devices, expected.devices_not)) {
    fault("devices_not", "it has a device that \"devices\" has, too");
  }
  if (share_one(expected.prices, expected.prices_not)) {
    fault("prices_not", "it has a price that \"prices\" has, too");
  }
}

Expectation LineReader::expectation() {
  Expectation expected{.devices = devices("devices"),
                       .devices_any = one_of(devices("devices_any")),
                       .devices_not = devices("devices_not"),
                       .no_devices = flag("no_devices"),
                       .prices = prices("prices"),
                       .prices_any = one_of(prices("prices_any")),
                       .prices_not = prices("prices_not"),
                       .no_other_prices = flag("no_other_prices"),
                       .contains = texts_to_find("contains"),
                       .contains_any = one_of(texts_to_find("contains_any")),
                       .contains_not = texts_to_find("contains_not"),
                       .matches = patterns("matches"),
                       .matches_not = patterns("matches_not"),
                       .language = language("answer_language")};
  check_clashes(expected);
  return expected;
}

void LineReader::check_names(std::initializer_list<std::string_view> names) {
  std::vector<std::string_view> known(names);
  known.insert(known.end(), expectation_names.begin(), expectation_names.end());
  for (const auto& one : object_) {
    const std::string name = view(one.key());
    if (has(known, std::string_view(name))) continue;
    const auto nearest = std::ranges::min_element(
        known, {}, [&](std::string_view other) { return edit_distance(name, other); });
    fault(name, "there is no such name; did you mean " + quoted(*nearest) +
                    "? All names are in docs/eval.md");
  }
}

}  // namespace mta::eval
