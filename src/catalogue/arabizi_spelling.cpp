#include "catalogue/arabizi_spelling.h"

#include <algorithm>
#include <array>
#include <utility>

#include "catalogue/fold.h"

namespace mta::catalogue {
namespace {

bool is_vowel(char c) { return std::string_view("aeiouy").contains(c); }

/// Arabizi with one letter for each sound: `7ar2` and `har9` are equal but for their vowels.
std::string one_letter_a_sound(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, char>, 14> sounds = {{{"sh", '$'},
                                                                         {"ch", '$'},
                                                                         {"kh", 'x'},
                                                                         {"gh", '%'},
                                                                         {"th", 't'},
                                                                         {"dh", 'd'},
                                                                         {"5", 'x'},
                                                                         {"8", '%'},
                                                                         {"7", 'h'},
                                                                         {"q", '2'},
                                                                         {"9", '2'},
                                                                         {"6", 't'},
                                                                         {"p", 'b'},
                                                                         {"c", 'k'}}};
  std::string sound;
  while (!word.empty()) {
    const auto found = std::ranges::find_if(
        sounds, [&](const auto& known) { return word.starts_with(known.first); });
    const char c = found == sounds.end() ? word.front() : found->second;
    word.remove_prefix(found == sounds.end() ? 1 : found->first.size());
    if (sound.empty() || sound.back() != c) sound += c;
  }
  return sound;
}

}  // namespace

std::string consonant_frame(std::string_view word) {
  std::string sound = one_letter_a_sound(word);
  if (sound.size() > 2 && sound.ends_with('h') && is_vowel(sound[sound.size() - 2])) {
    sound.pop_back();
  }
  // A letter written as a digit makes the rest clear enough to leave all vowels out.
  const bool is_clear = has_digit(word);
  std::string frame;
  std::size_t consonants = 0;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const bool glides = sound[i] == 'y' && i > 0 && i + 1 < sound.size() &&
                        is_vowel(sound[i - 1]) && is_vowel(sound[i + 1]);
    const bool vowel = is_vowel(sound[i]) && !glides;
    if (!vowel) ++consonants;
    if (!vowel) frame += sound[i];
    if (vowel && (!is_clear || i == 0) && !frame.ends_with('a')) frame += 'a';
  }
  if (consonants < 3) return {};
  const char last = sound.back();
  if (frame.ends_with('a') && is_vowel(last)) frame.pop_back();
  if (is_vowel(last)) frame += last == 'y' ? 'i' : last == 'o' ? 'u' : last;
  return frame;
}

std::vector<std::string> heard_as(const std::string& frame) {
  if (!frame.ends_with('e')) return {frame};
  const std::string rest = frame.substr(0, frame.size() - 1);
  return {rest + 'i', rest + 'a'};
}

std::string plain_spelling(std::string_view word) {
  std::string text;
  const std::string sound = one_letter_a_sound(word);
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const char next = i + 1 < sound.size() ? sound[i + 1] : ' ';
    char c = sound[i];
    if (c == 'o' && next == 'u') continue;
    if (c == 'o') c = 'u';
    if ((c == 'y' && i > 0) || (c == 'e' && next == ' ')) c = 'i';
    if (text.empty() || text.back() != c) text += c;
  }
  return text;
}

}  // namespace mta::catalogue
