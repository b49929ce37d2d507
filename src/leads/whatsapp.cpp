#include "leads/whatsapp.h"

#include <algorithm>

#include "base/ascii.h"

namespace mta::leads {
namespace {

/// RFC 3986, 2.1 and 2.3.
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
    if (is_plain) {
      encoded += c;
    } else {
      encoded += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
    }
  }
  return encoded;
}

}  // namespace

std::string whatsapp_link(std::string_view number, std::string_view text) {
  std::string link = "https://wa.me/";
  std::ranges::copy_if(number, std::back_inserter(link), is_digit);
  if (!text.empty()) link += "?text=" + percent_encoded(text);
  return link;
}

}  // namespace mta::leads
