#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace mta {

/// A price in whole US dollars as people write it: `6600`, `$6,600`, `6,600 USD`, `6600.00`. Empty:
/// on request. A comma stands only before groups of three digits, and what another country reads as
/// another number (`7.300`, `7300,00`) is refused. Error: why it is no price, and what to write.
std::expected<std::optional<std::int64_t>, std::string> parse_price(std::string_view text);

}  // namespace mta
