#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "catalogue/fold.h"
#include "catalogue/number_words.h"
#include "catalogue/word_lists.h"
#include "tables/word_lists.h"

namespace mta::tables {
namespace {

using catalogue::NumberValue;
using catalogue::NumberWord;
using catalogue::Phrases;

constexpr std::array<std::pair<std::string_view, NumberWord>, 24> sections{{
    {"currency usd", NumberWord::usd},  {"currency sar", NumberWord::sar},
    {"currency aed", NumberWord::aed},  {"currency other", NumberWord::other_currency},
    {"at_most", NumberWord::at_most},   {"at_most_behind", NumberWord::at_most_behind},
    {"at_least", NumberWord::at_least}, {"at_least_behind", NumberWord::at_least_behind},
    {"exceeds", NumberWord::exceeds},   {"not", NumberWord::not_},
    {"around", NumberWord::around},     {"between", NumberWord::between},
    {"and", NumberWord::and_},          {"percent", NumberWord::percent},
    {"time", NumberWord::time},         {"time_before", NumberWord::time_before},
    {"count", NumberWord::count},       {"counted", NumberWord::counted},
    {"pair", NumberWord::pair},         {"unit", NumberWord::unit},
    {"priced", NumberWord::priced},     {"fraction", NumberWord::fraction},
    {"dated", NumberWord::dated},       {"labelled", NumberWord::labelled},
}};

/// `value 7`, `times 1000`
NumberValue value_of(std::string_view section) {
  const std::size_t space = section.find(' ');
  const std::string_view kind = section.substr(0, space);
  NumberValue number{.multiplies = kind == "times", .value = 0};
  const std::string_view figure = space == std::string_view::npos ? "" : section.substr(space + 1);
  const auto [end, error] =
      std::from_chars(figure.data(), figure.data() + figure.size(), number.value);
  const bool is_read = error == std::errc() && end == figure.data() + figure.size();
  if (!is_read || (kind != "times" && kind != "value")) {
    throw ListError("numbers.txt: [" + std::string(section) + "]");
  }
  return number;
}

/// An Arabic number is found by its sound, but for مية, which sounds like water. `2alf` is no كلف.
Phrases::Kind kind_of(std::string_view phrase, const NumberValue& number) {
  const bool is_hundred = number.multiplies && number.value == 100;
  const bool is_latin = std::ranges::all_of(phrase, [](char c) { return c >= 0; });
  return is_hundred || is_latin ? Phrases::Kind::exact : Phrases::Kind::function;
}

/// العشرة is عشرة.
void add_with_article(Phrases& phrases, std::string_view phrase, Phrases::Meaning meaning,
                      Phrases::Kind kind) {
  const std::vector<std::string> words = fold_words(phrase);
  if (words.size() != 1 || static_cast<unsigned char>(words.front().front()) < 0x80) return;
  phrases.add("ال" + words.front(), meaning, kind);
}

/// "sixthousand", "khamstalef": of each Latin word for a number below 100.
class GluedNumbers {
 public:
  void add(std::string_view phrase, const NumberValue& number) {
    constexpr double least_multiplied = 100;
    const bool is_word = std::ranges::all_of(phrase, [](char c) { return c >= 'a' && c <= 'z'; });
    if (is_word && !number.multiplies && number.value < least_multiplied) {
      words_.emplace_back(phrase, number.value);
    }
  }
  void write(Phrases& phrases, std::vector<NumberValue>& values) const {
    for (const auto& [multiplier, factor] : multipliers) {
      for (const auto& [word, value] : words_) {
        const auto meaning = catalogue::first_number_value + meaning_of(value * factor, values);
        phrases.add(word + std::string(multiplier), static_cast<Phrases::Meaning>(meaning),
                    Phrases::Kind::exact);
      }
    }
  }

 private:
  static constexpr std::array<std::pair<std::string_view, double>, 7> multipliers = {
      {{"hundred", 100},
       {"thousand", 1000},
       {"mille", 1000},
       {"alef", 1000},
       {"alaf", 1000},
       {"talef", 1000},
       {"telef", 1000}}};

  static std::size_t meaning_of(double value, std::vector<NumberValue>& values) {
    const auto found = std::ranges::find_if(values, [&](const NumberValue& number) {
      return !number.multiplies && number.value == value;
    });
    const auto at = static_cast<std::size_t>(found - values.begin());
    if (found == values.end()) values.push_back({.multiplies = false, .value = value});
    return at;
  }
  std::vector<std::pair<std::string, double>> words_;
};

bool is_one_of(Phrases::Meaning meaning, std::span<const NumberWord> kinds) {
  return std::ranges::find(kinds, static_cast<NumberWord>(meaning)) != kinds.end();
}

/// The words, and their stems, that phrases of several end with before a number, and begin with
/// behind one.
struct Parts {
  catalogue::TextIds before;
  catalogue::TextIds behind;

  void add(std::string_view phrase, Phrases::Meaning meaning) {
    constexpr std::array stand_before = {NumberWord::usd, NumberWord::sar, NumberWord::aed,
                                         NumberWord::other_currency, NumberWord::priced};
    constexpr std::array stand_behind = {
        NumberWord::usd,  NumberWord::sar,     NumberWord::aed,  NumberWord::other_currency,
        NumberWord::and_, NumberWord::percent, NumberWord::time, NumberWord::fraction};
    const std::vector<std::string> words = fold_words(phrase);
    if (words.size() < 2) return;
    const bool is_number = meaning >= catalogue::first_number_value;
    if (is_one_of(meaning, stand_before)) add_word(before, words.back());
    if (is_number || is_one_of(meaning, stand_behind)) add_word(behind, words.front());
  }

 private:
  static void add_word(catalogue::TextIds& texts, const std::string& word) {
    texts.add(word);
    texts.add(stem(word));
  }
};

}  // namespace

void write_numbers(std::string_view text, SourceWriter& out) {
  Phrases phrases;
  Parts parts;
  std::vector<NumberValue> values;
  GluedNumbers glued;
  std::string_view last;
  Phrases::Meaning meaning = 0;
  const auto enter = [&](std::string_view section) {
    last = section;
    for (const auto& [name, word] : sections) {
      if (name != section) continue;
      meaning = static_cast<Phrases::Meaning>(word);
      return;
    }
    meaning = catalogue::first_number_value + static_cast<Phrases::Meaning>(values.size());
    values.push_back(value_of(section));
  };
  for_each_line(text, [&](std::string_view section, std::string_view line) {
    if (section.empty()) return;
    if (section.data() != last.data()) enter(section);
    const bool is_value = meaning >= catalogue::first_number_value;
    // جهاز is one, جهازين are two: no endings are taken off.
    const bool is_pair = meaning == static_cast<Phrases::Meaning>(NumberWord::pair);
    for_each_part(line, ';', [&](std::string_view phrase) {
      Phrases::Kind kind = Phrases::Kind::spelled;
      if (is_value) kind = kind_of(phrase, values.back());
      if (is_pair) kind = Phrases::Kind::exact;
      phrases.add(phrase, meaning, kind);
      if (is_value) add_with_article(phrases, phrase, meaning, kind);
      if (is_value) glued.add(phrase, values.back());
      parts.add(phrase, meaning);
    });
  });
  glued.write(phrases, values);
  const std::string members = out.array("NumberValue", values, [](const NumberValue& number) {
    return std::string(number.multiplies ? "{true, " : "{false, ") + std::to_string(number.value) +
           "}";
  });
  out.define(
      "NumbersTables", "numbers",
      {out.of(phrases.added()), out.of(parts.before.view()), out.of(parts.behind.view()), members});
}

}  // namespace mta::tables
