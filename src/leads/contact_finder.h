#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Telephone numbers and e-mail addresses in what people write. The time is linear in the text.
namespace mta::leads {

struct FoundContact {
  enum class Kind : std::uint8_t {
    phone,
    email,
    unusable,  ///< so many digits, or an address without its end: masked and nothing else
  };
  Kind kind = Kind::phone;
  std::size_t begin = 0;  ///< bytes of the text
  std::size_t end = 0;
  /// A number: ASCII digits, a `+` before them where it was written. An address: in lower case,
  /// without spaces, `(at)` as `@`.
  std::string value;
};

/// In the order of the text: digits of any script, however they are spaced, also those that are
/// written as words; addresses, also those that are spelled out. Amounts, dates and quantities are
/// none.
std::vector<FoundContact> find_contacts(std::string_view text);

/// The text with `•••••••67` for a number and `s•••@•••` for an address. What has been masked stays
/// as it is, and catalogue/contact_spans still knows that a number or an address stands there.
std::string masked(std::string_view text);

/// Without them, and without the blanks around them.
std::string without_contacts(std::string_view text);

}  // namespace mta::leads
