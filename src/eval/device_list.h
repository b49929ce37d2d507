#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/knowledge.h"

namespace mta::eval {

/// A text as it is compared: whatever its case, accents, vowel signs, forms of Arabic letters and
/// digits, kinds of space and Markdown's marks.
std::string comparable(std::string_view text);

/// Where a text names a device, in bytes.
struct NamedDevice {
  std::size_t product = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The names of the catalogue's devices, English and Arabic. Immutable; thread-safe.
class DeviceList {
 public:
  /// `knowledge` must outlive it.
  explicit DeviceList(const Knowledge& knowledge);

  /// The device of that name.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
  /// The name that is most like it, as the catalogue writes it; empty: there are no devices.
  [[nodiscard]] std::string nearest(std::string_view name) const;
  /// Whole names in a comparable text, the longest first: a name within a longer one that stands
  /// there is not named. In the order of the text.
  [[nodiscard]] std::vector<NamedDevice> named_in(std::string_view comparable) const;

  /// A comparable text without the descriptions and the contact that the knowledge files have:
  /// they stand in answers of every language as they are.
  [[nodiscard]] std::string without_quotes(std::string comparable) const;

  [[nodiscard]] const Knowledge& knowledge() const { return knowledge_; }

 private:
  struct Name {
    std::string text;  // comparable
    std::size_t product = 0;
  };

  const Knowledge& knowledge_;
  std::vector<Name> names_;  // the longest first
  std::vector<std::string> quotes_;
};

}  // namespace mta::eval
