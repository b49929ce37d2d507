#include "catalogue/medical.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "catalogue/medical_words.h"
#include "core/fold.h"
#include "core/text.h"

namespace mta::catalogue {
namespace {

constexpr std::size_t most_characters = 4000;
constexpr std::size_t most_messages = 3;

bool is_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'À' && c <= U'ÿ');
}

/// The sentences of a text as words. `l'injection` is two words, `can't` is one.
std::vector<std::vector<std::string>> sentences_of(std::string_view text) {
  constexpr std::u32string_view ends = U".!?؟\n؛;";
  constexpr std::u32string_view apostrophes = U"'’‘`";
  std::vector<std::vector<std::string>> sentences;
  std::string sentence;
  std::size_t word_letters = 0;
  const auto finish = [&] {
    auto words = fold_words(sentence);
    if (!words.empty()) sentences.push_back(std::move(words));
    sentence.clear();
  };
  for (std::size_t taken = 0; !text.empty() && taken < most_characters; ++taken) {
    const char32_t c = next_code_point(text);
    if (ends.contains(c)) {
      finish();
    } else {
      const bool elision = apostrophes.contains(c) && word_letters == 1;
      append_code_point(sentence, elision ? U' ' : c);
    }
    word_letters = is_letter(c) ? word_letters + 1 : 0;
  }
  finish();
  return sentences;
}

constexpr Cues any_of(auto... cues) { return (bit(cues) | ...); }

constexpr Cues any_symptom = any_of(Cue::symptom, Cue::weak, Cue::condition);
constexpr Cues business = any_of(Cue::clinic, Cue::clients, Cue::device);
constexpr Cues blocking = any_of(Cue::clinic, Cue::clients, Cue::device, Cue::want);

/// What a figure of speech is made of means nothing by itself.
constexpr Cues literal = any_symptom | any_of(Cue::medicine, Cue::skin, Cue::body, Cue::self_body,
                                              Cue::breath, Cue::eye, Cue::heart, Cue::emergency,
                                              Cue::danger, Cue::despair, Cue::toxic, Cue::heavy);

/// Two things that together, at most so many words apart, are an emergency.
struct Pair {
  Cue one;
  Cue other;
  std::size_t distance;
};
constexpr std::array<Pair, 11> emergency_pairs = {{
    {Cue::breath, Cue::fail, 4},
    {Cue::airway, Cue::swelling, 6},
    {Cue::airway, Cue::closing, 5},
    {Cue::face_part, Cue::swelling, 6},
    {Cue::sight, Cue::fail, 3},
    {Cue::bleeding, Cue::heavy, 6},
    {Cue::burn, Cue::severe, 6},
    {Cue::chest, Cue::press, 4},
    {Cue::heart, Cue::press, 4},
    {Cue::swallow, Cue::toxic, 5},
    {Cue::eye, Cue::harm, 5},
}};

/// One sentence: where which cue stands.
class Sentence {
 public:
  explicit Sentence(const std::vector<std::string>& words) : matches_(medical_words().find(words)) {
    merge_meanings();
    drop_figures();
    for (const CueMatch& match : matches_) all_ |= match.cues;
  }

  [[nodiscard]] bool has(Cues cues) const { return (all_ & cues) != 0; }

  /// Two different matches at most `distance` words apart.
  [[nodiscard]] bool near(Cues one, Cues other, std::size_t distance, Cues between = 0) const {
    if (!has(one) || !has(other)) return false;
    return std::ranges::any_of(matches_, [&](const CueMatch& a) {
      return (a.cues & one) != 0 && has_near(a, other, distance, between);
    });
  }

  /// A part of the own body, or of somebody else's who is spoken of.
  [[nodiscard]] bool is_of_a_body(Cues what) const {
    constexpr std::size_t reach = 9;
    return near(what, any_of(Cue::self_body, Cue::other_body), reach, blocking) ||
           std::ranges::any_of(matches_, [&](const CueMatch& match) {
             return (match.cues & any_of(Cue::my, Cue::his)) != 0 && owns_a_body(match) &&
                    has_near(match, what, reach, blocking);
           });
  }

  /// One who has it, feels it, or asks for oneself.
  [[nodiscard]] bool is_own(Cues what) const {
    constexpr std::size_t reach = 6;
    constexpr Cues in_itself = any_of(Cue::self, Cue::to_me);
    return near(what, bit(Cue::self), reach, blocking) ||
           std::ranges::any_of(matches_, [&](const CueMatch& match) {
             return (match.cues & what) != 0 && (match.cues & in_itself) != 0;
           });
  }

 private:
  /// One match for all that the same words mean.
  void merge_meanings() {
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
    matches_ = std::move(merged);
  }

  void drop_figures() {
    std::vector<CueMatch> figures;
    std::ranges::copy_if(matches_, std::back_inserter(figures), [](const CueMatch& match) {
      return (match.cues & bit(Cue::figure)) != 0;
    });
    for (CueMatch& match : matches_) {
      const bool covered = std::ranges::any_of(figures, [&](const CueMatch& figure) {
        return figure.begin < match.end && match.begin < figure.end;
      });
      if (covered) match.cues &= ~literal;
    }
  }

  [[nodiscard]] bool owns_a_body(const CueMatch& owner) const {
    return has_near(owner, bit(Cue::body), 2, business, true);
  }

  [[nodiscard]] bool has_near(const CueMatch& from, Cues cues, std::size_t distance, Cues between,
                              bool behind_only = false) const {
    return std::ranges::any_of(matches_, [&](const CueMatch& match) {
      if ((match.cues & cues) == 0 || &match == &from) return false;
      const bool behind = match.begin > from.begin;
      if (behind_only && !behind) return false;
      const std::size_t from_word = behind ? from.end : match.end;
      const std::size_t to_word = std::max(from_word, behind ? match.begin : from.begin);
      return to_word - from_word <= distance && !stands_between(from_word, to_word, between);
    });
  }

