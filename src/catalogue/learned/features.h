#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace mta::catalogue::learned {

/// Changes with every change of what features are: the table must be trained anew.
inline constexpr std::uint32_t feature_version = 2;

/// A feature is a number. First come the hints, one by one, then pairs of hints, then what is in
/// the text; of pairs and texts different ones may have the same number.
inline constexpr std::uint32_t hint_count = 256;
inline constexpr std::uint32_t first_text_feature = 8192;
inline constexpr std::uint32_t feature_count = 65536;

/// What a message has; each feature once, in no particular order.
struct Features {
  std::vector<std::uint32_t> hints;  ///< and pairs of hints
  std::vector<std::uint32_t> text;
};

/// The words of `text` and their stems, neighbouring words, runs of letters within words, and how
/// the words sound, which Arabic script and Arabizi share. `hints`: what the word lists and the
/// rules make of the message, numbers below `hint_count`. Of a long text only the beginning and the
/// end count, so that the time is bounded. Pure.
Features features_of(std::string_view text, std::span<const std::uint32_t> hints);

}  // namespace mta::catalogue::learned
