#include "config/formats.h"

#include <algorithm>
#include <string>

#include "base/address_block.h"
#include "base/ascii.h"
#include "base/url.h"

namespace mta::config {
namespace {

bool all_alphanumeric_or(std::string_view text, std::string_view marks) {
  return std::ranges::all_of(
      text, [&](char c) { return is_alphanumeric(c) || marks.find(c) != std::string_view::npos; });
}

/// What stands before the next colon, which is left out of the rest.
std::string_view take_field(std::string_view& text) {
  const std::string_view field = text.substr(0, text.find(':'));
  text.remove_prefix(std::min(field.size() + 1, text.size()));
  return field;
}

}  // namespace

std::optional<boost::asio::ip::tcp::endpoint> parse_endpoint(std::string_view text) {
  const auto authority = parse_authority(text);
  if (!authority || !authority->port) return std::nullopt;
  const auto address = parse_address(authority->host_with_zone());
  if (!address) return std::nullopt;
  return boost::asio::ip::tcp::endpoint(*address, *authority->port);
}

bool is_endpoint(std::string_view text) { return parse_endpoint(text).has_value(); }

bool is_address_block(std::string_view text) { return AddressBlock::parse(text).has_value(); }

bool is_origin(std::string_view text) {
  const auto url = parse_url(text);
  return text == "*" || (url && url->path.empty() && text.find_first_of("@#%") == text.npos);
}

bool is_host_name(std::string_view text) {
  return !text.empty() && text.size() <= 253 && all_alphanumeric_or(text, "-._");
}

bool is_not_empty(std::string_view text) { return !text.empty(); }

bool is_base_url(std::string_view text) {
  const auto url = parse_url(text);
  return text.empty() || (url && url->userinfo.empty() && text.find_first_of("?#") == text.npos);
}

bool is_region(std::string_view text) {
  return text.empty() || (text.size() <= 32 && all_alphanumeric_or(text, "-") &&
                          text.find('-') != std::string_view::npos);
}

bool is_reasoning_effort(std::string_view text) {
  return text.empty() || text == "low" || text == "medium" || text == "high";
}

bool is_optional_parameter(std::string_view text) {
  return text == "max_completion_tokens" || text == "temperature" || text == "top_p" ||
         text == "reasoning_effort" || text == "stream_options";
}

bool is_guardrail_id(std::string_view text) {
  return text.size() <= 64 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c); });
}

bool is_guardrail_version(std::string_view text) {
  constexpr std::size_t most_digits = 8;
  return text.empty() || text == "DRAFT" ||
         (text.size() <= most_digits && text.front() != '0' &&
          text.find_first_not_of("0123456789") == std::string_view::npos);
}

bool is_table_name(std::string_view text) {
  return text.size() <= 255 && all_alphanumeric_or(text, "_.-");
}

bool is_metric_namespace(std::string_view text) {
  return !text.empty() && text.size() <= 255 && all_alphanumeric_or(text, ".-_/#:");
}

bool is_short_text(std::string_view text) {
  constexpr std::size_t most_bytes = 200;
  return text.size() <= most_bytes &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

bool is_example(std::string_view text) { return !text.empty() && is_short_text(text); }

bool is_colour(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdefABCDEF";
  return text.size() == 7 && text.front() == '#' &&
         text.substr(1).find_first_not_of(digits) == text.npos;
}

bool is_web_address(std::string_view text) {
  return text.empty() || (parse_url(text) && text.find_first_of("\"<> ") == text.npos);
}

bool is_e164(std::string_view text) {
  constexpr std::size_t least = 8;
  constexpr std::size_t most = 16;
  return text.empty() || (text.size() >= least && text.size() <= most && text[0] == '+' &&
                          text[1] != '0' && std::ranges::all_of(text.substr(1), is_digit));
}

bool is_page_url(std::string_view text) {
  const auto url = parse_url(text);
  return text.empty() || (url && url->userinfo.empty());
}

bool is_webhook_url(std::string_view text) {
  return is_page_url(text) && text.find('#') == std::string_view::npos;
}

bool is_topic_arn(std::string_view text) {
  if (text.empty()) return true;
  constexpr std::size_t account_digits = 12;
  const bool is_sns =
      take_field(text) == "arn" && take_field(text).starts_with("aws") && take_field(text) == "sns";
  const std::string_view region = take_field(text);
  const std::string_view account = take_field(text);
  return is_sns && !region.empty() && is_region(region) && account.size() == account_digits &&
         std::ranges::all_of(account, is_digit) && !text.empty() && text.size() <= 256 &&
         all_alphanumeric_or(text, "_-");
}

}  // namespace mta::config
