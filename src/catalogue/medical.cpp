#include "catalogue/medical.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"
#include "catalogue/cue_sentence.h"
#include "catalogue/fold.h"

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

constexpr Cues any_symptom = any_of(Cue::symptom, Cue::weak, Cue::condition);
/// Two things that together, at most so many words apart, are an emergency.
struct Pair {
  Cues one;
  Cues other;
  std::size_t distance;
  bool is_vague = false;  ///< said of a device as well: only where somebody is spoken of
  /// Nobody says it of anything but of a person, also in three words and beside a device.
  bool is_certain = false;
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
    {bit(Cue::bleeding), bit(Cue::pregnant), 10, false, true},
    {bit(Cue::burn), bit(Cue::severe), 6},
    {any_body, bit(Cue::discoloured), 4, true},
    {bit(Cue::chest), any_of(Cue::press, Cue::swelling), 4},
    {bit(Cue::swallow), any_of(Cue::toxic, Cue::family), 5},
    {bit(Cue::fever), bit(Cue::hot), 3},
    {bit(Cue::toxic), bit(Cue::many), 2, true},
});

class Letter {
 public:
  explicit Letter(std::string_view text) {
    for (const auto& words : sentences_of(text)) {
      sentences_.emplace_back(words);
      all_ |= sentences_.back().all();
    }
  }

  [[nodiscard]] bool has(Cues cues) const { return (all_ & cues) != 0; }
  [[nodiscard]] bool is_certain_emergency() const {
    return std::ranges::any_of(sentences_, [](const CueSentence& sentence) {
      return std::ranges::any_of(emergency_pairs,
                                 [&](const Pair& pair) { return is_certain(sentence, pair); });
    });
  }
  [[nodiscard]] Cues all() const { return all_; }
  [[nodiscard]] std::vector<Cues> order() const {
    std::vector<Cues> order;
    for (const CueSentence& sentence : sentences_) {
      for (const CueMatch& match : sentence.matches()) order.push_back(match.cues);
      order.push_back(0);
    }
    return order;
  }

  [[nodiscard]] Complaint complaint(bool asked_by_a_business) {
    const bool is_business = asked_by_a_business || has(business);
    is_clinic_ = asked_by_a_business || has(any_of(Cue::clinic, Cue::clients, Cue::client));
    if (has(bit(Cue::despair))) return Complaint::emergency;
    auto worst = Complaint::none;
    for (const CueSentence& sentence : sentences_) {
      worst = std::max(worst, of(sentence, is_business));
    }
    return worst;
  }

 private:
  [[nodiscard]] Complaint of(const CueSentence& sentence, bool is_business) const {
    if (is_emergency(sentence, is_business)) return Complaint::emergency;
    return needs_doctor(sentence, is_business) ? Complaint::doctor : Complaint::none;
  }

  /// Somebody has it: it is no question about what a device may do.
  [[nodiscard]] bool happens(const CueSentence& sentence, Cues what) const {
    if (sentence.is_of_the_own_body(what) || sentence.is_own(what)) return true;
    if (sentence.near(what, bit(Cue::family), 12)) return true;
    // "My client's cheek": with its apostrophe lost it looks like several.
    constexpr Cues part = any_of(Cue::body, Cue::face_part, Cue::eye, Cue::skin);
    const bool of_a_person =
        sentence.is_of_another_body(what) || sentence.near(bit(Cue::clients), part, 1) ||
        sentence.near(what, any_of(Cue::client, Cue::person), 8, bit(Cue::clients));
    if (!of_a_person || sentence.has(bit(Cue::hypothetical))) return false;
    const bool after_a_session = sentence.has(bit(Cue::after)) &&
                                 !sentence.has(any_of(Cue::generic, Cue::duration, Cue::device));
    return (!is_clinic_ && sentence.is_of_another_body(what)) || after_a_session ||
           has(any_of(Cue::time, Cue::ask, Cue::emergency));
  }

  /// Nobody is spoken of, but a device or what it may do.
  [[nodiscard]] static bool is_general(const CueSentence& sentence) {
    constexpr Cues told = any_of(Cue::after, Cue::time, Cue::i, Cue::ask, Cue::person, Cue::family);
    const bool is_told = sentence.has(told);
    const bool asks = sentence.has(bit(Cue::generic));
    return sentence.has(bit(Cue::duration)) ||
           (sentence.has(any_of(Cue::named, Cue::hypothetical)) && (asks || !is_told)) ||
           (sentence.has(bit(Cue::session)) && asks && !is_told) ||
           (sentence.has(bit(Cue::want)) && !is_told);
  }

