#include "chat/number_likeness.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"

namespace mta::chat {
namespace {

/// The longest first, so that what stands before is the digit's word alone.
constexpr auto thousands = std::to_array<std::string_view>(
    {"talaaf", "talaf", "telef", "tleef", "taleef", "tlaf", "alaaf", "aleef", "alaf", "alef",
     "elef", "elaf", "laaf", "leef", "laf", "lef", "alf"});
constexpr auto hundreds = std::to_array<std::string_view>(
    {"miyyet", "miyyeh", "meyyet", "miyet", "meyet", "miyeh", "miyye", "miyya", "meyye", "meyya",
     "miye",   "miya",   "meye",   "meya",  "myye",  "mieh",  "mia",   "mye",   "mya",   "meyt"});
/// Three to ten without their vowels, each letter once in a row.
constexpr auto digits = std::to_array<std::string_view>(
    {"tlt", "thlt", "tlth", "thlth", "rb3",  "khms", "5ms", "kms",  "hms",  "7ms", "st",
     "sb3", "s3b",  "tmn",  "thmn",  "tmny", "ts3",  "t3s", "3shr", "3chr", "3sr"});
constexpr auto arabic_digits =
    std::to_array<std::string_view>({"ثلاث", "تلات", "ثلث", "تلت", "تلاث", "اربع", "ربع", "خمس",
                                     "ست", "سبع", "ثمان", "تمان", "ثمن", "تمن", "تسع", "عشر"});
constexpr auto arabic_multipliers =
    std::to_array<std::string_view>({"الاف", "تلاف", "لاف", "الف", "مية", "ميه", "مئة", "مئه",
                                     "مائة", "مائه", "ميات", "مئات", "ميت", "ميا"});
constexpr auto english = std::to_array<std::string_view>({"thousand", "hundred", "million"});

bool is_vowel(char c) { return std::string_view("aeiouy'`-").contains(c); }

std::string consonants(std::string_view word) {
  std::string found;
  for (const char c : word) {
    if (!is_vowel(c) && (found.empty() || found.back() != c)) found += c;
  }
  return found;
}

/// "b", "w" and "el" may be joined to it, as may the t between the digit and the thousands.
bool is_digit_word(std::string_view word) {
  const std::string letters = consonants(word);
  for (const std::string_view joined : {"", "b", "w", "wb", "l", "bl"}) {
    if (!letters.starts_with(joined)) continue;
    const std::string_view rest = std::string_view(letters).substr(joined.size());
    const auto is = [&](std::string_view one) {
      return std::ranges::find(digits, one) != digits.end();
    };
    if (is(rest) || (rest.ends_with('t') && is(rest.substr(0, rest.size() - 1)))) return true;
  }
  return false;
}

bool resembles_arabizi(std::string_view word) {
  const auto multiplies = [&](std::string_view ending) {
    return word.size() > ending.size() && word.ends_with(ending) &&
           is_digit_word(word.substr(0, word.size() - ending.size()));
  };
  return std::ranges::any_of(thousands, multiplies) || std::ranges::any_of(hundreds, multiplies);
}

bool resembles_arabic(std::string_view word) {
  for (const std::string_view joined : {"", "و", "ب", "ل", "وب", "بال", "ال"}) {
    if (!word.starts_with(joined)) continue;
    const std::string_view rest = word.substr(joined.size());
    for (const std::string_view digit : arabic_digits) {
      if (!rest.starts_with(digit)) continue;
      const std::string_view behind = rest.substr(digit.size());
      if (std::ranges::any_of(arabic_multipliers, [&](std::string_view ending) {
            return behind.ends_with(ending) && behind.size() <= ending.size() + 4;
          })) {
        return true;
      }
    }
  }
  return false;
}

bool holds_multiplier(std::string_view word) {
  return std::ranges::any_of(english, [&](std::string_view multiplier) {
    const std::size_t at = word.find(multiplier);
    return at != std::string_view::npos && at > 0;
  });
}

/// `6k9`, `69oo`, `6,6oo`
bool has_letters_for_digits(std::string_view word) {
  const std::size_t letters = word.find_first_not_of("0123456789.,");
  if (letters == 0 || letters == std::string_view::npos || !is_digit(word.front())) return false;
  const std::string_view rest = word.substr(letters);
  const bool is_split = rest.size() > 1 && rest.front() == 'k' && is_digit(rest[1]);
  const bool zeros = rest.size() > 1 && rest.find_first_not_of("o0") == std::string_view::npos;
  return is_split || zeros;
}

}  // namespace

bool resembles_number(std::string_view folded) {
  constexpr std::size_t least = 3;
  if (folded.size() < least) return false;
  if (static_cast<unsigned char>(folded.front()) >= 0x80) return resembles_arabic(folded);
  return holds_multiplier(folded) || has_letters_for_digits(folded) || resembles_arabizi(folded);
}

bool is_roman(std::string_view word) {
  return word.size() > 1 && word.find_first_not_of("MDCLXVI") == std::string_view::npos;
}

}  // namespace mta::chat
