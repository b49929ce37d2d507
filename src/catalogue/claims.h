#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/phrases.h"

/// What an answer says beside prices, and in what manner (claims.txt).
namespace mta::catalogue {

/// What a promise is about.
enum class Topic : std::uint8_t {
  discount,
  gift,
  delivery,
  warranty,
  stock,
  elsewhere,
  payment,
  service,
  certificate,
  place,  ///< a showroom, a branch, an agent, an address
  part,   ///< a part or a multiple of a price
};
inline constexpr std::size_t topic_count = 11;

/// The lists of claims.txt: those of the promises, then those of the topics, then the others.
enum class ClaimWord : std::uint8_t {
  soon = 2 * topic_count,
  two,
  asks,
  offers,
  yes,
  denies,
  idiom,
  harmless,
  but,
  defers,
  agrees,
  his,
  difference,
  cheaper,
  dearer,
  reference,
  joins,
  total,
  each,
  alike,       ///< one price of several
  same_price,  ///< several cost the same
  joined,
  period,  ///< so much for a time or a use
  tax,
  budget,
};
inline constexpr std::size_t claim_words = static_cast<std::size_t>(ClaimWord::budget) + 1;

/// Where the phrases of the lists stand in a sentence.
class Claims {
 public:
  /// `words` are folded.
  explicit Claims(std::span<const std::string> words);

  [[nodiscard]] const std::vector<Phrases::Match>& matches(ClaimWord kind) const {
    return matches_[static_cast<std::size_t>(kind)];
  }
  [[nodiscard]] const std::vector<Phrases::Match>& promises(Topic topic) const {
    return matches_[static_cast<std::size_t>(topic)];
  }
  [[nodiscard]] const std::vector<Phrases::Match>& mentions(Topic topic) const {
    return matches_[topic_count + static_cast<std::size_t>(topic)];
  }
  [[nodiscard]] bool says(ClaimWord kind) const { return !matches(kind).empty(); }
  /// A phrase of the list that begins in `[begin, end)`.
  [[nodiscard]] bool says_within(ClaimWord kind, std::size_t begin, std::size_t end) const;
  /// Something in `[begin, end)` is denied there, which no idiom ("no problem") does.
  [[nodiscard]] bool denies_within(std::size_t begin, std::size_t end) const;

 private:
  std::vector<std::vector<Phrases::Match>> matches_;
};

/// A promise may begin with the folded word.
bool may_begin_promise(const std::string& word);

}  // namespace mta::catalogue
