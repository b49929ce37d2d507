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
constexpr Cues business = any_of(Cue::clinic, Cue::clients, Cue::client, Cue::device);
constexpr Cues blocking = any_of(Cue::clinic, Cue::clients, Cue::device, Cue::want);

/// What a figure of speech is made of means nothing by itself.
constexpr Cues literal =
    any_symptom | any_of(Cue::medicine, Cue::skin, Cue::body, Cue::self_body, Cue::breath, Cue::eye,
                         Cue::emergency, Cue::danger, Cue::despair, Cue::toxic, Cue::heavy);

/// Two things that together, at most so many words apart, are an emergency.
struct Pair {
  Cues one;
  Cues other;
  std::size_t distance;
  bool is_vague = false;  ///< said of a device as well: only where somebody is spoken of
};
constexpr Cues any_body = any_of(Cue::body, Cue::self_body, Cue::other_body);
constexpr auto emergency_pairs = std::to_array<Pair>({
    {bit(Cue::breath), any_of(Cue::fail, Cue::closing), 4},
    {bit(Cue::airway), any_of(Cue::swelling, Cue::closing, Cue::growth), 6},
    {bit(Cue::face_part), bit(Cue::swelling), 6},
    {bit(Cue::face_part), bit(Cue::drop), 3, true},
    {bit(Cue::side), bit(Cue::drop), 5, true},
    {bit(Cue::sight), bit(Cue::fail), 3, true},
    {bit(Cue::sight), bit(Cue::harm), 6, true},
    {bit(Cue::eye), bit(Cue::harm), 5, true},
    {bit(Cue::wits), bit(Cue::lost), 3, true},
    {bit(Cue::bleeding), bit(Cue::heavy), 6},
    {bit(Cue::bleeding), bit(Cue::pregnant), 10},
    {bit(Cue::burn), bit(Cue::severe), 6},
    {any_body, bit(Cue::discoloured), 4, true},
    {bit(Cue::chest), any_of(Cue::press, Cue::swelling), 4},
    {bit(Cue::swallow), any_of(Cue::toxic, Cue::family), 5},
    {bit(Cue::fever), bit(Cue::hot), 3},
    {bit(Cue::pill), bit(Cue::many), 2},
});

