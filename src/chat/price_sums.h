#pragma once

#include <optional>
#include <vector>

#include "chat/device_prices.h"
#include "chat/priced_sentence.h"

namespace mta::chat {

/// Sums, multiples, differences and calculations of a sentence's devices and amounts. The arguments
/// must outlive it.
class PriceSums {
 public:
  PriceSums(const PricedSentence& sentence, const std::vector<NamedDevice>& devices,
            const Knowledge& knowledge)
      : sentence_(sentence), amounts_(sentence.amounts), devices_(devices), knowledge_(knowledge) {}

  /// Of the devices that the sentence names one after the other, each as often as one of its
  /// numbers says; several pieces in all.
  [[nodiscard]] bool is_total(const Amount& amount) const;
  /// Adds to `prices`, the right prices and totals, what they and the devices make; gives all that
  /// is right.
  [[nodiscard]] std::vector<bool> worked_out(std::vector<bool> prices,
                                             const DevicePrices& places) const;

 private:
  [[nodiscard]] std::vector<std::optional<double>> prices() const;
  [[nodiscard]] bool is_multiple_of(const Amount& amount, const NamedDevice& device) const;
  [[nodiscard]] bool adds_up(const Amount& amount, const std::vector<double>& prices,
                             const std::vector<int>& counts, std::size_t at, double sum,
                             int pieces) const;
  [[nodiscard]] bool speaks_of_difference(const Amount& amount) const;
  [[nodiscard]] bool is_difference(const Amount& amount) const;
  [[nodiscard]] bool differs_from(const Amount& amount, const NamedDevice& other) const;
  [[nodiscard]] bool differ_by(const Amount& amount, const NamedDevice& one,
                               const NamedDevice& other) const;
  [[nodiscard]] std::vector<std::uint32_t> said_of(const NamedDevice& device) const;
  [[nodiscard]] bool is_right_way(double difference) const;
  void mark_compared(std::vector<bool>& prices, std::vector<bool>& right,
                     const DevicePrices& places) const;
  [[nodiscard]] bool is_difference_of(const Amount& amount, const std::vector<double>& known) const;
  [[nodiscard]] bool is_multiple_of(const Amount& amount, const std::vector<double>& known) const;
  [[nodiscard]] bool is_sum_of_two(const Amount& amount, const std::vector<bool>& prices) const;
  [[nodiscard]] bool is_with_percentage(const Amount& amount,
                                        const std::vector<double>& known) const;
  void mark_calculated(std::vector<bool>& right) const;

  const PricedSentence& sentence_;
  const std::vector<Amount>& amounts_;
  const std::vector<NamedDevice>& devices_;
  const Knowledge& knowledge_;
};

}  // namespace mta::chat
