#include "catalogue/overview.h"

#include <algorithm>
#include <array>

namespace mta::catalogue {
namespace {

constexpr std::array cues = {Concept::listing, Concept::all,  Concept::goods,
                             Concept::what,    Concept::have, Concept::send};

bool overlaps(const Phrases::Match& a, const Phrases::Match& b) {
  return a.begin < b.end && b.begin < a.end;
}

/// "catalogue pdf" is something else than a catalogue.
bool says_free(const MessageReading& message, Concept said) {
  return std::ranges::any_of(message.matches(said), [&](const Phrases::Match& match) {
    return std::ranges::none_of(message.matches(Concept::terms), [&](const Phrases::Match& term) {
      return overlaps(match, term) && term.end - term.begin > match.end - match.begin;
    });
  });
}

/// The words that are no phrase of a list and may be what is asked for: those behind the first cue
/// of their clause ("a list of autoclaves"), and those right behind a wish. "Just landed on your
/// page, can you walk me through ..." tells of something else.
std::size_t unknown_objects(const MessageReading& message) {
  constexpr std::size_t least_letters = 3;
  constexpr std::size_t near_wish = 3;
  const auto begins = [&](Concept said, std::size_t word) { return message.phrase_at(said, word); };
  std::size_t count = 0;
  std::size_t behind_wish = 0;  // up to here a word is what is wished for
  bool behind_cue = false;
  for (std::size_t word = 0; word < message.words().size(); ++word) {
    if (message.ends_clause(word)) behind_cue = false;
    const bool cue = std::ranges::any_of(cues, [&](Concept one) { return begins(one, word) > 0; });
    if (cue) {
      behind_cue = true;
      behind_wish = 0;
    }
    const std::size_t wish = std::max(begins(Concept::wish, word), begins(Concept::request, word));
    if (wish > 0 && !cue) behind_wish = word + wish + near_wish;
    const bool is_object = behind_cue || word < behind_wish;
    if (is_object && message.is_unknown(word) && message.words()[word].size() >= least_letters) {
      ++count;
    }
  }
  return count;
}

/// "Which is it?" asks about one thing; a "what" that asks for a list as well does not.
bool describes_one(const MessageReading& message) {
  return std::ranges::any_of(message.matches(Concept::describe), [&](const Phrases::Match& match) {
    return std::ranges::none_of(message.matches(Concept::what), [&](const Phrases::Match& what) {
      return what.begin == match.begin && what.end == match.end;
    });
  });
}

}  // namespace

bool asks_what_there_is(const MessageReading& message) {
  const std::size_t unknown = unknown_objects(message);
  const bool goods = says_free(message, Concept::goods);
  const bool have = says_free(message, Concept::have);
  if (says_free(message, Concept::listing)) return unknown <= 1;
  if (message.says(Concept::all) && (goods || have || message.says(Concept::send))) {
    return unknown <= 1;
  }
  const bool of_one = (message.says(Concept::price) && !have) || message.says(Concept::pronoun) ||
                      describes_one(message);
  if (of_one || !message.says(Concept::what)) return false;
  constexpr std::size_t most_beside = 3;
  if (goods && have) return unknown <= most_beside;
  return unknown == 0 && (have || (goods && message.words().size() <= 10));
}

bool is_part_of_overview(const MessageReading& message, const Phrases::Match& match) {
  return std::ranges::any_of(cues, [&](Concept cue) {
    return std::ranges::any_of(message.matches(cue),
                               [&](const Phrases::Match& other) { return overlaps(match, other); });
  });
}

}  // namespace mta::catalogue