/// One sentence: where which cue stands.
class Sentence {
 public:
  explicit Sentence(const std::vector<std::string>& words) : matches_(medical_words().find(words)) {
    merge_meanings();
    drop_figures();
    drop_devices_of_a_session();
    drop_covered(any_of(Cue::self, Cue::i), any_of(Cue::clinic, Cue::device));
    drop_covered(bit(Cue::clinic), bit(Cue::may));
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

  /// A part of the speaker's body.
  [[nodiscard]] bool is_of_the_own_body(Cues what) const {
    return near(what, bit(Cue::self_body), body_reach, blocking) || is_of_body_of(Cue::my, what);
  }

  /// A part of somebody else's body.
  [[nodiscard]] bool is_of_another_body(Cues what) const {
    return near(what, bit(Cue::other_body), body_reach, blocking) || is_of_body_of(Cue::his, what);
  }

  [[nodiscard]] bool is_of_a_body(Cues what) const {
    return is_of_the_own_body(what) || is_of_another_body(what);
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
  static constexpr std::size_t body_reach = 9;

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
    for (CueMatch& match : merged) {
      constexpr Cues bodies = any_of(Cue::self_body, Cue::other_body);
      if ((match.cues & business) != 0) match.cues &= ~bodies;
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

  /// "After the device", "I did the device": who says so wants none.
  void drop_devices_of_a_session() {
    for (std::size_t i = 0; i < matches_.size(); ++i) {
      if ((matches_[i].cues & bit(Cue::device)) == 0) continue;
      const std::size_t begin = matches_[i].begin;
      const bool behind = std::ranges::any_of(matches_, [&](const CueMatch& match) {
        return (match.cues & bit(Cue::after)) != 0 && match.end <= begin && begin - match.end <= 1;
      });
      if (behind) matches_[i].cues &= ~bit(Cue::device);
    }
  }

  /// "I have" of "I have a clinic" is no complaint's, "safe for" of "safe for me" no clinic's.
  void drop_covered(Cues cues, Cues by) {
    for (CueMatch& match : matches_) {
      if ((match.cues & cues) == 0) continue;
      const bool covered = std::ranges::any_of(matches_, [&](const CueMatch& phrase) {
        return (phrase.cues & by) != 0 && phrase.begin <= match.begin && match.end <= phrase.end &&
               phrase.end - phrase.begin > match.end - match.begin;
      });
      if (covered) match.cues &= ~cues;
    }
  }

  [[nodiscard]] bool is_of_body_of(Cue owner, Cues what) const {
    return std::ranges::any_of(matches_, [&](const CueMatch& match) {
      return (match.cues & bit(owner)) != 0 && owns_a_body(match) &&
             has_near(match, what, body_reach, blocking);
    });
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

  [[nodiscard]] Complaint complaint(bool asked_by_a_business) {
    const bool is_business = asked_by_a_business || has(business);
    is_clinic_ = asked_by_a_business || has(any_of(Cue::clinic, Cue::clients, Cue::client));
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
    if (sentence.is_of_the_own_body(what) || sentence.is_own(what)) return true;
    if (sentence.near(what, bit(Cue::family), 12)) return true;
    const bool of_a_person =
        sentence.is_of_another_body(what) ||
        sentence.near(what, any_of(Cue::client, Cue::person), 8, bit(Cue::clients));
    if (!of_a_person || sentence.has(bit(Cue::hypothetical))) return false;
    return (!is_clinic_ && sentence.is_of_another_body(what)) ||
           has(any_of(Cue::time, Cue::ask, Cue::emergency));
  }

  /// Nobody is spoken of, but a device or what it may do.
  [[nodiscard]] static bool is_general(const Sentence& sentence) {
    constexpr Cues told =
        any_of(Cue::after, Cue::session, Cue::time, Cue::i, Cue::ask, Cue::person, Cue::family);
    return sentence.has(bit(Cue::duration)) ||
           (sentence.has(any_of(Cue::named, Cue::hypothetical)) &&
            (sentence.has(bit(Cue::generic)) || !sentence.has(told)));
  }

  [[nodiscard]] bool is_emergency(const Sentence& sentence, bool is_business) const {
    const bool in_general = is_business || is_general(sentence);
    constexpr Cues dangers = any_of(Cue::emergency, Cue::danger);
    if (sentence.has(dangers)) {
      const bool asked = in_general && (sentence.has(any_of(Cue::hypothetical, Cue::clients)) ||
                                        !sentence.has(bit(Cue::emergency)));
      if (!asked || happens(sentence, dangers)) return true;
    }
    constexpr Cues somebody =
        any_of(Cue::person, Cue::family, Cue::client, Cue::i, Cue::self, Cue::his);
    return std::ranges::any_of(emergency_pairs, [&](const Pair& pair) {
      if (!sentence.near(pair.one, pair.other, pair.distance)) return false;
      if (!in_general && (!pair.is_vague || sentence.has(somebody))) return true;
      return happens(sentence, pair.one) || happens(sentence, pair.other);
    });
  }

  [[nodiscard]] bool needs_doctor(const Sentence& sentence, bool is_business) const {
    if (sentence.has(any_symptom) && happens(sentence, any_symptom)) return true;
    // A relative is no client, even where the device's price is asked for.
    if (!is_clinic_ && sentence.has(bit(Cue::family)) &&
        sentence.has(any_of(Cue::ask, Cue::may, Cue::advises, Cue::other_body, Cue::his))) {
      return true;
    }
    if (!is_clinic_ && sentence.has(bit(Cue::condition)) && sentence.has(bit(Cue::may)))
      return true;
    return !is_business && (has_a_complaint(sentence) || asks_for_a_person(sentence));
  }

  /// Of which it is not said who has it.
  [[nodiscard]] bool has_a_complaint(const Sentence& sentence) const {
    const bool in_general = is_general(sentence);
    if (sentence.has(bit(Cue::symptom)) && (!in_general || sentence.has(bit(Cue::i)))) return true;
    if (!sentence.has(any_of(Cue::weak, Cue::bleeding))) return false;
    return sentence.has(any_of(Cue::ask, Cue::may)) || has(bit(Cue::time)) ||
           (sentence.has(any_of(Cue::after, Cue::session)) && !in_general);
  }

  [[nodiscard]] bool asks_for_a_person(const Sentence& sentence) const {
    constexpr Cues asks = any_of(Cue::ask, Cue::may, Cue::advises);
    // "I did fractional yesterday, may I go into the sun?"
    if (sentence.has(any_of(Cue::named, Cue::session))) {
      if (sentence.has(bit(Cue::time)) && sentence.has(bit(Cue::may))) return true;
      if (sentence.has(any_of(Cue::self, Cue::time)) && sentence.has(bit(Cue::ask))) return true;
    }
    if (sentence.has(bit(Cue::condition)) && sentence.has(any_of(Cue::ask, Cue::may, Cue::i))) {
      return true;
    }
    if (sentence.has(bit(Cue::medicine)) && sentence.has(asks | any_of(Cue::take, Cue::self))) {
      return true;
    }
    if (sentence.has(bit(Cue::family)) &&
        sentence.has(any_of(Cue::named, Cue::skin, Cue::after, Cue::session))) {
      return true;
    }
    if (sentence.is_of_a_body(any_of(Cue::ask, Cue::advises))) return true;
    if (!sentence.has(bit(Cue::want)) &&
        sentence.is_of_a_body(any_of(Cue::after, Cue::session, Cue::time))) {
      return true;
    }
    constexpr Cues lasting = any_of(Cue::ask, Cue::advises, Cue::time);
    return sentence.has(bit(Cue::skin)) && sentence.has(lasting) &&
           (sentence.is_of_a_body(bit(Cue::skin)) || sentence.is_own(bit(Cue::skin)));
  }

  std::vector<Sentence> sentences_;
  bool is_clinic_ = false;
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
    Letter letter(message);
    asked_by_a_business = asked_by_a_business || letter.has(business);
    before = std::max(before, letter.complaint(asked_by_a_business));
  }
  Letter last(messages.back());
  const Complaint now = last.complaint(asked_by_a_business);
  // "It still hurts", "what can I put on it?"
  constexpr Cues goes_on = any_symptom | any_of(Cue::ask, Cue::time, Cue::medicine, Cue::take,
                                                Cue::self_body, Cue::other_body);
  const bool same_matter = before != Complaint::none && last.has(goes_on) && !last.has(business);
  return same_matter ? std::max(now, Complaint::doctor) : now;
}

}  // namespace mta::catalogue
