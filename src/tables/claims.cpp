#include "catalogue/claims.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "catalogue/fold.h"
#include "catalogue/word_lists.h"
#include "tables/word_lists.h"

namespace mta::tables {
namespace {

using catalogue::ClaimWord;
using catalogue::Phrases;
using catalogue::Topic;

constexpr std::array<std::pair<std::string_view, Topic>, catalogue::topic_count> topics{{
    {"discount", Topic::discount},
    {"gift", Topic::gift},
    {"delivery", Topic::delivery},
    {"warranty", Topic::warranty},
    {"stock", Topic::stock},
    {"elsewhere", Topic::elsewhere},
    {"payment", Topic::payment},
    {"service", Topic::service},
    {"part", Topic::part},
}};

constexpr std::array<std::pair<std::string_view, ClaimWord>, 16> others{{
    {"soon", ClaimWord::soon},
    {"two", ClaimWord::two},
    {"asks", ClaimWord::asks},
    {"offers", ClaimWord::offers},
    {"yes", ClaimWord::yes},
    {"denies", ClaimWord::denies},
    {"idiom", ClaimWord::idiom},
    {"but", ClaimWord::but},
    {"defers", ClaimWord::defers},
    {"agrees", ClaimWord::agrees},
    {"his", ClaimWord::his},
    {"difference", ClaimWord::difference},
    {"cheaper", ClaimWord::cheaper},
    {"dearer", ClaimWord::dearer},
    {"reference", ClaimWord::reference},
    {"joins", ClaimWord::joins},
}};

/// Words that begin so many sentences that nothing may be held back for them.
constexpr auto common_words = std::to_array<std::string_view>(
    {"a",       "an",    "at",   "in",    "on",   "of",   "the",  "we",    "with",  "for",
     "to",      "be",    "one",  "two",   "our",  "you",  "your", "this",  "other", "by",
     "as",      "get",   "add",  "adds",  "will", "our",  "pay",  "there", "we",    "can",
     "i",       "it",    "per",  "في",    "مع",   "على",  "من",   "لك",    "عليه",  "علي",
     "بعد",     "كل",    "يوجد", "موجود", "بقي",  "اخر",  "نون",  "fi",    "bi",    "b",
     "el",      "ma3",   "3a",   "3al",   "3ala", "men",  "kel",  "la",    "w",     "bel",
     "mawjoud", "ekher", "avec", "par",   "no",   "بدون", "دون",  "وفر"});

bool is_common(std::string_view word) {
  return std::ranges::find(common_words, word) != common_words.end();
}

/// A promise shows itself with the first word that is not common; without one, with the last.
void add_beginning(catalogue::TextIds& beginnings, std::string_view phrase) {
  const std::vector<std::string> words = fold_words(phrase);
  if (words.empty()) return;
  const auto telling = std::ranges::find_if_not(words, is_common);
  beginnings.add(telling == words.end() ? words.back() : *telling);
}

Phrases::Meaning meaning_of(std::string_view section) {
  for (const auto& [name, topic] : topics) {
    const auto meaning = static_cast<Phrases::Meaning>(topic);
    if (section == "promise " + std::string(name)) return meaning;
    if (section == "topic " + std::string(name)) return meaning + catalogue::topic_count;
  }
  for (const auto& [name, word] : others) {
    if (section == name) return static_cast<Phrases::Meaning>(word);
  }
  throw ListError("claims.txt: [" + std::string(section) + "]");
}

bool is_topic(Phrases::Meaning meaning) {
  return meaning >= catalogue::topic_count && meaning < 2 * catalogue::topic_count;
}

/// الضمان is ضمان.
void add_with_article(Phrases& phrases, std::string_view phrase, Phrases::Meaning meaning) {
  const std::vector<std::string> words = fold_words(phrase);
  if (words.size() != 1 || static_cast<unsigned char>(words.front().front()) < 0x80) return;
  phrases.add("ال" + words.front(), meaning, Phrases::Kind::exact);
}

}  // namespace

void write_claims(std::string_view text, SourceWriter& out) {
  Phrases phrases;
  catalogue::TextIds beginnings;
  for_each_line(text, [&](std::string_view section, std::string_view line) {
    if (section.empty()) return;
    const Phrases::Meaning meaning = meaning_of(section);
    for_each_part(line, ';', [&](std::string_view phrase) {
      const bool is_promise = meaning < 2 * catalogue::topic_count;
      phrases.add(phrase, meaning,
                  is_topic(meaning) ? Phrases::Kind::spelled : Phrases::Kind::exact);
      add_with_article(phrases, phrase, meaning);
      if (is_promise) add_beginning(beginnings, phrase);
    });
  });
  out.define("ClaimsTables", "claims", {out.of(phrases.added()), out.of(beginnings.view())});
}

}  // namespace mta::tables
