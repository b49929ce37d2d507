#include "catalogue/sound_keys.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "catalogue/fold.h"
#include "catalogue/sounds.h"
#include "catalogue/word_forms.h"

namespace mta::catalogue {
namespace {

constexpr std::size_t longest_word = 24;  // letters
/// A word of so many consonants is known without its vowels.
constexpr std::size_t enough_consonants = 3;
constexpr std::size_t most_in_key = 12;  // sounds of 5 bits
/// Many readings of a word that is made for it have the same key.
constexpr int most_readings = 16;

/// Letters of a word, in a place of fixed size.
class Letters {
 public:
  explicit Letters(std::string_view word) {
    while (!word.empty() && size_ <= longest_word) letters_[size_++] = small(next_code_point(word));
  }
  [[nodiscard]] std::u32string_view view() const { return {letters_.data(), size_}; }
  [[nodiscard]] bool too_long() const { return size_ > longest_word; }

 private:
  static char32_t small(char32_t c) {
    constexpr std::u32string_view from = U"àáâäçèéêëìíîïñòóôöùúûü";
    constexpr std::u32string_view into = U"aaaaceeeeiiiinoooouuuu";
    static_assert(from.size() == into.size());
    if (c >= U'A' && c <= U'Z') return c - U'A' + U'a';
    if (c < 0x80) return c;
    if (c >= U'À' && c <= U'Þ' && c != U'×') c += 32;
    const auto found = from.find(c);
    return found == std::u32string_view::npos ? c : into[found];
  }

  std::array<char32_t, longest_word + 1> letters_{};
  std::size_t size_ = 0;
};

/// One reading of all choices: a digit a choice, counted up like an odometer.
class Odometer {
 public:
  explicit Odometer(std::span<const SoundChoice> choices) : choices_(choices) {}

  [[nodiscard]] Reading at(std::size_t i) const { return choices_[i].readings.at(digits_.at(i)); }
  /// Turns those choices that are vowels, or those that are none; false after the last.
  bool next(bool vowels) {
    for (std::size_t i = 0; i < choices_.size(); ++i) {
      if (choices_[i].is_vowel != vowels) continue;
      if (++digits_.at(i) < choices_[i].size) return true;
      digits_.at(i) = 0;
    }
    return false;
  }

 private:
  std::span<const SoundChoice> choices_;
  std::array<std::uint8_t, Sounds::most_sounds> digits_{};
};

class KeyMaker {
 public:
  explicit KeyMaker(SoundKeys& keys) : keys_(keys) {}

  void add(const Sounds& sounds, std::size_t least_consonants) {
    const auto choices = sounds.choices();
    Odometer reading(choices);
    int readings_left = most_readings;
    do {
      const std::size_t consonants = count_consonants(reading, choices.size());
      if (consonants < least_consonants) continue;
      if (consonants >= enough_consonants) {
        keys_.add(key_of(reading, choices.size(), false));
        continue;
      }
      do {
        keys_.add(key_of(reading, choices.size(), true));
      } while (!keys_.full() && --readings_left > 0 && reading.next(true));
    } while (!keys_.full() && --readings_left > 0 && reading.next(false));
  }

 private:
  static std::size_t count_consonants(const Odometer& reading, std::size_t size) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const auto [first, second] = reading.at(i);
      count += (is_consonant(first) ? 1U : 0U) + (is_consonant(second) ? 1U : 0U);
    }
    return count;
  }

  static std::uint64_t key_of(const Odometer& reading, std::size_t size, bool with_vowels) {
    std::uint64_t key = 0;
    std::size_t count = 0;
    const auto append = [&](Sound sound) {
      const bool counts = is_consonant(sound) || (with_vowels && sound != Sound::none);
      if (!counts || count == most_in_key) return;
      key = key << 5U | static_cast<std::uint64_t>(sound);
      ++count;
    };
    for (std::size_t i = 0; i < size; ++i) {
      append(reading.at(i).first);
      append(reading.at(i).second);
    }
    return key;
  }

