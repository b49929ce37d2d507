#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace mta::catalogue {

/// Finds all phrases of all word lists in a message in one pass. A word of the message stands for
/// the words of the lists that it is: itself and those of its stem; else what is left without the
/// letters that Arabic writes before a word; else those that sound alike; else a long word that is
/// one slip away. `hydra facial` is `hydrafacial`. Immutable once filled; then thread-safe.
class Phrases {
 public:
  using Meaning = std::uint32_t;
  struct Match {
    Meaning meaning = 0;
    std::size_t begin = 0;  ///< positions of words
    std::size_t end = 0;
  };

  /// How far a word of a message may be from a word of the lists.
  enum class Latin : std::uint8_t {
    as_written,
    by_sound,  ///< the message is Arabic in Latin letters
  };

  /// What is forgiven to who writes a word of the phrase.
  enum class Kind : std::uint8_t {
    words,     ///< an ending, another spelling that sounds alike, a slip in a long word
    name,      ///< a slip in a shorter word, too
    spelled,   ///< an ending or a slip
    function,  ///< another spelling that sounds alike
    exact,     ///< nothing
  };

  /// `phrase` as a person writes it; nothing where no word is in it.
  void add(std::string_view phrase, Meaning meaning, Kind kind = Kind::words);

  /// In the order of their first words. `words` are folded. The time is linear in their number.
  [[nodiscard]] std::vector<Match> find(std::span<const std::string> words,
                                        Latin latin = Latin::as_written) const;

  /// The folded word stands in a list as it is.
  [[nodiscard]] bool has_word(const std::string& folded) const { return words_.contains(folded); }
  /// The folded word stands in a list, itself or by its stem.
  [[nodiscard]] bool knows(const std::string& folded) const;

 private:
  using Word = std::uint32_t;
  using Node = std::uint32_t;
  struct LongWord {
    std::u32string letters;
    Word word;
  };
  class Search;

  void add_words(const std::vector<std::string>& words, Meaning meaning, Kind kind);
  Word intern(const std::string& folded, Kind kind);
  void add_known(const std::string& spelling, std::vector<Word>& found) const;
  [[nodiscard]] std::vector<Word> one_slip_away(const std::string& word) const;

  std::unordered_map<std::string, Word> words_;
  /// With whether the word ends like "my".
  std::unordered_map<std::string, std::vector<std::pair<Word, bool>>> stems_;
  std::unordered_set<Word> names_;
  std::unordered_map<std::uint64_t, std::vector<Word>> sounds_;
  std::unordered_map<std::uint64_t, std::vector<LongWord>> long_words_;  // by first letter and size
  std::unordered_map<std::uint64_t, Node> edges_;                        // by node and word
  std::vector<std::vector<Meaning>> meanings_ = {{}};                    // by node
};

}  // namespace mta::catalogue
