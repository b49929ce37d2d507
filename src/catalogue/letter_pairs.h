#pragma once

#include <cstddef>
#include <string_view>

namespace mta::catalogue {

inline constexpr std::size_t letters_of_pairs = 37;  ///< an end, a to z, digits
inline constexpr std::size_t letter_pairs = letters_of_pairs * letters_of_pairs;

/// The numbers of the pairs of letters that follow each other in a word in Latin letters; its two
/// ends are a letter, too.
void for_each_letter_pair(std::string_view word, const auto& use) {
  const auto place = [](char c) -> std::size_t {
    if (c >= 'a' && c <= 'z') return static_cast<std::size_t>(c - 'a') + 1;
    return c >= '0' && c <= '9' ? static_cast<std::size_t>(c - '0') + 27 : 0;
  };
  std::size_t last = 0;
  for (const char c : word) {
    use(last * letters_of_pairs + place(c));
    last = place(c);
  }
  use(last * letters_of_pairs);
}

}  // namespace mta::catalogue
