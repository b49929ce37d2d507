#include "catalogue/sounds.h"

namespace mta::catalogue {
namespace {

bool one_of(char32_t c, std::u32string_view set) {
  return set.find(c) != std::u32string_view::npos;
}
bool is_glide(char32_t c) { return c == U'w' || c == U'y'; }

/// `a` beside another vowel is not written, nor is a short vowel beside `w` and `y`.
bool is_written(std::u32string_view run, std::size_t at, bool glides, bool ends_word) {
  if (vowel_of(run[at]) == Sound::A) return false;
  if (!glides || is_glide(run[at])) return true;
  const bool beside_vowel =
      (at > 0 && !is_glide(run[at - 1])) || (at + 1 < run.size() && !is_glide(run[at + 1]));
  return beside_vowel || (ends_word && at + 1 == run.size());
}

}  // namespace

Sound vowel_of(char32_t letter) {
  if (one_of(letter, U"wouوؤ")) return Sound::U;
  return one_of(letter, U"yieيىئ") ? Sound::I : Sound::A;
}

Reading long_vowel(std::u32string_view run, bool ends_word) {
  Reading reading;
  const bool glides = run.find_first_of(U"wy") != std::u32string_view::npos;
  for (std::size_t i = 0; i < run.size(); ++i) {
    if (!is_written(run, i, glides, ends_word)) continue;
    const Sound sound = vowel_of(run[i]);
    if (reading.first == Sound::none) {
      reading.first = sound;
    } else if (reading.first != sound && reading.second == Sound::none) {
      reading.second = sound;
    }
  }
  if (reading.first == Sound::none) reading.first = Sound::A;
  return reading;
}

}  // namespace mta::catalogue