  [[nodiscard]] static bool is_certain(const CueSentence& sentence, const Pair& pair) {
    return pair.is_certain && sentence.near(pair.one, pair.other, pair.distance) &&
           !sentence.has(any_of(Cue::hypothetical, Cue::clients));
  }

  [[nodiscard]] bool is_emergency(const CueSentence& sentence, bool is_business) const {
    const bool in_general = is_business || is_general(sentence);
    constexpr Cues dangers = any_of(Cue::emergency, Cue::danger);
    if (sentence.has(dangers)) {
      const bool asked = in_general && (sentence.has(any_of(Cue::hypothetical, Cue::clients)) ||
                                        !sentence.has(bit(Cue::emergency)));
      if (!asked || happens(sentence, dangers)) return true;
    }
    constexpr Cues somebody = any_of(Cue::person, Cue::family, Cue::client, Cue::i, Cue::self,
                                     Cue::his, Cue::after, Cue::time);
    return std::ranges::any_of(emergency_pairs, [&](const Pair& pair) {
      if (!sentence.near(pair.one, pair.other, pair.distance)) return false;
      if (is_certain(sentence, pair)) return true;
      if (!in_general && (!pair.is_vague || sentence.has(somebody))) return true;
      return happens(sentence, pair.one) || happens(sentence, pair.other);
    });
  }

  [[nodiscard]] bool needs_doctor(const CueSentence& sentence, bool is_business) const {
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
  [[nodiscard]] bool has_a_complaint(const CueSentence& sentence) const {
    const bool in_general = is_general(sentence);
    if (sentence.has(bit(Cue::symptom)) && (!in_general || sentence.has(bit(Cue::i)))) return true;
    constexpr Cues matter = any_of(Cue::burn, Cue::pain, Cue::bleeding, Cue::body, Cue::self_body,
                                   Cue::other_body, Cue::session, Cue::after, Cue::named);
    if (!sentence.has(any_of(Cue::weak, Cue::bleeding)) || !sentence.has(matter)) return false;
    const bool may_one = sentence.has(bit(Cue::may)) && sentence.has(any_of(Cue::i, Cue::self));
    return sentence.has(bit(Cue::ask)) || may_one || has(bit(Cue::time)) ||
           (sentence.has(any_of(Cue::after, Cue::session)) && !in_general);
  }

  [[nodiscard]] bool asks_for_a_person(const CueSentence& sentence) const {
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
    if (sentence.has(bit(Cue::family)) && !sentence.has(bit(Cue::want)) &&
        sentence.has(any_of(Cue::named, Cue::skin, Cue::after, Cue::session))) {
      return true;
    }
    if (sentence.is_of_a_body(any_of(Cue::ask, Cue::advises))) return true;
    if (sentence.has(bit(Cue::body)) && sentence.has(bit(Cue::after)) &&
        sentence.has(any_of(Cue::ask, Cue::self))) {
      return true;
    }
    if (!sentence.has(bit(Cue::want)) &&
        sentence.is_of_a_body(any_of(Cue::after, Cue::session, Cue::time))) {
      return true;
    }
    constexpr Cues lasting = any_of(Cue::ask, Cue::advises, Cue::time);
    return sentence.has(bit(Cue::skin)) && sentence.has(lasting) &&
           (sentence.is_of_a_body(bit(Cue::skin)) || sentence.is_own(bit(Cue::skin)));
  }

  std::vector<CueSentence> sentences_;
  Cues all_ = 0;
  bool is_clinic_ = false;
};

}  // namespace

bool is_despair(std::string_view message) { return Letter(message).has(bit(Cue::despair)); }

Health read_health(std::span<const std::string_view> messages) {
  if (messages.empty()) return {};
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
  return {.complaint = same_matter ? std::max(now, Complaint::doctor) : now,
          .is_certain = last.is_certain_emergency(),
          .cues = last.all(),
          .cue_order = last.order(),
          .goes_on = same_matter,
          .asked_by_a_business = asked_by_a_business};
}

}  // namespace mta::catalogue
