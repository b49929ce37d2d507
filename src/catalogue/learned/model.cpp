#include "catalogue/learned/model.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace mta::catalogue::learned {
namespace {

// scripts/train_understanding.py writes it, and says there what is where.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
alignas(8) const unsigned char table[] = {
#embed "weights.bin"
};
#pragma clang diagnostic pop

static_assert(std::endian::native == std::endian::little);

constexpr std::size_t block_size = 256;
constexpr std::size_t digest_at = 20;
constexpr std::size_t scales_at = digest_at + 32;
constexpr std::size_t constants_at = scales_at + label_count * sizeof(float);
constexpr std::size_t blocks_at = constants_at + label_count * sizeof(float);
constexpr std::size_t starts_at = blocks_at + feature_count / block_size * sizeof(std::uint32_t);
constexpr std::size_t entries_at = starts_at + feature_count * sizeof(std::uint16_t);
constexpr std::size_t entry_size = 2;
/// The root of the number of a message's features for which the weights of texts are written.
constexpr float usual_length = 14;

template <typename Number>
Number number_at(std::size_t offset) {
  Number number;
  std::memcpy(&number, &table[offset], sizeof number);
  return number;
}

/// By label, in steps of the label's scale.
using Sums = std::array<std::int32_t, label_count>;

/// The first of a feature's entries.
std::size_t start_of(std::size_t feature) {
  if (feature == feature_count) return number_at<std::uint32_t>(16);
  return number_at<std::uint32_t>(blocks_at + feature / block_size * sizeof(std::uint32_t)) +
         number_at<std::uint16_t>(starts_at + feature * sizeof(std::uint16_t));
}

void add_weights(std::uint32_t feature, Sums& sums) {
  const std::size_t end = entries_at + start_of(feature + 1) * entry_size;
  for (std::size_t at = entries_at + start_of(feature) * entry_size; at < end; at += entry_size) {
    sums[table[at]] += static_cast<signed char>(table[at + 1]);
  }
}

}  // namespace

float Scores::probability(Label label) const { return 1 / (1 + std::exp(-of(label))); }

float Scores::speaker(Label label) const {
  float all = 0;
  for (std::size_t i = 0; i < first_want; ++i) all += std::exp(values_.at(i));
  return std::exp(of(label)) / all;
}

Scores scores_of(const Features& features) {
  Sums hints{};
  Sums text{};
  for (const std::uint32_t feature : features.hints) add_weights(feature, hints);
  for (const std::uint32_t feature : features.text) add_weights(feature, text);
  // Long messages have more features, and are no surer.
  const float share =
      usual_length / std::sqrt(static_cast<float>(std::max<std::size_t>(features.text.size(), 1)));
  std::array<float, label_count> values{};
  for (std::size_t i = 0; i < label_count; ++i) {
    const auto scale = number_at<float>(scales_at + i * sizeof(float));
    const auto constant = number_at<float>(constants_at + i * sizeof(float));
    values[i] =
        constant + scale * (static_cast<float>(hints[i]) + share * static_cast<float>(text[i]));
  }
  return Scores(values);
}

TableOrigin table_origin() {
  return {.feature_version = number_at<std::uint32_t>(4),
          .features = number_at<std::uint32_t>(8),
          .labels = number_at<std::uint32_t>(12),
          .bytes = sizeof table,
          .bytes_expected = entries_at + number_at<std::uint32_t>(16) * entry_size,
          .sentences_sha256 =
              std::span<const unsigned char>(table).subspan(digest_at, scales_at - digest_at)};
}

}  // namespace mta::catalogue::learned
