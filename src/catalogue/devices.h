#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "catalogue/message.h"
#include "catalogue/vocabulary.h"

/// Which devices a message speaks of: all names and needs first, then what is asked about them.
namespace mta::catalogue {

/// What a part of the message speaks of.
struct DeviceGroup {
  ProductSet products;
  bool is_named = false;         ///< by a name, not only by what it is used for
  bool is_named_weakly = false;  ///< by a word of a name
  bool is_weak = true;           ///< by words that do not tell which device is meant
  std::size_t begin = 0;         ///< positions of words
  std::size_t end = 0;
};

/// Which of several groups a word that stands at none of them belongs to: a number, "the big one".
struct Owner {
  std::size_t group = 0;
  /// It is said of another one of the same kind: "the hydrafacial 7 or 9".
  bool is_of_another = false;
};

struct DevicesSpokenOf {
  std::vector<DeviceGroup> groups;  ///< in the order of the message, no two alike
  ProductSet excluded;              ///< what stands behind a "not"
  bool excludes_something = false;
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

/// The other products that share the most names and needs with `product`; of `among`, where that is
/// not empty.
ProductSet kin_of(std::size_t product, const Vocabulary& vocabulary, const ProductSet& among = {});

/// Those of `products` that have a name word which begins with the number: `7-in-1`.
ProductSet numbered(const ProductSet& products, int number, const Vocabulary& vocabulary);

/// The numbers that may tell one of several devices, in the order of the message; not too many.
std::vector<SmallNumber> telling_numbers(const MessageReading& message);

DevicesSpokenOf devices_spoken_of(const MessageReading& message, const Vocabulary& vocabulary);

/// Of several products that a group stands for the one whose whole name is there; nothing changes
/// where there is none.
void prefer_whole_name(DeviceGroup& group, const MessageReading& message,
                       const Vocabulary& vocabulary);

/// Of several products those of whose names at least two words are there, and more than of the
/// others'; nothing changes where there are none.
void prefer_most_of_name(DeviceGroup& group, const MessageReading& message,
                         const Vocabulary& vocabulary);

/// The products in the order in which they answer: those that the group's words name first.
std::vector<std::size_t> by_relevance(const ProductSet& products, const MessageReading& message);

ProductSet intersection(const ProductSet& a, const ProductSet& b);
ProductSet difference(const ProductSet& a, const ProductSet& b);
ProductSet sum(const ProductSet& a, const ProductSet& b);

}  // namespace mta::catalogue
