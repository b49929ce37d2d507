#include "leads/phone_number.h"

#include <algorithm>
#include <ranges>

#include "base/ascii.h"
#include "base/digits.h"
#include "base/text.h"
#include "leads/phone_rules.h"

namespace mta::leads {
namespace {

/// A number as it was written, without what separates its digits.
struct Dialled {
  std::string digits;
  bool has_plus = false;
};

bool separates(char32_t c) {
  constexpr std::u32string_view marks = U"()[]-./–‐‑‒—−·";
  return is_white_space(c) || marks.find(c) != std::u32string_view::npos;
}

/// What cannot be seen stands around numbers in Arabic texts.
bool is_direction_mark(char32_t c) {
  return c == 0x61C || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

std::optional<Dialled> dialled(std::string_view text) {
  constexpr std::size_t fewest = 5;
  constexpr std::size_t most = 20;
  Dialled number;
  while (!text.empty()) {
    const char32_t c = next_code_point(text);
    if (const auto digit = digit_in_any_script(c)) {
      number.digits += static_cast<char>('0' + *digit);
    } else if ((c == U'+' || c == U'＋') && number.digits.empty() && !number.has_plus) {
      number.has_plus = true;
    } else if (!separates(c) && !is_direction_mark(c)) {
      return std::nullopt;
    }
  }
  const bool is_number = number.digits.size() >= fewest && number.digits.size() <= most;
  return is_number ? std::optional(std::move(number)) : std::nullopt;
}

const CallingCode* code_of(std::string_view digits) {
  for (const CallingCode& one : calling_codes()) {
    if (digits.starts_with(one.code)) return &one;
  }
  return nullptr;
}

bool exists(const CallingCode& code, std::string_view national) {
  std::size_t state = code.start;
  for (const char digit : national) {
    state = phone_states()[state].next[static_cast<std::size_t>(digit - '0')];
    if (state == 0) return false;
  }
  return phone_states()[state].is_end;
}

/// In E.164; nothing where no such number exists. What is dialled before a number goes first: where
/// it can be read with it and without, it is the number without.
std::optional<std::string> with_code(const CallingCode& code, std::string_view trunks,
                                     std::string_view national) {
  for (const auto part : std::views::split(trunks, ' ')) {
    const std::string_view trunk(part);
    if (trunk.empty() || !national.starts_with(trunk)) continue;
    const std::string_view rest = national.substr(trunk.size());
    if (exists(code, rest)) return "+" + std::string(code.code).append(rest);
  }
  if (!exists(code, national)) return std::nullopt;
  return "+" + std::string(code.code).append(national);
}

std::string_view trunks_of_code(std::string_view code) {
  const auto countries = phone_countries();
  const auto found =
      std::ranges::find_if(countries, [&](const PhoneCountry& one) { return one.code == code; });
  return found == countries.end() ? std::string_view() : found->trunks;
}

/// `digits` begin with a calling code. Of countries without rules only E.164's length is known.
std::optional<std::string> international(std::string_view digits) {
  constexpr std::size_t fewest = 7;
  constexpr std::size_t most = 15;
  if (const CallingCode* code = code_of(digits)) {
    return with_code(*code, trunks_of_code(code->code), digits.substr(code->code.size()));
  }
  if (digits.starts_with('0') || digits.size() < fewest || digits.size() > most) {
    return std::nullopt;
  }
  return "+" + std::string(digits);
}

/// Some write the calling code without anything before it.
std::optional<std::string> within(const PhoneCountry& country, std::string_view digits) {
  const CallingCode* code = code_of(country.code);
  if (code == nullptr) return std::nullopt;
  if (auto number = with_code(*code, country.trunks, digits)) return number;
  if (!digits.starts_with(country.code)) return std::nullopt;
  return with_code(*code, country.trunks, digits.substr(country.code.size()));
}

/// nullptr: its rules are not known.
const PhoneCountry* country_of(std::optional<std::string_view> country) {
  const auto countries = phone_countries();
  const auto found = std::ranges::find_if(countries, [&](const PhoneCountry& one) {
    return country && equal_ignoring_case(one.country, *country);
  });
  return found == countries.end() ? nullptr : &*found;
}

}  // namespace

std::optional<PhoneNumber> read_phone_number(std::string_view text,
                                             std::optional<std::string_view> country) {
  const auto number = dialled(text);
  if (!number) return std::nullopt;
  const std::string_view digits = number->digits;
  const bool is_international = number->has_plus || digits.starts_with("00");
  const PhoneCountry* const known = country_of(country);
  const auto e164 = is_international   ? international(digits.substr(number->has_plus ? 0 : 2))
                    : known != nullptr ? within(*known, digits)
                                       : std::nullopt;
  if (e164) return PhoneNumber{.text = *e164, .is_e164 = true};
  return PhoneNumber{.text = clean_text(text),
                     .is_impossible = is_international || known != nullptr};
}

}  // namespace mta::leads
