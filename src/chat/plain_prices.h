#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/flat_tables.h"
#include "catalogue/fold.h"
#include "catalogue/knowledge.h"

namespace mta::chat {

/// Knows the sentences that are right at first sight: of money they say nothing but the prices of
/// devices, each right behind the device's whole name ("The 7D HIFU Machine costs 6600 USD."). Most
/// right sentences are of this kind, and need no reading as a message. Immutable; thread-safe.
class PlainPrices {
 public:
  /// `knowledge` must outlive it.
  explicit PlainPrices(const Knowledge& knowledge);

  /// `words` are those of `plain`. False: it may be right all the same.
  [[nodiscard]] bool are_all(std::string_view plain, std::span<const FoldedWord> words) const;

 private:
  struct Name {
    std::vector<std::string> words;
    std::uint32_t product = 0;
  };
  struct Found {
    std::uint32_t product = 0;
    std::size_t end = 0;  ///< words
  };

  void add(std::vector<std::string> words, std::uint32_t product);
  [[nodiscard]] std::optional<Found> name_at(std::span<const FoldedWord> words,
                                             std::size_t at) const;
  [[nodiscard]] std::optional<std::size_t> price_behind(const Found& name, std::string_view plain,
                                                        std::span<const FoldedWord> words) const;

  const Knowledge& knowledge_;
  catalogue::TextIds first_words_;
  std::vector<std::vector<Name>> names_;  // by first word, the longest first
};

}  // namespace mta::chat
