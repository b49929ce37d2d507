#pragma once

#include <cstdint>

namespace mta::catalogue {

/// What a phrase of lexicon.txt or grammar.txt means: one entry a section.
enum class Concept : std::uint8_t {
  greeting,
  thanks,
  farewell,
  contact,
  training,
  support,
  terms,
  availability,  ///< of terms, what is asked of a device that is named
  about,
  overview,
  treatment,
  treatment_maybe,
  own_body,
  off_topic,
  unsupported,
  other_trade,  ///< the same, where nothing of ours is asked for
  joins,
  or_,
  price,
  compare,
  cheapest,
  affordable,  ///< a low price, and not only the lowest
  dearest,
  request,
  pronoun,
  arabizi,
  stop,
  weak,
  business,
  agreement,
  small_talk,
  contact_words,
  beyond_a_price,
  human,
  cheaper,
  dearer,
  simple_one,
  full_one,
  both,
  other_one,
  first_one,
  second_one,
  third_one,
  last_one,
  negation,
  scope_end,
  no_scope,
  describe,
  details,
  in_sar,
  in_aed,
  in_other,
  total,
  override_,  ///< wants to change what answers, or something that is none of our trade
  condition,  ///< pregnancy, illness: whether a device is right then is a doctor's question
  cause,      ///< "after", "because of": what stands behind it is not asked for
  // Of grammar.txt: they say nothing by themselves.
  wish,
  particle,  ///< a "not" where a verb stands behind it
  being,     ///< a verb behind it
  nor,
  no_answer,
  already,
  own,
  else_,
  correction,
  what,
  have,
  goods,
  listing,
  all,
  send,
  pay,
  rejected,       ///< rejects what stands before it
  lacks,          ///< that something is not there
  courtesy,       ///< "please": ends what is said
  something,      ///< a thing that is not named: "something", "another one"
  next_in_order,  ///< "the second cheapest", "the next one up"
};
inline constexpr std::size_t concept_count = static_cast<std::size_t>(Concept::next_in_order) + 1;

/// Of grammar.txt.
constexpr bool is_grammar(Concept one) {
  return one >= Concept::wish && one <= Concept::next_in_order;
}

}  // namespace mta::catalogue
