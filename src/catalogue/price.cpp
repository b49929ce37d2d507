#include "catalogue/price.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.h"
#include "base/text.h"

namespace mta {
namespace {

constexpr std::int64_t highest_price_usd = 10'000'000;
constexpr std::size_t group = 3;

bool ends_with_usd(std::string_view text) {
  constexpr std::string_view usd = "usd";
  return text.size() >= usd.size() &&
         equal_ignoring_case(text.substr(text.size() - usd.size()), usd);
}

/// The number alone: without the currency, before or behind it, and without cents that are zero.
std::string without_currency(std::string_view text) {
  if (text.starts_with('$')) text.remove_prefix(1);
  if (ends_with_usd(text)) {
    text.remove_suffix(3);
  } else if (text.ends_with('$')) {
    text.remove_suffix(1);
  }
  std::string number = clean_text(text);
  for (const std::string_view cents : {".00", ".0"}) {
    if (number.ends_with(cents)) {
      number.resize(number.size() - cents.size());
      break;
    }
  }
  return number;
}

/// The digits of `7300` or `7,300`; nothing where a comma stands anywhere else.
std::optional<std::string> ungrouped(std::string_view number) {
  std::string digits;
  std::size_t run = 0;
  bool grouped = false;
  for (const char c : number) {
    if (is_digit(c)) {
      digits += c;
      ++run;
      continue;
    }
    const bool group_is_full = grouped ? run == group : run >= 1 && run <= group;
    if (c != ',' || !group_is_full) return std::nullopt;
    grouped = true;
    run = 0;
  }
  return grouped && run != group ? std::nullopt : std::optional(std::move(digits));
}

std::optional<std::int64_t> number_of(std::string_view digits) {
  std::int64_t price = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, price);
  const bool fine = error == std::errc{} && stop == end && digits.front() != '0' && price > 0 &&
                    price <= highest_price_usd;
  return fine ? std::optional(price) : std::nullopt;
}

/// The digit that `c` is, in the Arabic, Persian or Latin script.
std::optional<char> as_digit(char32_t c) {
  for (const char32_t zero : {U'0', U'\u0660', U'\u06F0'}) {
    if (c >= zero && c <= zero + 9) return static_cast<char>('0' + (c - zero));
  }
  return std::nullopt;
}

/// What some country puts between thousands or before cents, and the currency.
bool is_dropped(char32_t c) {
  constexpr auto dropped = std::to_array<char32_t>(
      {U'$', U'\'', U'\u2019', U'\u066B', U'\u066C', U'\u060C', U'\u200E', U'\u200F'});
  return is_white_space(c) || std::ranges::find(dropped, c) != dropped.end();
}

/// What is most likely meant by a number that another country's spreadsheet has written.
std::optional<std::int64_t> likely_meant(std::string_view text) {
  constexpr std::size_t cents = 2;
  std::string number = without_currency(text);
  std::string digits;
  std::size_t separators = 0;
  std::size_t behind = 0;  // digits behind the last separator
  for (std::string_view rest = number; !rest.empty();) {
    const char32_t c = next_code_point(rest);
    if (const auto digit = as_digit(c)) {
      digits += *digit;
      ++behind;
    } else if (c == U'.' || c == U',' || is_dropped(c)) {
      ++separators;
      behind = 0;
    } else {
      return std::nullopt;
    }
  }
  if (separators > 0 && behind == cents && digits.ends_with("00")) {
    digits.resize(digits.size() - cents);
  }
  return digits.empty() ? std::nullopt : number_of(digits);
}

}  // namespace

std::expected<std::optional<std::int64_t>, std::string> parse_price(std::string_view text) {
  const std::string clean = clean_text(text);
  if (clean.empty()) return std::nullopt;
  const auto digits = ungrouped(without_currency(clean));
  const auto price = digits && !digits->empty() ? number_of(*digits) : std::nullopt;
  if (price) return price;
  const auto meant = likely_meant(clean);
  return std::unexpected("price \"" + clean + "\" is not one; write it like " +
                         (meant ? std::to_string(*meant) + ", if that is meant,"
                                : std::string("6600, $6,600 or 6,600 USD,")) +
                         " or leave it empty for a price on request");
}

}  // namespace mta
