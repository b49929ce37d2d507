#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "catalogue/concepts.h"
#include "catalogue/fold.h"
#include "catalogue/word_lists.h"
#include "tables/word_lists.h"

namespace mta::tables {
namespace {

using catalogue::Concept;
using catalogue::concept_count;
using catalogue::Phrases;

constexpr std::array<std::pair<std::string_view, Concept>, concept_count> sections{{
    {"greeting", Concept::greeting},
    {"thanks", Concept::thanks},
    {"farewell", Concept::farewell},
    {"contact", Concept::contact},
    {"training", Concept::training},
    {"support", Concept::support},
    {"terms", Concept::terms},
    {"availability", Concept::availability},
    {"about", Concept::about},
    {"overview", Concept::overview},
    {"treatment", Concept::treatment},
    {"treatment_maybe", Concept::treatment_maybe},
    {"own_body", Concept::own_body},
    {"off_topic", Concept::off_topic},
    {"unsupported", Concept::unsupported},
    {"other_trade", Concept::other_trade},
    {"joins", Concept::joins},
    {"or", Concept::or_},
    {"price", Concept::price},
    {"compare", Concept::compare},
    {"cheapest", Concept::cheapest},
    {"affordable", Concept::affordable},
    {"dearest", Concept::dearest},
    {"request", Concept::request},
    {"pronoun", Concept::pronoun},
    {"arabizi", Concept::arabizi},
    {"stop", Concept::stop},
    {"weak", Concept::weak},
    {"business", Concept::business},
    {"agreement", Concept::agreement},
    {"small_talk", Concept::small_talk},
    {"contact_words", Concept::contact_words},
    {"beyond_a_price", Concept::beyond_a_price},
    {"human", Concept::human},
    {"cheaper", Concept::cheaper},
    {"dearer", Concept::dearer},
    {"simple_one", Concept::simple_one},
    {"full_one", Concept::full_one},
    {"both", Concept::both},
    {"other_one", Concept::other_one},
    {"first_one", Concept::first_one},
    {"second_one", Concept::second_one},
    {"third_one", Concept::third_one},
    {"last_one", Concept::last_one},
    {"negation", Concept::negation},
    {"scope_end", Concept::scope_end},
    {"no_scope", Concept::no_scope},
    {"describe", Concept::describe},
    {"details", Concept::details},
    {"in_sar", Concept::in_sar},
    {"in_aed", Concept::in_aed},
    {"in_other", Concept::in_other},
    {"total", Concept::total},
    {"override", Concept::override_},
    {"condition", Concept::condition},
    {"cause", Concept::cause},
    {"wish", Concept::wish},
    {"particle", Concept::particle},
    {"being", Concept::being},
    {"nor", Concept::nor},
    {"no_answer", Concept::no_answer},
    {"already", Concept::already},
    {"own", Concept::own},
    {"else", Concept::else_},
    {"correction", Concept::correction},
    {"what", Concept::what},
    {"have", Concept::have},
    {"goods", Concept::goods},
    {"listing", Concept::listing},
    {"all", Concept::all},
    {"send", Concept::send},
    {"pay", Concept::pay},
    {"rejected", Concept::rejected},
    {"lacks", Concept::lacks},
    {"courtesy", Concept::courtesy},
    {"something", Concept::something},
    {"next in order", Concept::next_in_order},
}};

/// "My skin" is not "the skin", and a brand is spelled as it is.
Phrases::Kind kind_of(Concept concept_said) {
  if (concept_said == Concept::own_body || concept_said == Concept::cause) {
    return Phrases::Kind::exact;
  }
  if (catalogue::is_grammar(concept_said)) return Phrases::Kind::function;
  switch (concept_said) {
    case Concept::unsupported:
      return catalogue::kind_of_brands;
    case Concept::off_topic:
      return Phrases::Kind::spelled;
    case Concept::other_trade:
    case Concept::human:
    case Concept::negation:
    case Concept::no_scope:
    case Concept::other_one:
    case Concept::pronoun:
    case Concept::first_one:
    case Concept::second_one:
      return Phrases::Kind::function;
    default:
      return Phrases::Kind::words;
  }
}

/// No word of these names a device, also where one stands in a device's name: "second", الثاني.
bool is_no_name(Concept said) {
  switch (said) {
    case Concept::stop:
    case Concept::joins:
    case Concept::first_one:
    case Concept::second_one:
    case Concept::third_one:
    case Concept::last_one:
    case Concept::other_one:
      return true;
    default:
      return false;
  }
}

std::string folded(std::string_view phrase) {
  std::string text;
  for (const std::string& word : fold_words(phrase)) text += (text.empty() ? "" : " ") + word;
  return text;
}

Concept concept_of(std::string_view file, std::string_view section) {
  const auto found = std::ranges::find(sections, section, &decltype(sections)::value_type::first);
  if (found == sections.end()) {
    throw ListError(std::string(file) + ": [" + std::string(section) + "]");
  }
  return found->second;
}

}  // namespace

void write_lexicon(std::string_view lexicon, std::string_view grammar, SourceWriter& out) {
  Phrases phrases;
  catalogue::TextIds stop_words;
  catalogue::TextIds weak_phrases;
  catalogue::TextIds weak_stems;
  catalogue::TextIds brands;
  catalogue::TextIds wishes;
  std::string_view file = "lexicon.txt";
  const auto add = [&](std::string_view section, std::string_view line) {
    if (section.empty()) return;
    const Concept said = concept_of(file, section);
    for_each_part(line, ';', [&](std::string_view phrase) {
      phrases.add(phrase, static_cast<Phrases::Meaning>(said), kind_of(said));
      const std::string words = folded(phrase);
      if (words.empty()) return;
      if (is_no_name(said)) stop_words.add(words);
      if (said == Concept::weak) weak_phrases.add(words);
      if (said == Concept::weak) weak_stems.add(stem(words));
      if (said == Concept::unsupported) brands.add(words);
      if (said == Concept::wish) wishes.add(words);
    });
  };
  for_each_line(lexicon, add);
  file = "grammar.txt";
  for_each_line(grammar, add);
  out.define("LexiconTables", "lexicon",
             {out.of(phrases.added()), out.of(stop_words.view()), out.of(weak_phrases.view()),
              out.of(weak_stems.view()), out.of(brands.view()), out.of(wishes.view())});
}

}  // namespace mta::tables