  [[nodiscard]] bool stands_between(std::size_t begin, std::size_t end, Cues cues) const {
    return cues != 0 && std::ranges::any_of(matches_, [&](const CueMatch& match) {
             return (match.cues & cues) != 0 && match.begin >= begin && match.end <= end;
           });
  }

  std::vector<CueMatch> matches_;
  Cues all_ = 0;
};

class Letter {
 public:
  explicit Letter(std::string_view text) {
    for (const auto& words : sentences_of(text)) sentences_.emplace_back(words);
  }

  [[nodiscard]] bool has(Cues cues) const {
    return std::ranges::any_of(sentences_,
                               [&](const Sentence& sentence) { return sentence.has(cues); });
  }

  [[nodiscard]] Complaint complaint(bool asked_by_a_business) const {
    const bool is_business = asked_by_a_business || has(business);
    if (has(bit(Cue::despair))) return Complaint::emergency;
    auto worst = Complaint::none;
    for (const Sentence& sentence : sentences_) {
      worst = std::max(worst, of(sentence, is_business));
    }
    return worst;
  }

 private:
  [[nodiscard]] Complaint of(const Sentence& sentence, bool is_business) const {
    if (is_emergency(sentence, is_business)) return Complaint::emergency;
    return needs_doctor(sentence, is_business) ? Complaint::doctor : Complaint::none;
  }

  /// Somebody has it: it is no question about what a device may do.
  [[nodiscard]] bool happens(const Sentence& sentence, Cues what) const {
    if (sentence.is_of_a_body(what) || sentence.is_own(what)) return true;
    if (sentence.near(what, bit(Cue::family), 12)) return true;
    const bool one_client = sentence.near(what, bit(Cue::client), 8, bit(Cue::clients));
    return one_client && !sentence.has(bit(Cue::hypothetical)) &&
           has(any_of(Cue::time, Cue::ask, Cue::emergency));
  }

  [[nodiscard]] bool is_emergency(const Sentence& sentence, bool is_business) const {
    const bool in_general =
        is_business || sentence.has(bit(Cue::clients)) ||
        (sentence.has(bit(Cue::generic)) && sentence.has(any_of(Cue::named, Cue::hypothetical)));
    constexpr Cues dangers = any_of(Cue::emergency, Cue::danger);
    if (sentence.has(dangers)) {
      const bool asked = in_general && (sentence.has(any_of(Cue::hypothetical, Cue::clients)) ||
                                        !sentence.has(bit(Cue::emergency)));
      if (!asked || happens(sentence, dangers)) return true;
    }
    return std::ranges::any_of(emergency_pairs, [&](const Pair& pair) {
      if (!sentence.near(bit(pair.one), bit(pair.other), pair.distance)) return false;
      const bool vague = pair.one == Cue::eye || pair.one == Cue::sight;
      return (!in_general && !vague) || happens(sentence, bit(pair.one)) ||
             happens(sentence, bit(pair.other));
    });
  }

  [[nodiscard]] bool needs_doctor(const Sentence& sentence, bool is_business) const {
    if (sentence.has(any_symptom) && happens(sentence, any_symptom)) return true;
    const bool in_general = is_business || sentence.has(bit(Cue::named) | bit(Cue::hypothetical));
    if (sentence.has(bit(Cue::symptom))) {
      if (!is_business && !(sentence.has(bit(Cue::generic)) && in_general)) return true;
    }
    const bool advice = sentence.has(bit(Cue::ask)) || has(bit(Cue::time));
    if (sentence.has(bit(Cue::weak)) && advice && !is_business) return true;
    if (sentence.has(bit(Cue::condition)) && sentence.has(bit(Cue::ask)) && !is_business) {
      return true;
    }
    if (sentence.has(bit(Cue::medicine)) && !is_business) {
      if (sentence.has(any_of(Cue::take, Cue::ask, Cue::self))) return true;
    }
    // A relative is no client.
    if (sentence.has(bit(Cue::family)) && !is_business) {
      if (sentence.has(any_of(Cue::ask, Cue::named, Cue::skin, Cue::after))) return true;
    }
    return sentence.has(bit(Cue::skin)) && sentence.has(any_of(Cue::ask, Cue::time)) &&
           !is_business &&
           (sentence.is_of_a_body(bit(Cue::skin)) || sentence.is_own(bit(Cue::skin)));
  }

  std::vector<Sentence> sentences_;
};

}  // namespace

bool is_despair(std::string_view message) { return Letter(message).has(bit(Cue::despair)); }

Complaint find_complaint(std::span<const std::string_view> messages) {
  if (messages.empty()) return Complaint::none;
  const auto earlier =
      messages.first(messages.size() - 1).last(std::min(messages.size() - 1, most_messages - 1));
  bool asked_by_a_business = false;
  auto before = Complaint::none;
  for (const std::string_view message : earlier) {
    const Letter letter(message);
    asked_by_a_business = asked_by_a_business || letter.has(business);
    before = std::max(before, letter.complaint(asked_by_a_business));
  }
  const Letter last(messages.back());
  const Complaint now = last.complaint(asked_by_a_business);
  // "It still hurts", "what can I put on it?"
  constexpr Cues goes_on = any_symptom | any_of(Cue::ask, Cue::time, Cue::medicine, Cue::take,
                                                Cue::self_body, Cue::other_body);
  const bool same_matter = before != Complaint::none && last.has(goes_on) && !last.has(business);
  return same_matter ? std::max(now, Complaint::doctor) : now;
}

}  // namespace mta::catalogue
