#include "catalogue/cue_sentence.h"

#include <algorithm>
#include <utility>

namespace mta::catalogue {
namespace {

/// Between what somebody has and who has it none of these may stand.
constexpr Cues blocking = any_of(Cue::clinic, Cue::clients, Cue::device, Cue::want);

/// What a figure of speech is made of means nothing by itself.
constexpr Cues literal = any_of(Cue::symptom, Cue::weak, Cue::condition, Cue::medicine, Cue::skin,
                                Cue::body, Cue::self_body, Cue::breath, Cue::eye, Cue::sight,
                                Cue::emergency, Cue::danger, Cue::despair, Cue::toxic, Cue::heavy);

constexpr std::size_t body_reach = 9;

}  // namespace

CueSentence::CueSentence(const std::vector<std::string>& words) : matches_(find_cues(words)) {
  merge_meanings();
  drop_figures();
  drop_what_is_not_there();
  drop_devices_of_a_session();
  drop_covered(any_of(Cue::self, Cue::i), any_of(Cue::clinic, Cue::device));
  drop_covered(bit(Cue::clinic), bit(Cue::may));
  for (const CueMatch& match : matches_) all_ |= match.cues;
}

bool CueSentence::near(Cues one, Cues other, std::size_t distance, Cues between) const {
  if (!has(one) || !has(other)) return false;
  return std::ranges::any_of(matches_, [&](const CueMatch& match) {
    return (match.cues & one) != 0 && has_near(match, other, distance, between);
  });
}

bool CueSentence::is_of_the_own_body(Cues what) const {
  return near(what, bit(Cue::self_body), body_reach, blocking) || is_of_body_of(Cue::my, what);
}

bool CueSentence::is_of_another_body(Cues what) const {
  return near(what, bit(Cue::other_body), body_reach, blocking) || is_of_body_of(Cue::his, what);
}

bool CueSentence::is_own(Cues what) const {
  constexpr std::size_t reach = 6;
  constexpr Cues in_itself = any_of(Cue::self, Cue::to_me);
  return near(what, bit(Cue::self), reach, blocking) ||
         std::ranges::any_of(matches_, [&](const CueMatch& match) {
           return (match.cues & what) != 0 && (match.cues & in_itself) != 0;
         });
}

/// One match for all that the same words mean.
void CueSentence::merge_meanings() {
  constexpr Cues bodies = any_of(Cue::self_body, Cue::other_body);
  const auto place = [](const CueMatch& match) { return std::pair(match.begin, match.end); };
  std::ranges::sort(matches_, {}, place);
  std::vector<CueMatch> merged;
  for (const CueMatch& match : matches_) {
    if (!merged.empty() && place(merged.back()) == place(match)) {
      merged.back().cues |= match.cues;
    } else {
      merged.push_back(match);
    }
  }
  for (CueMatch& match : merged) {
    if ((match.cues & business) != 0) match.cues &= ~bodies;
  }
  matches_ = std::move(merged);
}

void CueSentence::drop_figures() {
  for (CueMatch& match : matches_) {
    const bool is_figure = any_touching(match.begin, match.end, bit(Cue::figure),
                                        [](const CueMatch&) { return true; });
    if (is_figure) match.cues &= ~literal;
  }
}

/// "Without any pain".
void CueSentence::drop_what_is_not_there() {
  constexpr Cues absent = any_of(Cue::symptom, Cue::weak, Cue::session, Cue::medicine, Cue::named);
  for (CueMatch& match : matches_) {
    if ((match.cues & absent) == 0) continue;
    const std::size_t before = match.begin < 2 ? 0 : match.begin - 2;
    const bool is_absent =
        any_touching(before, match.begin, bit(Cue::without),
                     [&](const CueMatch& without) { return without.end <= match.begin; });
    if (is_absent) match.cues &= ~absent;
  }
}

/// "After the device", "I did the device": who says so wants none.
void CueSentence::drop_devices_of_a_session() {
  for (CueMatch& device : matches_) {
    if ((device.cues & bit(Cue::device)) == 0) continue;
    const std::size_t before = device.begin < 2 ? 0 : device.begin - 2;
    const bool is_behind =
        any_touching(before, device.begin, bit(Cue::after),
                     [&](const CueMatch& match) { return match.end <= device.begin; });
    if (is_behind) device.cues &= ~bit(Cue::device);
  }
}

/// "I have" of "I have a clinic" is no complaint's, "safe for" of "safe for me" no clinic's.
void CueSentence::drop_covered(Cues cues, Cues by) {
  for (CueMatch& match : matches_) {
    if ((match.cues & cues) == 0) continue;
    const bool is_covered = any_touching(match.begin, match.end, by, [&](const CueMatch& phrase) {
      return phrase.begin <= match.begin && match.end <= phrase.end &&
             phrase.end - phrase.begin > match.end - match.begin;
    });
    if (is_covered) match.cues &= ~cues;
  }
}

bool CueSentence::is_of_body_of(Cue owner, Cues what) const {
  if (!has(bit(owner)) || !has(what)) return false;
  return std::ranges::any_of(matches_, [&](const CueMatch& match) {
    return (match.cues & bit(owner)) != 0 && has_near(match, bit(Cue::body), 2, business, true) &&
           has_near(match, what, body_reach, blocking);
  });
}

bool CueSentence::has_near(const CueMatch& from, Cues cues, std::size_t distance, Cues between,
                           bool behind_only) const {
  const std::size_t first = from.begin < distance + 1 ? 0 : from.begin - distance - 1;
  return any_touching(first, from.end + distance + 1, cues, [&](const CueMatch& match) {
    if (&match == &from) return false;
    const bool is_behind = match.begin > from.begin;
    if (behind_only && !is_behind) return false;
    const std::size_t begin = is_behind ? from.end : match.end;
    const std::size_t end = std::max(begin, is_behind ? match.begin : from.begin);
    return end - begin <= distance && !stands_between(begin, end, between);
  });
}

bool CueSentence::stands_between(std::size_t begin, std::size_t end, Cues cues) const {
  return cues != 0 && any_touching(begin, end, cues, [&](const CueMatch& match) {
           return match.begin >= begin && match.end <= end;
         });
}

bool CueSentence::any_touching(std::size_t begin, std::size_t end, Cues cues,
                               const auto& test) const {
  const std::size_t longest = longest_cue_phrase();
  const std::size_t first = begin < longest ? 0 : begin - longest;
  auto match = std::ranges::lower_bound(matches_, first, {}, &CueMatch::begin);
  for (; match != matches_.end() && match->begin < end; ++match) {
    if ((match->cues & cues) != 0 && match->end > begin && test(*match)) return true;
  }
  return false;
}

}  // namespace mta::catalogue
