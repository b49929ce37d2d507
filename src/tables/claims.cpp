#include "catalogue/claims.h"

#include <array>
#include <optional>
#include <span>
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
    {"certificate", Topic::certificate},
    {"place", Topic::place},
    {"part", Topic::part},
}};

constexpr std::array<std::pair<std::string_view, ClaimWord>, 25> others{{
    {"soon", ClaimWord::soon},
    {"two", ClaimWord::two},
    {"asks", ClaimWord::asks},
    {"offers", ClaimWord::offers},
    {"yes", ClaimWord::yes},
    {"denies", ClaimWord::denies},
    {"idiom", ClaimWord::idiom},
    {"harmless", ClaimWord::harmless},
    {"but", ClaimWord::but},
    {"defers", ClaimWord::defers},
    {"agrees", ClaimWord::agrees},
    {"his", ClaimWord::his},
    {"difference", ClaimWord::difference},
    {"cheaper", ClaimWord::cheaper},
    {"dearer", ClaimWord::dearer},
    {"reference", ClaimWord::reference},
    {"joins", ClaimWord::joins},
    {"total", ClaimWord::total},
    {"each", ClaimWord::each},
    {"alike", ClaimWord::alike},
    {"same price", ClaimWord::same_price},
    {"joined", ClaimWord::joined},
    {"period", ClaimWord::period},
    {"tax", ClaimWord::tax},
    {"budget", ClaimWord::budget},
}};

/// Words of so many sentences that nothing may be held back for them.
constexpr auto common_words = std::to_array<std::string_view>(
    {"price", "السعر", "is",   "are",   "a",   "an",   "at",   "in",  "on",  "of",      "the",
     "we",    "with",  "for",  "to",    "be",  "one",  "two",  "our", "you", "your",    "this",
     "other", "by",    "as",   "get",   "add", "adds", "will", "our", "pay", "there",   "we",
     "can",   "i",     "it",   "per",   "في",  "مع",   "على",  "من",  "لك",  "عليه",    "علي",
     "بعد",   "كل",    "يوجد", "موجود", "بقي", "اخر",  "نون",  "fi",  "bi",  "b",       "el",
     "ma3",   "3a",    "3al",  "3ala",  "men", "kel",  "la",   "w",   "bel", "mawjoud", "ekher",
     "avec",  "par",   "no",   "بدون",  "دون", "وفر"});

/// Words that sentences without a promise have, too, the most usual first: the last of them tells
/// a promise that has no other.
constexpr auto usual_words = std::to_array<std::string_view>(
    {"contact", "medical",  "send",   "name",      "health",    "فيه",     "is",     "are",
     "has",     "have",     "ma",     "only",      "3anna",     "price",   "السعر",  "سعر",
     "se3r",    "جهاز",     "الجهاز", "عندنا",     "لدينا",     "يكون",    "device", "devices",
     "machine", "machines", "prices", "after",     "before",    "new",     "us",     "under",
     "more",    "less",     "3",      "4",         "6",         "12",      "first",  "take",
     "come",    "comes",    "give",   "order",     "list",      "clinic",  "answer", "handle",
     "care",    "call",     "double", "reduction", "questions", "without", "bala",   "sans",
     "en",      "f",        "3la",    "back",      "room",      "out",     "accept", "full",
     "second",  "third",    "three",  "offer",     "down",      "up",      "lower",  "than",
     "not",     "day",      "days",   "week",      "month",     "months",  "year",   "years",
     "unit",    "units",    "extra",  "money",     "within",    "خلال",    "بجهاز",  "التدريب",
     "التركيب", "left",     "cost",   "costs",     "charge",    "off"});

/// Where the word stands in the list; its size where it does not.
std::size_t rank(std::span<const std::string_view> list, std::string_view word) {
  return static_cast<std::size_t>(std::ranges::find(list, word) - list.begin());
}

/// A promise shows itself with the first word that is its own; without one, with its least usual
/// one. Where all are common, only what holds its sentence for another word finds it.
void add_beginning(catalogue::TextIds& beginnings, std::string_view phrase) {
  const std::vector<std::string> words = fold_words(phrase);
  const std::string* telling = words.size() == 1 ? &words.front() : nullptr;
  std::optional<std::size_t> highest;
  for (const std::string& word : words) {
    if (rank(common_words, word) < common_words.size()) continue;
    const std::size_t found = rank(usual_words, word);
    if (highest && *highest >= found) continue;
    highest = found;
    telling = &word;
  }
  if (telling != nullptr) beginnings.add(*telling);
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
      const bool is_promise = meaning < 2 * catalogue::topic_count ||
                              meaning == static_cast<Phrases::Meaning>(ClaimWord::same_price);
      phrases.add(phrase, meaning,
                  is_topic(meaning) ? Phrases::Kind::spelled : Phrases::Kind::exact);
      add_with_article(phrases, phrase, meaning);
      if (is_promise) add_beginning(beginnings, phrase);
    });
  });
  out.define("ClaimsTables", "claims", {out.of(phrases.added()), out.of(beginnings.view())});
}

}  // namespace mta::tables