  SoundKeys& keys_;
};

/// Numbers and models (`7d`, `g8`, `x50`) are no words. `3r9` is one: its letter stands between two
/// digits.
bool is_latin_word(std::u32string_view letters) {
  std::size_t latin = 0;
  bool digit = false;
  for (const char32_t c : letters) {
    if (c >= U'a' && c <= U'z') ++latin;
    if (c >= U'0' && c <= U'9') digit = true;
    if (c >= 0x80 && c != U'’' && c != U'‘') return false;
    if (c == U'0' || c == U'1' || c == U'4') return false;
  }
  if (latin == 1 && digit) return letters.size() == 3 && letters[1] >= U'a' && letters[1] != U'x';
  return latin >= 1 && letters.size() > 1;
}

bool is_arabic_word(std::u32string_view letters) {
  return letters.size() > 1 && std::ranges::all_of(letters, is_arabic_letter);
}

void add_keys(SoundKeys& keys, const WordForms::Form& form, Sounds sounds) {
  const bool behind_vowel = !sounds.choices().empty() && sounds.choices().back().is_vowel;
  if (is_consonant(form.ending)) {
    sounds.consonant({{form.ending}});
  } else if (form.ending != Sound::none && !behind_vowel) {
    sounds.vowel({{form.ending}});
  }
  KeyMaker(keys).add(sounds, form.least_consonants);
}

SoundKeys keys_of(const WordForms& forms, bool arabic) {
  SoundKeys keys;
  for (std::size_t i = 0; i < forms.all().size(); ++i) {
    const WordForms::Form& form = forms.all()[i];
    if (i == forms.whole()) keys.end_whole();
    if (!arabic) {
      add_keys(keys, form, Sounds::of_latin(form.letters));
      continue;
    }
    add_keys(keys, form, Sounds::of_arabic(form.letters, true));
    const bool may_be_h = i == 0 && form.letters.ends_with(U'ه');
    if (may_be_h) add_keys(keys, form, Sounds::of_arabic(form.letters, false));
  }
  if (forms.whole() == forms.all().size()) keys.end_whole();
  return keys;
}

}  // namespace

void SoundKeys::add(std::uint64_t key) {
  if (key == 0 || full() || std::ranges::find(*this, key) != end()) return;
  keys_.at(size_++) = key;
}

SoundKeys sound_keys(std::string_view word) {
  const Letters letters(word);
  if (letters.too_long()) return {};
  if (is_latin_word(letters.view())) return keys_of(WordForms::of_latin(letters.view()), false);
  if (is_arabic_word(letters.view())) return keys_of(WordForms::of_arabic(letters.view()), true);
  return {};
}

Sounds sounds_of(std::string_view word) {
  const Letters letters(word);
  if (letters.too_long()) return {};
  if (is_latin_word(letters.view())) return Sounds::of_latin(letters.view());
  if (is_arabic_word(letters.view())) return Sounds::of_arabic(letters.view(), true);
  return {};
}

std::string_view negated_part(std::string_view word) {
  struct Circumfix {
    std::string_view begin;
    std::string_view end;
    std::size_t least;  // bytes between them
  };
  constexpr Circumfix forms[] = {{"ما", "ش", 6},  {"م", "ش", 6},   {"ma", "sh", 3}, {"ma", "ch", 3},
                                 {"me", "sh", 3}, {"me", "ch", 3}, {"m", "sh", 4},  {"m", "ch", 4}};
  for (const auto& [begin, end, least] : forms) {
    if (word.size() < begin.size() + end.size() + least) continue;
    if (!word.starts_with(begin) || !word.ends_with(end)) continue;
    return word.substr(begin.size(), word.size() - begin.size() - end.size());
  }
  return {};
}

}  // namespace mta::catalogue
