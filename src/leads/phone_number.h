#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mta::leads {

struct PhoneNumber {
  /// E.164 (`+966550000000`), or the number as it was written, with white space trimmed.
  std::string text;
  /// `text` is E.164, and of a country whose rules are known (leads/phone_rules) such a number can
  /// exist.
  bool is_e164 = false;
  /// Not `is_e164` though the country is known: it has no such number.
  bool is_impossible = false;
};

/// The telephone number that a text is, in digits of any script, with spaces, brackets, dots,
/// strokes and hyphens wherever they stand. International ones begin with `+` or `00`; any other
/// needs its country (ISO 3166-1 alpha-2, in either case), else it stays as it was written.
/// Nothing: the text is no number (letters, fewer than 5 digits, more than 20).
std::optional<PhoneNumber> read_phone_number(std::string_view text,
                                             std::optional<std::string_view> country = {});

}  // namespace mta::leads
