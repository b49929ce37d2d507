#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "catalogue/message.h"
#include "catalogue/vocabulary.h"

namespace mta::catalogue {

/// What a part of the message speaks of.
struct DeviceGroup {
  ProductSet products;
  ProductSet second_choice = {};  ///< where none of `products` is wanted
  bool is_named = false;          ///< by a name, not only by what it is used for
  bool is_named_weakly = false;   ///< by a word of a name
  bool is_weak = true;            ///< by words that do not tell which device is meant
  std::size_t begin = 0;          ///< positions of words
  std::size_t end = 0;
};

/// Which of several groups a word that stands at none of them belongs to: a number, "the big one".
struct Owner {
  std::size_t group = 0;
  /// It is said of another one of the same kind: "the hydrafacial 7 or 9".
  bool is_of_another = false;
};

/// The parts of a message that speak of one thing each. `message` must outlive it.
class MessageParts {
 public:
  explicit MessageParts(const MessageReading& message);
  [[nodiscard]] bool are_together(const DeviceGroup& one, const DeviceGroup& other) const;
  /// Nothing where there are no groups.
  [[nodiscard]] std::optional<Owner> owner_of(std::size_t word,
                                              const std::vector<DeviceGroup>& groups) const;

 private:
  const MessageReading& message_;
  std::vector<std::size_t> part_of_;  // by word
};

}  // namespace mta::catalogue
