#include "chat/links.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace mta::chat {
namespace {

/// Those that websites of the trade and the region have. None that is a word of Arabizi or French
/// (`ma`, `de`), which may stand behind a full stop without a space; sorted.
constexpr auto top_level_domains = std::to_array<std::string_view>(
    {"ae",   "aero",  "app",    "bh",   "biz",    "center", "clinic", "cn",     "co", "com",
     "dz",   "eg",    "eu",     "fr",   "health", "info",   "io",     "iq",     "jo", "kw",
     "lb",   "ly",    "market", "net",  "online", "org",    "qa",     "sa",     "sd", "shop",
     "site", "store", "sy",     "tech", "tn",     "tr",     "uk",     "website"});

bool may_be_in_link(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > ' ' && byte < 0x7F && !std::string_view("()[]<>\"'`*|,;").contains(c);
}

bool is_in_host(char c) { return is_alphanumeric(c) || c == '-' || c == '.'; }

std::string_view without_scheme(std::string_view piece) {
  const std::size_t scheme = piece.find("://");
  return scheme == std::string_view::npos ? piece : piece.substr(scheme + 3);
}

/// Nothing: it is none.
std::string link_of(std::string_view piece) {
  const bool has_scheme = piece.contains("://");
  if (piece.contains('@')) return {};
  piece = without_scheme(piece);
  piece = piece.substr(0, piece.find_last_not_of(".:!?/#_~") + 1);
  const auto host_end =
      static_cast<std::size_t>(std::ranges::find_if_not(piece, is_in_host) - piece.begin());
  std::string host = lower_ascii(piece.substr(0, host_end));
  const bool has_www = host.starts_with("www.");
  if (has_www) host.erase(0, 4);
  const std::size_t dot = host.rfind('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == host.size()) return {};
  if (!has_scheme && !has_www && !may_end_host(host.substr(dot + 1))) return {};
  return host.append(piece.substr(host_end));
}

}  // namespace

std::set<std::string> links_in(std::string_view text) {
  std::set<std::string> links;
  while (true) {
    const auto begin = std::ranges::find_if(text, may_be_in_link);
    if (begin == text.end()) return links;
    const auto end = std::find_if_not(begin, text.end(), may_be_in_link);
    std::string link = link_of(std::string_view(begin, end));
    if (!link.empty()) links.insert(std::move(link));
    text = std::string_view(end, text.end());
  }
}

bool begins_link(std::string_view word) {
  return equal_ignoring_case(word, "http") || equal_ignoring_case(word, "https") ||
         equal_ignoring_case(word, "www");
}

bool may_end_host(std::string_view word) {
  return std::ranges::binary_search(top_level_domains, lower_ascii(word));
}

}  // namespace mta::chat
