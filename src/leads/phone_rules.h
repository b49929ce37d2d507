#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

/// How telephone numbers of the Arab League, Turkey and Europe are made (scripts/phone_rules.py).
namespace mta::leads {

/// A state of an automaton that reads a national number digit by digit.
struct PhoneState {
  bool is_end = false;                   ///< a whole number has been read
  std::array<std::uint16_t, 10> next{};  ///< position by the next digit; 0: there is no such number
};

struct CallingCode {
  std::string_view code;
  std::uint16_t start = 0;  ///< of `phone_states`
};

struct PhoneCountry {
  std::string_view country;  ///< ISO 3166-1 alpha-2
  std::string_view code;     ///< its calling code
  /// What is dialled before a national number within the country and is no part of it; the longest
  /// first, with spaces between; may be empty.
  std::string_view trunks;
};

std::span<const CallingCode> calling_codes();
std::span<const PhoneCountry> phone_countries();
std::span<const PhoneState> phone_states();

}  // namespace mta::leads
