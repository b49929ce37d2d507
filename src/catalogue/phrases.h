#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalogue/flat_tables.h"

namespace mta::catalogue {

/// What `Phrases` keeps, as arrays. The words of all phrases are a tree: an edge is a word behind a
/// node, and edge 0 leads to node 1, edge 1 to node 2, …
struct PhraseTables {
  TextIdsView words;  ///< a spelling with the mark of its kind behind it
  TextIdsView stems;
  ListsView words_of_stem;  ///< 2 * word, + 1 where the word ends like "my"
  KeyIdsView sounds;
  ListsView words_of_sound;
  KeyIdsView buckets;  ///< of long words, by first letter and size
  ListsView long_words_of_bucket;
  Numbers long_words;    ///< which words they are
  Numbers long_letters;  ///< where in `letters` each begins; its size is that of its bucket
  std::u16string_view letters;
  KeyIdsView edges;
  KeyIdsView ends;  ///< nodes where phrases end; where it has none, a node is its own end
  ListsView meanings_of_end;

  [[nodiscard]] std::uint32_t end_at(std::uint32_t node) const {
    return ends.size() == 0 ? node : ends.find(node);
  }
};

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

  static constexpr Meaning no_meaning = ~Meaning{0};
  /// `compiled` stands before all that is added. A word that means `names_nothing` by itself stands
  /// for no other word of its stem.
  explicit Phrases(const PhraseTables& compiled = {}, Meaning names_nothing = no_meaning)
      : compiled_(compiled), names_nothing_(names_nothing) {}

  /// `phrase` as a person writes it; nothing where no word is in it.
  void add(std::string_view phrase, Meaning meaning, Kind kind = Kind::words);
  /// Of folded words.
  void add(const std::vector<std::string>& words, Meaning meaning, Kind kind);
  /// A compiled phrase of folded words loses a meaning. Its words stay known.
  void remove(const std::vector<std::string>& words, Meaning meaning, Kind kind);

  /// In the order of their first words. `words` are folded. The time is linear in their number.
  [[nodiscard]] std::vector<Match> find(std::span<const std::string> words,
                                        Latin latin = Latin::as_written) const;

  /// The folded word stands in a list as it is.
  [[nodiscard]] bool has_word(std::string_view folded) const;
  /// The folded word stands in a list, itself or by its stem.
  [[nodiscard]] bool knows(std::string_view folded) const;

  enum class Part : std::uint8_t { whole, any };
  /// The folded word, or what is left of it without what may be joined to it, sounds like one of a
  /// list.
  [[nodiscard]] bool sounds_known(std::string_view folded, Part part = Part::any) const;

  /// What was added; it is valid until more is.
  [[nodiscard]] PhraseTables added() const;

 private:
  using Word = std::uint32_t;
  using Node = std::uint32_t;
  class Search;

  void add_words(const std::vector<std::string>& words, Meaning meaning, Kind kind);
  [[nodiscard]] bool means(Node node, Meaning meaning) const;
  Word intern(const std::string& folded, Kind kind);
  void add_new_word(Word word, const std::string& folded, Kind kind);
  Node add_edge(Node node, Word word);
  [[nodiscard]] Node find_edge(Node node, Word word) const;

  PhraseTables compiled_;
  Meaning names_nothing_ = no_meaning;
  TextIds words_;
  TextIds stems_;
  Lists words_of_stem_;
  KeyIds sounds_;
  Lists words_of_sound_;
  KeyIds buckets_;
  Lists long_words_of_bucket_;
  std::vector<std::uint32_t> long_words_;
  std::vector<std::uint32_t> long_letters_;
  std::u16string letters_;
  KeyIds edges_;
  KeyIds ends_;
  Lists meanings_of_end_;
  KeyIds names_;    // words
  KeyIds removed_;  // nodes and meanings
};

}  // namespace mta::catalogue
