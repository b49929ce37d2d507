#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/devices.h"
#include "catalogue/message.h"
#include "catalogue/product_sets.h"
#include "catalogue/understanding.h"

namespace mta::chat {

/// A device that a sentence names; several products where the name does not tell which.
struct NamedDevice {
  catalogue::ProductSet products;
  std::size_t begin = 0;  ///< words of the reading
  std::size_t end = 0;
};

/// Finds the catalogue's devices in sentences of a model: whole names first, then what else a
/// visitor might call them. Immutable; thread-safe.
class DeviceNames {
 public:
  /// `understanding` must outlive it.
  explicit DeviceNames(const catalogue::Understanding& understanding);

  /// In the order of the sentence.
  [[nodiscard]] std::vector<NamedDevice> named_in(const catalogue::MessageReading& reading) const;

  /// Products whose whole name is part of this one's, or the other way round.
  [[nodiscard]] const catalogue::ProductSet& variants_of(std::uint32_t product) const {
    return variants_[product];
  }

 private:
  struct Name {
    std::vector<std::string> words;
    std::uint32_t product = 0;
  };
  static void add_single_names(const catalogue::MessageReading& reading,
                               const catalogue::DeviceGroup& group, std::size_t whole,
                               std::vector<NamedDevice>& named);
  void sort_names();
  void find_variants();
  static void add_short_name(const Name& longer, const Name& shorter,
                             std::vector<Name>& short_names);
  void add_name(std::vector<std::string> words, std::uint32_t product);
  [[nodiscard]] NamedDevice whole_name(const catalogue::MessageReading& reading, const Name& name,
                                       std::size_t at) const;
  [[nodiscard]] const Name* longest_at(const catalogue::MessageReading& reading,
                                       std::size_t at) const;

  const catalogue::Understanding& understanding_;
  std::vector<Name> names_;                      // the longest first
  std::vector<catalogue::ProductSet> variants_;  // by product
};

}  // namespace mta::chat
