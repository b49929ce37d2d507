#include "catalogue/sounds.h"

namespace mta::catalogue {
namespace {

bool one_of(char32_t c, std::u32string_view set) {
  return set.find(c) != std::u32string_view::npos;
}
bool is_glide(char32_t c) { return c == U'w' || c == U'y'; }

bool stands_by_another_vowel(std::u32string_view run, std::size_t at) {
  const bool before = at > 0 && !is_glide(run[at - 1]);
  return before || (at + 1 < run.size() && !is_glide(run[at + 1]));
}

void append(Reading& reading, Sound sound) {
  if (reading.first == Sound::none) {
    reading.first = sound;
  } else if (reading.first != sound && reading.second == Sound::none) {
    reading.second = sound;
  }
}

Reading read_run(std::u32string_view run, bool short_ones) {
  Reading reading;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const bool is_short = !is_glide(run[i]) && !stands_by_another_vowel(run, i);
    if (vowel_of(run[i]) != Sound::A && (short_ones || !is_short))
      append(reading, vowel_of(run[i]));
  }
  if (reading.first == Sound::none) reading.first = Sound::A;
  return reading;
}

}  // namespace

Sound vowel_of(char32_t letter) {
  if (one_of(letter, U"wouوؤ")) return Sound::U;
  return one_of(letter, U"yieيىئ") ? Sound::I : Sound::A;
}

Reading long_vowel(std::u32string_view run) { return read_run(run, true); }
Reading long_vowel_without_short_ones(std::u32string_view run) { return read_run(run, false); }

}  // namespace mta::catalogue
