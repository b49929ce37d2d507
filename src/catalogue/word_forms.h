#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "catalogue/sounds.h"

/// A word without what Arabic writes joined to it: article, prepositions, verb prefixes, pronouns.
namespace mta::catalogue {

class WordForms {
 public:
  static constexpr std::size_t most_forms = 8;
  struct Form {
    std::u32string_view letters;
    std::size_t least_consonants = 0;  ///< with fewer it is like too many words
    Sound ending = Sound::none;        ///< to be read behind the letters
  };

  /// Forms of `letters`, which must outlive them; the first `whole()` are spellings of the whole
  /// word (without the article).
  static WordForms of_latin(std::u32string_view letters);
  static WordForms of_arabic(std::u32string_view letters);

  [[nodiscard]] std::span<const Form> all() const { return {forms_.data(), size_}; }
  [[nodiscard]] std::size_t whole() const { return whole_; }

  void add(Form form) {
    if (size_ < most_forms) forms_[size_++] = form;
  }
  void end_whole() { whole_ = size_; }

 private:
  std::array<Form, most_forms> forms_;
  std::size_t size_ = 0;
  std::size_t whole_ = 0;
};

}  // namespace mta::catalogue
