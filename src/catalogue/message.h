#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/concepts.h"
#include "catalogue/fold.h"
#include "catalogue/sentences.h"
#include "catalogue/spans.h"
#include "catalogue/vocabulary.h"

namespace mta::catalogue {

/// A part of a message that is an entity of the catalogue.
struct Mention {
  const Entity* entity = nullptr;
  std::size_t begin = 0;  ///< positions of words
  std::size_t end = 0;
  bool is_negated = false;
};

/// What stands in one message, before anybody asks what it means. Words, spans and mentions are in
/// the order of the text. What a "not" governs is marked; it counts for no concept but `terms` and
/// the like, which are asked about all the same.
class MessageReading {
 public:
  MessageReading(std::string_view text, const Vocabulary& vocabulary);

  enum class Suggested : bool { wanted, not_wanted };
  /// The phrases are read as if they stood behind the text, in a part of their own; `not_wanted`:
  /// behind a "not".
  void suggest(std::span<const std::string_view> phrases, Suggested as,
               const Vocabulary& vocabulary);

  /// What the words name is taken away, as if a "not" stood before them.
  void refuse(std::size_t begin, std::size_t end);

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::span<const std::string> words() const { return folded_; }
  /// The same words with the bytes of the text that they come from.
  [[nodiscard]] std::span<const FoldedWord> places() const { return words_; }
  [[nodiscard]] bool is_short() const { return folded_.size() <= 7; }
  [[nodiscard]] const std::vector<Span>& spans() const { return spans_; }
  [[nodiscard]] const std::vector<SmallNumber>& small_numbers() const { return small_numbers_; }
  [[nodiscard]] const std::vector<Count>& counts() const { return counts_; }
  [[nodiscard]] const std::vector<Mention>& mentions() const { return mentions_; }
  [[nodiscard]] Language language() const { return language_; }
  [[nodiscard]] bool is_french() const { return is_french_; }
  [[nodiscard]] bool language_is_sure() const { return language_is_sure_; }
  /// Nothing but names, or as many words in Arabic letters as in Latin ones: it may be Arabic, too.
  [[nodiscard]] bool language_is_open() const { return language_is_open_; }

  /// The concept is said.
  [[nodiscard]] bool says(Concept concept_said) const {
    return !matches_[static_cast<std::size_t>(concept_said)].empty();
  }
  [[nodiscard]] const std::vector<Phrases::Match>& matches(Concept concept_said) const {
    return matches_[static_cast<std::size_t>(concept_said)];
  }
  /// How many words from `at` on are one phrase of the concept; 0: none.
  [[nodiscard]] std::size_t phrase_at(Concept concept_said, std::size_t at) const;

  /// From here on the concept is said, or not, whatever the text says.
  void assume(Concept concept_said) {
    matches_[static_cast<std::size_t>(concept_said)].push_back({});
  }
  void forget(Concept concept_said) { matches_[static_cast<std::size_t>(concept_said)].clear(); }

  /// What the text says that a device is for counts no longer; what is suggested does.
  void forget_needs();

  [[nodiscard]] bool has_span(SpanKind kind) const;
  /// The word begins with a capital letter of A to Z.
  [[nodiscard]] bool is_capitalized(std::size_t word) const {
    const char first = text_[words_[word].begin];
    return first >= 'A' && first <= 'Z';
  }
  [[nodiscard]] bool is_negated(std::size_t word) const { return negated_[word]; }
  [[nodiscard]] bool negates_something() const { return negates_; }
  /// A clause ends before the word: at its beginning, and behind a comma or a full stop.
  [[nodiscard]] bool ends_clause(std::size_t word) const;
  /// Something ends before the word: a clause, or one of several that are joined.
  [[nodiscard]] bool begins_part(std::size_t word) const { return part_begins_[word]; }
  [[nodiscard]] bool in_span(std::size_t word) const { return span_of_[word] >= 0; }
  /// Nothing that is known: no phrase of a list or of the catalogue, no span.
  [[nodiscard]] bool is_unknown(std::size_t word) const { return !explained_[word]; }

 private:
  void split_words(const Vocabulary& vocabulary);
  void split_arabic_article(FoldedWord& word);
  void split_arabizi(const Vocabulary& vocabulary);
  void split_number_behind_name(FoldedWord& word, const Vocabulary& vocabulary);
  void copy_folded();
  void split_denied_verb(FoldedWord& word, const Vocabulary& vocabulary);
  void split_elision(FoldedWord& word, const Vocabulary& vocabulary);
  void find_language();
  void weigh_scripts();
  [[nodiscard]] bool is_held_by_english_grammar(const std::vector<bool>& named) const;
  void forget_relative_um();
  void take_matches(const Vocabulary& vocabulary, const std::vector<Phrases::Match>& found,
                    std::size_t first);
  void drop_overlapped_mentions();
  void prefer_closed_classes();
  void mark_spans();
  void mark_parts(const Vocabulary& vocabulary);
  void mark_negated(const Vocabulary& vocabulary);

  std::string_view text_;
  std::vector<FoldedWord> words_;
  std::vector<std::string> folded_;
  std::size_t first_suggested_ = 0;  // of the words
  std::vector<Span> spans_;
  std::vector<int> span_of_;  // -1: none
  std::vector<SmallNumber> small_numbers_;
  std::vector<Count> counts_;
  std::vector<Mention> mentions_;
  std::array<std::vector<Phrases::Match>, concept_count> matches_;
  std::vector<bool> part_begins_;
  std::vector<bool> negated_;
  std::vector<bool> explained_;
  bool negates_ = false;
  bool is_french_ = false;
  bool language_is_sure_ = true;
  bool language_is_open_ = false;
  Language language_ = Language::english;
};

}  // namespace mta::catalogue
