#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

/// How a word sounds, read from its letters: Arabic script, or Latin letters with digits as Arabs
/// write them ("Arabizi"). Where a letter is read in more than one way, all ways are kept.
namespace mta::catalogue {

/// Letters that are mixed up when Arabic is written by ear share a sound: K is ك and ق, H is ح and
/// ه. A, I, U are vowels; `start` is any vowel that begins a word.
enum class Sound : std::uint8_t {
  none,
  B,
  T,
  J,
  H,
  X,
  D,
  R,
  Z,
  S,
  Sh,
  Ain,
  Gh,
  F,
  K,
  L,
  M,
  N,
  W,
  Y,
  A,
  I,
  U,
  start
};

constexpr bool is_consonant(Sound sound) { return sound != Sound::none && sound < Sound::A; }

/// One way to read a letter or two; no sound at all where some do not write the letter.
struct Reading {
  Sound first = Sound::none;
  Sound second = Sound::none;
  bool operator==(const Reading&) const = default;
};

/// What one consonant, or one run of vowels, may sound like; the likeliest first.
struct SoundChoice {
  std::array<Reading, 3> readings;
  std::uint8_t size = 0;
  bool is_vowel = false;
};

/// The sounds of one word in their order; at most `most_sounds`, the rest is left out.
class Sounds {
 public:
  static constexpr std::size_t most_sounds = 16;

  /// `letters` are lower-case; apostrophes may stand beside digits (`3'`).
  static Sounds of_latin(std::u32string_view letters);
  /// `letters` are folded (catalogue/fold) or not; vowel signs are not among them. Whether a ه at
  /// the end is a ة, a vowel, its letter does not tell.
  static Sounds of_arabic(std::u32string_view letters, bool ends_in_vowel);

  [[nodiscard]] std::span<const SoundChoice> choices() const { return {choices_.data(), size_}; }

  void consonant(std::initializer_list<Reading> readings) { add(readings, false); }
  void vowel(std::initializer_list<Reading> readings) { add(readings, true); }

 private:
  void add(std::initializer_list<Reading> readings, bool is_vowel) {
    if (size_ == most_sounds) return;
    SoundChoice& choice = choices_[size_++];
    for (const Reading& reading : readings) choice.readings.at(choice.size++) = reading;
    choice.is_vowel = is_vowel;
  }

  std::array<SoundChoice, most_sounds> choices_;
  std::size_t size_ = 0;
};

/// The vowel that one letter of a run of vowels, of either script, stands for.
Sound vowel_of(char32_t letter);

/// What of a run of vowels is written with a letter in Arabic: `aye` is ي, `awe` is و, `shway`'s
/// are both; `a` is not written beside another. A single vowel beside `w` or `y` may be a short
/// one, which is not written either.
Reading long_vowel(std::u32string_view run);
Reading long_vowel_without_short_ones(std::u32string_view run);

}  // namespace mta::catalogue
