#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "catalogue/sounds.h"

/// Finds a word however its writer spells it by ear.
namespace mta::catalogue {

/// A few numbers of which two spellings of a word share one: Arabic script, standard or dialect,
/// and Latin letters with digits ("Arabizi"). A key is the word's consonants; short words keep
/// their vowels. The word as it is written comes first, then what is left without article,
/// prepositions and endings; of both the likeliest reading first. A list of words is kept by its
/// `whole()` keys and asked with all keys in their order, until one finds something.
class SoundKeys {
 public:
  static constexpr std::size_t most_keys = 10;

  [[nodiscard]] const std::uint64_t* begin() const { return keys_.data(); }
  [[nodiscard]] const std::uint64_t* end() const { return keys_.data() + size_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// How many keys, from the first on, are of the whole word.
  [[nodiscard]] std::size_t whole() const { return whole_; }
  [[nodiscard]] bool full() const { return size_ == most_keys; }

  void add(std::uint64_t key);
  void end_whole() { whole_ = size_; }

 private:
  std::array<std::uint64_t, most_keys> keys_{};
  std::size_t size_ = 0;
  std::size_t whole_ = 0;
};

/// Of one word, folded (catalogue/fold) or as it was typed; typed is better, since folding drops
/// the apostrophe of `3'`. Empty for numbers, model numbers (`7d`), single letters, words of more
/// than 24 letters and words of other scripts.
SoundKeys sound_keys(std::string_view word);

/// How the whole word is read, under the same conditions; empty otherwise.
Sounds sounds_of(std::string_view word);

/// The verb or word between `ma` or `m` and `sh` or `ch` (`ma3andish`, `mabghitch`, معنديش), which
/// say "not"; empty where the word is not of that form. A part of `word`.
std::string_view negated_part(std::string_view word);

}  // namespace mta::catalogue
