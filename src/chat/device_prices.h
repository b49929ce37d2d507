#pragma once

#include <vector>

#include "chat/priced_sentence.h"

namespace mta::chat {

/// Which device of a sentence each of its amounts belongs to, by where they stand, and whether it
/// is that device's price. The arguments must outlive it.
class DevicePrices {
 public:
  /// `devices`: those of the sentence, or those that it speaks of without naming them.
  DevicePrices(const PricedSentence& sentence, const std::vector<NamedDevice>& devices,
               const Knowledge& knowledge)
      : sentence_(sentence),
        amounts_(sentence.amounts),
        devices_(devices),
        is_own_(&devices == &sentence.devices),
        knowledge_(knowledge) {}

  /// Of each amount.
  [[nodiscard]] std::vector<bool> are_prices() const;
  /// The amount stands right beside the name of a device.
  [[nodiscard]] bool stands_beside_a_device(const Amount& amount) const;

 private:
  [[nodiscard]] bool is_price(const Amount& amount, const NamedDevice& device) const {
    return is_price_of(sentence_, amount, device, knowledge_);
  }
  [[nodiscard]] bool parts(std::size_t from, std::size_t to) const;
  [[nodiscard]] bool is_owners_price(std::size_t i) const;
  [[nodiscard]] bool owner_is_before(const Amount& amount, const NamedDevice& before,
                                     const NamedDevice& behind) const;
  [[nodiscard]] bool is_of_those_before(const Amount& amount, const NamedDevice& last) const;
  [[nodiscard]] bool is_price_of_any(std::size_t i) const;
  void mark_ordered(std::vector<bool>& right) const;
  void mark_last(std::vector<bool>& right) const;
  [[nodiscard]] bool stand_apart() const;
  [[nodiscard]] bool is_of_several(std::size_t i) const;
  [[nodiscard]] bool is_said_of_all(const Amount& amount) const;
  [[nodiscard]] bool is_price_of_all(const Amount& amount) const;
  [[nodiscard]] bool is_of_pair(const Amount& amount) const;
  [[nodiscard]] bool is_of_several_pieces() const;
  [[nodiscard]] bool is_for_a_time(const Amount& amount) const;

  const PricedSentence& sentence_;
  const std::vector<Amount>& amounts_;
  const std::vector<NamedDevice>& devices_;
  bool is_own_;
  const Knowledge& knowledge_;
};

}  // namespace mta::chat
