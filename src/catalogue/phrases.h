#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mta::catalogue {

/// Finds all phrases of all word lists in a message in one pass. A word of the message stands for
/// the words of the lists that it is: itself, else its stem, else what is left without the letters
/// that Arabic writes before a word, else a long word that is one slip away. Immutable once
/// filled; then thread-safe.
class Phrases {
 public:
  using Meaning = std::uint16_t;
  struct Match {
    Meaning meaning = 0;
    std::size_t begin = 0;  ///< positions of words
    std::size_t end = 0;
  };

  /// `phrase` as a person writes it; nothing where no word is in it.
  void add(std::string_view phrase, Meaning meaning);

  /// In the order of their first words. `words` are folded. The time is linear in their number.
  [[nodiscard]] std::vector<Match> find(std::span<const std::string> words) const;

 private:
  using Word = std::uint32_t;
  using Node = std::uint32_t;
  struct LongWord {
    std::u32string letters;
    Word word;
  };
  struct Followed {
    Meaning meaning;
    Node next;
  };

  Word intern(const std::string& folded);
  [[nodiscard]] std::vector<Word> candidates(const std::string& word, int& slips_left) const;
  void add_known(const std::string& spelling, std::vector<Word>& found) const;
  [[nodiscard]] std::vector<Word> one_slip_away(const std::string& word) const;

  std::unordered_map<std::string, Word> words_;
  std::unordered_map<std::string, std::vector<Word>> stems_;
  std::unordered_map<std::uint64_t, std::vector<LongWord>> long_words_;  // by first letter and size
  std::unordered_map<std::uint64_t, Node> edges_;                        // by node and word
  std::vector<std::vector<Meaning>> meanings_ = {{}};                    // by node
};

}  // namespace mta::catalogue
