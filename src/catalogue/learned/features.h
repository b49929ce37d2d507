#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace mta::catalogue::learned {

/// Changes with every change of what features are: the table must be trained anew.
inline constexpr std::uint32_t feature_version = 3;

/// A feature is a number. First come the hints, one by one, then pairs of hints and of
/// neighbours, then what is in the text; of pairs and texts different ones may have the same
/// number.
inline constexpr std::uint32_t hint_count = 256;
inline constexpr std::uint32_t first_text_feature = 16384;
inline constexpr std::uint32_t feature_count = 65536;

/// Of a longer text only the beginning and the end count, so that the time is bounded.
inline constexpr std::size_t most_bytes = 1600;

/// What a message has; each feature once, in no particular order.
struct Features {
  std::vector<std::uint32_t> hints;  ///< and pairs of hints
  std::vector<std::uint32_t> text;
};

/// The words of `text` and their stems, neighbouring words, runs of letters within words, and how
/// the words sound, which Arabic script and Arabizi share. `hints`: what the word lists and the
/// rules make of the message, numbers below `hint_count`. `order`: what it speaks of, in its order;
/// neighbours are features. Pure.
Features features_of(std::string_view text, std::span<const std::uint32_t> hints,
                     std::span<const std::uint64_t> order);

}  // namespace mta::catalogue::learned
