#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/phrases.h"
#include "catalogue/sentences.h"

/// The word lists of the dialogue with somebody who wants to be contacted: words.txt and
/// countries.txt, compiled in.
namespace mta::leads {

/// A section of words.txt.
enum class LeadWord : std::uint8_t {
  yes,
  with_yes,
  no,
  stop,
  request,
  not_,
  name_is,
  i_am,
  title,
  clinic,
  clinic_is,
  no_name,
  erase_within,
  forbids,
  limits,
  corrects,
};
inline constexpr std::size_t lead_word_count = 16;

/// Where the phrases of one list stand.
struct WordRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// What of the lists stands in a message. Of overlapping phrases of one list the longest counts.
class LeadWords {
 public:
  /// `words` are folded.
  explicit LeadWords(std::span<const std::string> words);

  [[nodiscard]] const std::vector<WordRange>& ranges(LeadWord word) const {
    return ranges_[static_cast<std::size_t>(word)];
  }
  [[nodiscard]] bool has(LeadWord word) const { return !ranges(word).empty(); }
  /// How many words from `at` on are a phrase of the list; 0: none.
  [[nodiscard]] std::size_t size_at(LeadWord word, std::size_t at) const;

  struct Country {
    std::string_view code;  ///< ISO 3166-1 alpha-2
    WordRange place;
  };
  [[nodiscard]] const std::vector<Country>& countries() const { return countries_; }

 private:
  std::vector<WordRange> ranges_[lead_word_count];
  std::vector<Country> countries_;
};

/// The country as it is said in that language; the code itself where it is not in the list.
std::string country_name(std::string_view code, catalogue::Language language);

}  // namespace mta::leads
