#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "catalogue/learned/features.h"
#include "catalogue/learned/labels.h"

namespace mta::catalogue::learned {

/// What the model makes of a message: for each label the log-odds that it is true; above 0 it
/// rather is.
class Scores {
 public:
  explicit Scores(const std::array<float, label_count>& values) : values_(values) {}

  [[nodiscard]] float of(Label label) const { return values_.at(static_cast<std::size_t>(label)); }
  /// The probability that the label is true.
  [[nodiscard]] float probability(Label label) const;
  /// The probability that the speaker is this one, of all speakers.
  [[nodiscard]] float speaker(Label label) const;

 private:
  std::array<float, label_count> values_;
};

/// Pure; thread-safe.
Scores scores_of(const Features& features);

/// What the committed table was made from: for the test that it belongs to training/.
struct TableOrigin {
  std::uint32_t feature_version = 0;
  std::uint32_t features = 0;
  std::uint32_t labels = 0;
  std::size_t bytes = 0;           ///< as they are
  std::size_t bytes_expected = 0;  ///< as its head says
  std::span<const unsigned char> sentences_sha256;
};
TableOrigin table_origin();

}  // namespace mta::catalogue::learned
