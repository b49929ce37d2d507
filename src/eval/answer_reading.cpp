#include "eval/answer_reading.h"

#include <charconv>
#include <optional>

#include "base/ascii.h"
#include "base/text.h"
#include "catalogue/fold.h"
#include "catalogue/language.h"
#include "chat/plain_text.h"

namespace mta::eval {
namespace {

/// Takes a number off the text, with separators between its thousands or without; what does not fit
/// is no price.
std::optional<std::int64_t> take_figure(std::string_view& text) {
  constexpr std::string_view arabic_separator = "٬";
  std::string digits;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.substr(at).starts_with(arabic_separator)) {
      at += arabic_separator.size();
    } else if (is_digit(text[at]) || text[at] == ',') {
      if (text[at] != ',') digits += text[at];
      ++at;
    } else {
      break;
    }
  }
  text.remove_prefix(at);
  std::int64_t figure = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), figure);
  return error == std::errc() && !digits.empty() ? std::optional(figure) : std::nullopt;
}

std::set<std::int64_t> figures_in(std::string_view text) {
  std::set<std::int64_t> figures;
  while (!text.empty()) {
    if (!is_digit(text.front())) {
      text.remove_prefix(1);
    } else if (const auto figure = take_figure(text)) {
      figures.insert(*figure);
    }
  }
  return figures;
}

/// Behind a name in brackets stands its name in the other language.
std::size_t end_of_brackets(std::string_view text, std::size_t at) {
  if (!text.substr(at).starts_with(" (")) return at;
  const std::size_t end = text.find(')', at);
  return end == std::string_view::npos ? at : end + 1;
}

std::string without_names(std::string_view text, const std::vector<NamedDevice>& named) {
  std::string rest;
  std::size_t at = 0;
  for (const NamedDevice& name : named) {
    if (name.begin < at) continue;  // in the brackets of another
    rest += text.substr(at, name.begin - at);
    rest += '\n';
    at = end_of_brackets(text, name.end);
  }
  return rest += text.substr(at);
}

/// `NAME: 6600`, `NAME (اسم): 6600`; a small number counts something else.
std::optional<std::int64_t> listed_price(std::string_view text, const NamedDevice& name) {
  constexpr std::int64_t least = 100;
  std::string_view rest = text.substr(end_of_brackets(text, name.end));
  if (!rest.starts_with(':')) return std::nullopt;
  rest.remove_prefix(1);
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '$')) rest.remove_prefix(1);
  if (rest.empty() || !is_digit(rest.front())) return std::nullopt;
  const auto figure = take_figure(rest);
  return figure && *figure >= least ? figure : std::nullopt;
}

/// Nothing: there is too little to tell; "USD" is no language.
std::optional<AnswerLanguage> language_of(std::string_view text) {
  constexpr std::size_t fewest_letters = 4;
  std::size_t arabic = 0;
  std::size_t latin = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const char32_t c = next_code_point(rest);
    if (is_arabic_letter(c)) ++arabic;
    if (c >= U'a' && c <= U'z') ++latin;
  }
  if (arabic + latin < fewest_letters) return std::nullopt;
  if (arabic > latin) return AnswerLanguage::arabic;
  switch (catalogue::guess_latin_language(fold_words(text)).language) {
    case catalogue::LatinLanguage::arabizi:
      return AnswerLanguage::arabizi;
    case catalogue::LatinLanguage::french:
      return AnswerLanguage::french;
    case catalogue::LatinLanguage::english:
      break;
  }
  return AnswerLanguage::english;
}

}  // namespace

AnswerReading::AnswerReading(std::string_view answer, const DeviceList& device_list)
    : plain(chat::plain_text(answer)), comparable(eval::comparable(answer)) {
  const std::vector<NamedDevice> named = device_list.named_in(comparable);
  for (const NamedDevice& name : named) {
    devices.insert(device_list.knowledge().products[name.product].name);
    if (const auto price = listed_price(comparable, name)) {
      listed.push_back({.product = name.product, .price = *price});
    }
  }
  figures = figures_in(without_names(comparable, named));
  const std::string own_words = device_list.without_quotes(comparable);
  language = language_of(without_names(own_words, device_list.named_in(own_words)));
}

}  // namespace mta::eval
