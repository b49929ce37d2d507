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

std::size_t unknown_words(const MessageReading& message) {
  constexpr std::size_t least_letters = 3;
  std::size_t count = 0;
  for (std::size_t i = 0; i < message.words().size(); ++i) {
    if (message.is_unknown(i) && message.words()[i].size() >= least_letters) ++count;
  }
  return count;
}

}  // namespace

bool asks_what_there_is(const MessageReading& message) {
  const std::size_t unknown = unknown_words(message);
  const bool goods = says_free(message, Concept::goods);
  const bool have = says_free(message, Concept::have);
  if (says_free(message, Concept::listing)) return unknown <= 1;
  if (message.says(Concept::all) && (goods || have || message.says(Concept::send))) {
    return unknown <= 1;
  }
  const bool of_one = (message.says(Concept::price) && !have) || message.says(Concept::pronoun) ||
                      message.says(Concept::describe);
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
