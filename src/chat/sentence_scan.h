#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "chat/amount_beginning.h"
#include "chat/word_hints.h"

namespace mta::chat {

/// Reads a sentence of an answer as it comes and tells up to where it may be shown before it has
/// ended: to the word that an amount or a promise may begin with. Looks at each word once. Not
/// thread-safe.
class SentenceScan {
 public:
  /// The sentence so far; it only grows.
  void read(std::string_view sentence);
  /// The whole sentence.
  void end(std::string_view sentence);
  /// For the next sentence.
  void reset();

  /// Something in it has to be checked before what stands from `free_until` on may be shown.
  [[nodiscard]] bool is_suspect() const { return is_held_ || is_open_; }
  /// In bytes; where nothing is suspect all that was read may be shown.
  [[nodiscard]] std::size_t free_until() const { return at_; }

 private:
  struct Word {
    std::size_t begin = 0;
    std::size_t end = 0;  ///< the size of the sentence where the word may go on
    WordHints hints;
  };

  void scan();
  [[nodiscard]] std::optional<Word> word_from(std::size_t at) const;
  [[nodiscard]] bool is_complete(const Word& word) const;
  [[nodiscard]] Beginning beginning(const Word& word) const;
  [[nodiscard]] bool is_of_link(const Word& word) const;
  [[nodiscard]] std::optional<std::size_t> email_around(const Word& word) const;
  [[nodiscard]] std::optional<Beginning> of_roman(const Word& word) const;
  [[nodiscard]] std::optional<Beginning> of_number(const Word& word) const;
  [[nodiscard]] bool stands_alone(const Word& word) const;
  [[nodiscard]] std::optional<Beginning> behind_number(const Word& word, bool is_small,
                                                       bool is_priced) const;
  [[nodiscard]] std::optional<Beginning> of_mixed(const Word& word) const;
  [[nodiscard]] Beginning in_context(const Word& word) const;

  std::string_view sentence_;  // only while it is read
  bool has_ended_ = false;
  std::size_t at_ = 0;       // the word that is looked at next
  bool is_held_ = false;     // from there to its end
  bool is_open_ = false;     // what comes next tells
  std::vector<Word> words_;  // before it
};

}  // namespace mta::chat
