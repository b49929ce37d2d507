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

std::string content_security_policy() {
  return "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; "
         "form-action 'none'; frame-ancestors 'none'; script-src " +
         source_hash(inside(page_html, "script")) + "; style-src " +
         source_hash(inside(page_html, "style"));
}

}  // namespace

Handler page_endpoint() {
  return [policy = content_security_policy()](Exchange&) -> Task<Result<Response>> {
    Response response{.status = 200, .body = std::string(page_html)};
    response.headers.add("Content-Type", "text/html; charset=utf-8");
    response.headers.add("Content-Security-Policy", policy);
    response.headers.add("Referrer-Policy", "no-referrer");
    co_return response;
  };
}

}  // namespace mta::http
