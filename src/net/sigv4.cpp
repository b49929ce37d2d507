#include "net/sigv4.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <span>

#include "base/ascii.h"
#include "base/crypto.h"
#include "base/utc_text.h"

namespace mta::net {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";

bool is_unreserved(char c) {
  return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/// RFC 3986 percent-encoding with upper-case digits; `kept` stays as it is.
std::string encode(std::string_view text, std::string_view kept = {}) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c) || kept.find(c) != std::string_view::npos) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += digits[byte >> 4];
    encoded += digits[byte & 15];
  }
  return encoded;
}

/// RFC 3986, 5.2.4, and double slashes made one.
std::string normalized(std::string_view path) {
  std::vector<std::string_view> segments;
  for (const auto part : std::views::split(path, '/')) {
    const std::string_view segment(part.begin(), part.end());
    if (segment == ".." && !segments.empty()) segments.pop_back();
    if (!segment.empty() && segment != "." && segment != "..") segments.push_back(segment);
  }
  std::string result;
  for (const std::string_view segment : segments) result.append("/").append(segment);
  const bool ends_open = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
  return result.empty() || ends_open ? result + "/" : result;
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const auto part : std::views::split(query, '&')) {
    const std::string_view parameter(part.begin(), part.end());
    if (parameter.empty()) continue;
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    const std::string_view value = parameter.substr(std::min(equals + 1, parameter.size()));
    parameters.emplace_back(encode(percent_decoded(parameter.substr(0, equals))),
                            encode(percent_decoded(value)));
  }
  std::ranges::sort(parameters);
  std::string canonical;
  for (const auto& [name, value] : parameters) {
    canonical.append(canonical.empty() ? "" : "&").append(name).append("=").append(value);
  }
  return canonical;
}

/// Without white space at the ends, and with single spaces inside.
std::string single_spaced(std::string_view value) {
  std::string result;
  for (const char c : value) {
    const bool space = c == ' ' || c == '\t';
    if (!space) result += c;
    if (space && !result.empty() && result.back() != ' ') result += ' ';
  }
  if (result.ends_with(' ')) result.pop_back();
  return result;
}

struct CanonicalHeaders {
  std::string lines;
  std::string names;
};

CanonicalHeaders canonical_headers(
    const std::vector<std::pair<std::string, std::string>>& headers) {
  std::map<std::string, std::string> by_name;
  for (const auto& [name, value] : headers) {
    const auto [found, is_new] = by_name.emplace(lower_ascii(name), single_spaced(value));
    if (!is_new) found->second += "," + single_spaced(value);
  }
  CanonicalHeaders canonical;
  for (const auto& [name, value] : by_name) {
    canonical.lines.append(name).append(":").append(value).append("\n");
    canonical.names.append(canonical.names.empty() ? "" : ";").append(name);
  }
  return canonical;
}

Digest signing_key(const AwsCredentials& credentials, std::string_view date,
                   const SigningScope& scope) {
  Digest key = hmac_sha256("AWS4" + credentials.secret_access_key, date);
  for (const std::string_view part :
       {std::string_view(scope.region), std::string_view(scope.service),
        std::string_view("aws4_request")}) {
    key = hmac_sha256(as_text(key), part);
  }
  return key;
}

}  // namespace

Signature sign(const HttpRequest& request, const AwsCredentials& credentials,
               const SigningScope& scope, const SigningOptions& options) {
  Signature result;
  const std::string time = utc_text(scope.time, "%Y%m%dT%H%M%SZ");
  const std::string date = time.substr(0, 8);
  const std::string body_hash = hex(sha256(request.body));
  const std::pair<std::string, std::string> token{"X-Amz-Security-Token",
                                                  credentials.session_token};
  const bool has_token = !credentials.session_token.empty();

  if (has_token && options.sign_session_token) result.headers.push_back(token);
  result.headers.emplace_back("X-Amz-Date", time);
  if (options.content_sha256_header) result.headers.emplace_back("x-amz-content-sha256", body_hash);
  auto signed_headers = request.headers;
  signed_headers.insert(signed_headers.end(), result.headers.begin(), result.headers.end());
  const auto [lines, names] = canonical_headers(signed_headers);

  const std::string_view target = request.target;
  const std::size_t query = std::min(target.find('?'), target.size());
  const std::string path(target.substr(0, query));
  result.canonical_request = request.method + "\n" +
                             encode(options.normalize_path ? normalized(path) : path, "/") + "\n" +
                             canonical_query(target.substr(std::min(query + 1, target.size()))) +
                             "\n" + lines + "\n" + names + "\n" + body_hash;
  const std::string credential_scope =
      date + "/" + scope.region + "/" + scope.service + "/aws4_request";
  result.string_to_sign = std::string(algorithm) + "\n" + time + "\n" + credential_scope + "\n" +
                          hex(sha256(result.canonical_request));
  result.signature =
      hex(hmac_sha256(as_text(signing_key(credentials, date, scope)), result.string_to_sign));
  if (has_token && !options.sign_session_token) result.headers.push_back(token);
  result.headers.emplace_back(
      "Authorization", std::string(algorithm) + " Credential=" + credentials.access_key_id + "/" +
                           credential_scope + ", SignedHeaders=" + names +
                           ", Signature=" + result.signature);
  return result;
}

}  // namespace mta::net
