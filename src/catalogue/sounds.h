#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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

/// What one consonant, or one run of vowels, may sound like: one to three alternatives of up to two
/// sounds. An alternative without a sound is a letter that some do not write.
struct SoundChoice {
  struct Reading {
    Sound first = Sound::none;
    Sound second = Sound::none;
  };
  std::array<Reading, 3> readings;
  std::uint8_t size = 0;
  bool is_vowel = false;
};

/// The sounds of one word in their order; at most `most_sounds`, the rest is left out.
class Sounds {
 public:
  static constexpr std::size_t most_sounds = 16;

  /// `letters` are lower-case; apostrophes may stand behind digits (`3'`).
  static Sounds of_latin(std::u32string_view letters);
  /// `letters` are folded (core/fold) or not; vowel signs are not among them. Whether a ه at the
  /// end is a ة, a vowel, its letter does not tell.
  static Sounds of_arabic(std::u32string_view letters, bool ends_in_vowel);

  /// Behind the others.
  void append(Sound sound);

  [[nodiscard]] std::span<const SoundChoice> choices() const { return {choices_.data(), size_}; }

 private:
  friend class SoundWriter;
  std::array<SoundChoice, most_sounds> choices_;
  std::size_t size_ = 0;
};

}  // namespace mta::catalogue
