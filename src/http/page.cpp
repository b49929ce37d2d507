#include "http/page.h"

#include "base/crypto.h"
#include "http/page_html.h"  // made from page/index.html by CMake

namespace mta::http {
namespace {

/// What stands between `<tag>` and `</tag>`, to the letter: what a CSP hash is made of.
std::string_view inside(std::string_view html, std::string_view tag) {
  const std::string open = "<" + std::string(tag) + ">";
  const std::string close = "</" + std::string(tag) + ">";
  const std::size_t begin = html.find(open) + open.size();
  return html.substr(begin, html.find(close, begin) - begin);
}

std::string source_hash(std::string_view text) {
  return "'sha256-" + base64(as_text(sha256(text))) + "'";
}

std::string frame_ancestors(const std::vector<std::string>& origins) {
  std::string list;
  for (const std::string& origin : origins) list += " " + origin;
  return list.empty() ? " 'none'" : list;
}

std::string content_security_policy(const PageOptions& options) {
  return "default-src 'none'; connect-src 'self'; img-src 'self' data: https:; base-uri 'none'; "
         "form-action 'none'; require-trusted-types-for 'script'; frame-ancestors" +
         frame_ancestors(options.frame_ancestors) + "; script-src 'self' " +
         source_hash(inside(page_html, "script")) + "; style-src " +
         source_hash(inside(page_html, "style"));
}

std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : text) {
    if (c == '&')
      html += "&amp;";
    else if (c == '<')
      html += "&lt;";
    else if (c == '"')
      html += "&quot;";
    else
      html += c;
  }
  return html;
}

std::string page_of(std::string_view title) {
  constexpr std::string_view place = "{title}";
  const std::string written = escaped(title.empty() ? "MTA Chat" : title);
  std::string html(page_html);
  for (std::size_t at = 0; (at = html.find(place, at)) != html.npos; at += written.size()) {
    html.replace(at, place.size(), written);
  }
  return html;
}

}  // namespace

Handler page_endpoint(const PageOptions& options) {
  return [policy = content_security_policy(options),
          html = page_of(options.title)](Exchange&) -> Task<Result<Response>> {
    Response response{.status = 200, .body = html};
    response.headers.add("Content-Type", "text/html; charset=utf-8");
    response.headers.add("Content-Security-Policy", policy);
    response.headers.add("Referrer-Policy", "no-referrer");
    co_return response;
  };
}

}  // namespace mta::http
