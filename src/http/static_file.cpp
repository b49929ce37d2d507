#include "http/static_file.h"

#include <algorithm>
#include <memory>

#include "base/crypto.h"

namespace mta::http {
namespace {

constexpr std::size_t tag_digits = 24;
constexpr int not_modified = 304;

bool lists(const Request& request, std::string_view name, std::string_view wanted) {
  return std::ranges::any_of(request.headers.all(name), [&](std::string_view line) {
    const auto elements = list_elements(line);
    return std::ranges::find(elements, wanted) != elements.end();
  });
}

struct Served {
  StaticFile file;
  std::string tag;
  std::string gzip_tag;
};

Served served(StaticFile file) {
  const std::string digest = hex(sha256(file.body)).substr(0, tag_digits);
  return {.file = std::move(file), .tag = '"' + digest + '"', .gzip_tag = '"' + digest + "-gz\""};
}

Response answer(const Served& served, const Request& request) {
  const StaticFile& file = served.file;
  // A weight is nothing that a browser sends; who sends one is given the plain file.
  const bool is_gzipped = !file.gzipped.empty() && lists(request, "Accept-Encoding", "gzip");
  const std::string& tag = is_gzipped ? served.gzip_tag : served.tag;
  Response response{.status = 200};
  response.headers.add("ETag", tag);
  response.headers.add("Cache-Control", file.cache_control);
  response.headers.add("Access-Control-Allow-Origin", "*");
  response.headers.add("Cross-Origin-Resource-Policy", "cross-origin");
  if (!file.gzipped.empty()) response.headers.add("Vary", "Accept-Encoding");
  if (lists(request, "If-None-Match", tag)) {
    response.status = not_modified;
    return response;
  }
  response.headers.add("Content-Type", file.content_type);
  if (is_gzipped) response.headers.add("Content-Encoding", "gzip");
  response.body = is_gzipped ? file.gzipped : file.body;
  return response;
}

}  // namespace

Handler static_file(StaticFile file) {
  const auto kept = std::make_shared<const Served>(served(std::move(file)));
  return [kept](Exchange& exchange) -> Task<Result<Response>> {
    co_return answer(*kept, exchange.request());
  };
}

}  // namespace mta::http
