#include "leads/lead_words.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "base/ascii.h"
#include "leads/countries_txt.h"
#include "leads/words_txt.h"

namespace mta::leads {
namespace {

using catalogue::Language;
using catalogue::Phrases;

constexpr std::array<std::string_view, lead_word_count> sections = {
    "yes",   "with yes", "no",        "stop",    "request",      "not",     "name is", "i am",
    "title", "clinic",   "clinic is", "no name", "erase within", "forbids", "limits",  "corrects"};

void for_each_part(std::string_view line, char separator, const auto& use) {
  while (true) {
    const std::size_t end = line.find(separator);
    const std::string_view part = trimmed(line.substr(0, end));
    if (!part.empty()) use(part);
    if (end == std::string_view::npos) return;
    line.remove_prefix(end + 1);
  }
}

void for_each_line(std::string_view text, const auto& use) {
  for_each_part(text, '\n', [&](std::string_view line) {
    if (!line.starts_with('#')) use(line);
  });
}

struct NamedCountry {
  std::string code;
  std::array<std::string, catalogue::language_count> names;
};

/// Both files, read once.
struct Lists {
  Phrases phrases;   ///< words as they are written: a yes must be one
  Phrases requests;  ///< what is asked for may be written in many ways
  std::vector<NamedCountry> countries;

  Lists() {
    read_words();
    read_countries();
  }

  void read_words() {
    std::optional<Phrases::Meaning> section;
    for_each_line(words_txt, [&](std::string_view line) {
      if (line.starts_with('[')) {
        const auto* const found = std::ranges::find(sections, line.substr(1, line.find(']') - 1));
        if (found == sections.end()) throw std::logic_error("words.txt: " + std::string(line));
        section = static_cast<Phrases::Meaning>(found - sections.begin());
        return;
      }
      const bool is_request = *section == static_cast<Phrases::Meaning>(LeadWord::request);
      for_each_part(line, ';', [&](std::string_view phrase) {
        if (is_request) {
          requests.add(phrase, *section, Phrases::Kind::function);
        } else {
          phrases.add(phrase, *section, Phrases::Kind::exact);
        }
      });
    });
  }

  void read_countries() {
    for_each_line(countries_txt, [&](std::string_view line) {
      const std::size_t colon = line.find(':');
      NamedCountry country{.code = std::string(line.substr(0, colon)), .names = {}};
      const auto meaning = static_cast<Phrases::Meaning>(lead_word_count + countries.size());
      std::size_t column = 0;
      for_each_part(line.substr(colon + 1), '|', [&](std::string_view names) {
        if (column < country.names.size()) country.names.at(column) = names;
        ++column;
        for_each_part(names, ';', [&](std::string_view name) {
          phrases.add(name, meaning, Phrases::Kind::exact);
        });
      });
      countries.push_back(std::move(country));
    });
  }
};

const Lists& lists() {
  static const Lists read;
  return read;
}

/// In the order of the text; of those that overlap the longest.
void keep_longest(auto& items, const auto& range_of) {
  std::ranges::stable_sort(items, [&](const auto& a, const auto& b) {
    const WordRange& one = range_of(a);
    const WordRange& other = range_of(b);
    return one.begin != other.begin ? one.begin < other.begin : one.end > other.end;
  });
  std::size_t end = 0;
  std::erase_if(items, [&](const auto& item) {
    const WordRange& range = range_of(item);
    if (range.begin < end) return true;
    end = range.end;
    return false;
  });
}

}  // namespace

LeadWords::LeadWords(std::span<const std::string> words) {
  for (const Phrases::Match& match : lists().phrases.find(words)) {
    const WordRange range{.begin = match.begin, .end = match.end};
    if (match.meaning < lead_word_count) {
      ranges_[match.meaning].push_back(range);
    } else {
      const NamedCountry& country = lists().countries[match.meaning - lead_word_count];
      countries_.push_back({.code = country.code, .place = range});
    }
  }
  for (const Phrases::Match& match : lists().requests.find(words, Phrases::Latin::by_sound)) {
    ranges_[match.meaning].push_back({.begin = match.begin, .end = match.end});
  }
  for (auto& ranges : ranges_) {
    keep_longest(ranges, [](const WordRange& range) -> const WordRange& { return range; });
  }
  keep_longest(countries_, [](const Country& one) -> const WordRange& { return one.place; });
}

std::size_t LeadWords::size_at(LeadWord word, std::size_t at) const {
  for (const WordRange& range : ranges(word)) {
    if (range.begin == at) return range.end - range.begin;
  }
  return 0;
}

std::string country_name(std::string_view code, Language language) {
  const auto found = std::ranges::find(lists().countries, code, &NamedCountry::code);
  if (found == lists().countries.end()) return std::string(code);
  return found->names.at(static_cast<std::size_t>(language));
}

}  // namespace mta::leads
