#include "server/head_check.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "server/faults.h"

namespace mta::server {
namespace {

constexpr std::string_view line_end = "\r\n";

bool is_token_char(char c) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return is_alphanumeric(c) || marks.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_char);
}

bool is_value_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
}

bool is_target_char(char c) { return c > 0x20 && c < 0x7F; }

bool is_hex_digit(char c) { return hex_value(c) >= 0; }

/// RFC 3986, 3.2.2: a `%` begins an octet of two hexadecimal digits.
bool is_registered_name(std::string_view host) {
  constexpr std::string_view marks = "-._~!$&'()*+,;=";
  for (std::size_t i = 0; i < host.size(); ++i) {
    const char c = host[i];
    if (c == '%') {
      if (i + 2 >= host.size() || !is_hex_digit(host[i + 1]) || !is_hex_digit(host[i + 2])) {
        return false;
      }
      i += 2;
    } else if (!is_alphanumeric(c) && marks.find(c) == std::string_view::npos) {
      return false;
    }
  }
  return !host.empty();
}

/// A host and port by the characters that RFC 3986 allows; an address in brackets is not parsed.
bool is_host(std::string_view value) {
  std::string_view host = value;
  std::string_view port;
  const std::size_t bracket = value.starts_with('[') ? value.find(']') : 0;
  if (bracket == std::string_view::npos) return false;
  if (const std::size_t colon = value.find(':', bracket); colon != std::string_view::npos) {
    host = value.substr(0, colon);
    port = value.substr(colon + 1);
  }
  if (!std::ranges::all_of(port, is_digit) || port.size() > 5) return false;
  if (host.starts_with('[')) {
    return host.ends_with(']') && host.size() > 2 &&
           std::ranges::all_of(host.substr(1, host.size() - 2),
                               [](char c) { return is_hex_digit(c) || c == ':' || c == '.'; });
  }
  return is_registered_name(host);
}

bool begins_with(std::string_view text, std::string_view prefix) {
  return equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

/// The authority of a target in absolute form (RFC 9112, 3.2.2); a name and a password in it are
/// refused like any other character that no host has (RFC 9110, 4.2.4).
bool has_authority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!begins_with(target, scheme)) continue;
    target.remove_prefix(scheme.size());
    return is_host(target.substr(0, target.find_first_of("/?#")));
  }
  return false;
}

/// Origin form, absolute form, authority form for CONNECT, or the asterisk.
bool is_target(std::string_view method, std::string_view target) {
  return target.starts_with('/') || target == "*" || method == "CONNECT" || has_authority(target);
}

struct RequestLine {
  std::string_view target;
  bool http_1_0 = false;
};

Result<RequestLine> check_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return std::unexpected(bad_request("the request line must be METHOD TARGET HTTP/1.1"));
  }
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(method)) {
    return std::unexpected(bad_request("the method is not a token"));
  }
  if (target.empty() || !std::ranges::all_of(target, is_target_char)) {
    return std::unexpected(bad_request("the target holds characters that must be percent-encoded"));
  }
  if (!is_target(method, target)) {
    return std::unexpected(bad_request("the target is neither a path nor an http URL with a host"));
  }
  const bool is_version = version.size() == 8 && version.starts_with("HTTP/") &&
                          is_digit(version[5]) && version[6] == '.' && is_digit(version[7]);
  if (!is_version) return std::unexpected(bad_request("the HTTP version is malformed"));
  // A later minor version of HTTP/1 is read as the latest one known (RFC 9110, 2.5).
  if (version[5] != '1') return std::unexpected(version_not_supported());
  return RequestLine{.target = target, .http_1_0 = version == "HTTP/1.0"};
}

/// What of the fields decides where the request ends and whom it is for.
struct Framing {
  int hosts = 0;
  int lengths = 0;
  int encodings = 0;

  std::optional<Error> take(std::string_view name, std::string_view value, bool http_1_0) {
    if (equal_ignoring_case(name, "Host")) {
      if (++hosts > 1) return bad_request("there are two Host fields");
      if (!is_host(value)) return bad_request("the Host field is no host");
    }
    if (equal_ignoring_case(name, "Content-Length")) {
      if (++lengths > 1) return bad_request("there are two Content-Length fields");
      if (value.empty() || !std::ranges::all_of(value, is_digit)) {
        return bad_request("the Content-Length is not one number");
      }
    }
    if (equal_ignoring_case(name, "Transfer-Encoding")) {
      if (++encodings > 1) return bad_request("there are two Transfer-Encoding fields");
      if (http_1_0) return bad_request("HTTP/1.0 has no Transfer-Encoding");
      if (!equal_ignoring_case(value, "chunked")) {
        return bad_request("the only Transfer-Encoding understood is chunked");
      }
    }
    return std::nullopt;
  }
};

std::optional<Error> check_field(std::string_view line, bool http_1_0, Framing& framing) {
  if (line.starts_with(' ') || line.starts_with('\t')) {
    return bad_request("a header field is folded over two lines");
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    return bad_request("a header field has no valid name before its colon");
  }
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (!std::ranges::all_of(value, is_value_char)) {
    return bad_request("a header field holds control characters");
  }
  return framing.take(line.substr(0, colon), value, http_1_0);
}

}  // namespace

Result<std::size_t> find_head_end(std::string_view received, std::size_t& checked) {
  for (; checked < received.size(); ++checked) {
    const char c = received[checked];
    if (c == '\0') return std::unexpected(bad_request("the head holds a NUL"));
    if (c != '\n') continue;
    if (checked == 0 || received[checked - 1] != '\r') {
      return std::unexpected(bad_request("a line ends in LF without CR"));
    }
    if (checked >= 3 && received[checked - 2] == '\n') return ++checked;
  }
  return 0;
}

std::optional<Error> check_head(std::string_view head) {
  head.remove_suffix(line_end.size());  // the empty line
  Framing framing;
  bool http_1_0 = false;
  for (bool first = true; !head.empty(); first = false) {
    const std::size_t end = head.find(line_end);
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + line_end.size());
    if (line.find('\r') != std::string_view::npos) return bad_request("a CR stands alone");
    if (first) {
      const auto request_line = check_request_line(line);
      if (!request_line) return request_line.error();
      http_1_0 = request_line->http_1_0;
    } else if (auto error = check_field(line, http_1_0, framing)) {
      return error;
    }
  }
  if (framing.hosts == 0 && !http_1_0) return bad_request("HTTP/1.1 needs a Host field");
  if (framing.lengths > 0 && framing.encodings > 0) {
    return bad_request("Content-Length and Transfer-Encoding exclude each other");
  }
  return std::nullopt;
}

}  // namespace mta::server
