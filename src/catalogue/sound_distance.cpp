#include "catalogue/sound_distance.h"

#include <algorithm>
#include <array>

namespace mta::catalogue {
namespace {

constexpr int other_reading = 1;
constexpr int near_vowel = 2;  // the Levant's long a is an e
constexpr int far_vowel = 4;
constexpr int unwritten_vowel = 1;
constexpr int extra_long_vowel = 3;
constexpr int outside = 1;  // a sound before or behind the listed word
constexpr int consonant_apart = 8;

bool is_silent(const Reading& reading) { return reading == Reading{}; }

std::span<const Reading> readings_of(const SoundChoice& choice) {
  return {choice.readings.data(), choice.size};
}

bool may_be_silent(const SoundChoice& choice) {
  return std::ranges::any_of(readings_of(choice), is_silent);
}

bool has_consonant(const SoundChoice& choice) {
  return is_consonant(choice.readings.front().first) ||
         is_consonant(choice.readings.front().second);
}

int between_vowels(const Reading& a, const Reading& b) {
  const auto one_of = [&](Sound sound) { return a.first == sound || b.first == sound; };
  return one_of(Sound::U) ? far_vowel : near_vowel;
}

int replaced(const SoundChoice& a, const SoundChoice& b) {
  int least = consonant_apart;
  for (const Reading& one : readings_of(a)) {
    for (const Reading& other : readings_of(b)) {
      if (is_silent(one) || is_silent(other)) continue;
      if (one == other) {
        const bool usual = one == a.readings.front() && other == b.readings.front();
        least = std::min(least, usual || a.is_vowel ? 0 : other_reading);
      } else if (!has_consonant(a) && !has_consonant(b)) {
        least = std::min(least, between_vowels(one, other));
      }
    }
  }
  return least;
}

/// Of a word that was heard: who types a vowel may mean a short one.
int left_out(const SoundChoice& choice) {
  if (may_be_silent(choice)) return has_consonant(choice) ? other_reading : 0;
  return has_consonant(choice) ? consonant_apart : extra_long_vowel;
}
/// Beside a vowel that was typed it is another one.
int not_typed(const SoundChoice& choice, bool beside_vowel) {
  if (may_be_silent(choice)) return 0;
  if (has_consonant(choice)) return consonant_apart;
  return beside_vowel ? far_vowel : unwritten_vowel;
}

bool is_vowel_at(std::span<const SoundChoice> typed, std::size_t at) {
  return at < typed.size() && typed[at].is_vowel;
}

}  // namespace

int sound_distance(const Sounds& heard, const Sounds& listed) {
  const auto typed = heard.choices();
  const auto known = listed.choices();
  std::array<int, Sounds::most_sounds + 1> row{};
  for (std::size_t j = 0; j < known.size(); ++j) {
    row.at(j + 1) = row.at(j) + not_typed(known[j], is_vowel_at(typed, 0));
  }
  int least = row.at(known.size()) + static_cast<int>(typed.size()) * outside;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    int diagonal = row.front();
    row.front() += outside;
    const bool beside_vowel = is_vowel_at(typed, i) || is_vowel_at(typed, i + 1);
    for (std::size_t j = 0; j < known.size(); ++j) {
      const int above = row.at(j + 1);
      row.at(j + 1) = std::min({diagonal + replaced(typed[i], known[j]), above + left_out(typed[i]),
                                row.at(j) + not_typed(known[j], beside_vowel)});
      diagonal = above;
    }
    const auto behind = static_cast<int>(typed.size() - i - 1) * outside;
    least = std::min(least, row.at(known.size()) + behind);
  }
  return least;
}

}  // namespace mta::catalogue
