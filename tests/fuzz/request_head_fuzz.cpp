#include <algorithm>
#include <optional>
#include <string>

#include "http/message.h"
#include "server/head_check.h"
#include "server/message_io.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using namespace mta::server;
using mta::test::require;

/// Where the head ends when it comes in pieces of `piece` bytes; nothing: it is refused.
std::optional<std::size_t> head_end(std::string_view input, std::size_t piece) {
  std::size_t checked = 0;
  for (std::size_t size = std::min(piece, input.size());; size += piece) {
    const auto end = find_head_end(input.substr(0, size), checked);
    if (!end) return std::nullopt;
    if (*end > 0 || size >= input.size()) return *end;
  }
}

bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

/// Nothing that two servers could read in two ways is left.
void require_unambiguous(const MessageParser& parser) {
  mta::http::Request request;
  parser.fill(request);
  require(!request.method.empty(), "a request has a method");
  require(!request.path.empty() && is_one_line(request.path), "a request has a path");
  require(request.path.find('?') == std::string::npos, "the path is without the query");
  for (const auto& [name, value] : request.headers.fields()) {
    require(!name.empty() && is_one_line(name), "a field has a name");
    require(is_one_line(value), "a value is one line");
  }
  const std::size_t encodings = request.headers.all("Transfer-Encoding").size();
  require(request.headers.all("Host").size() <= 1, "there is one Host at most");
  require(request.headers.all("Host").size() == 1 || parser.version() == 10, "HTTP/1.1 has a Host");
  require(request.headers.all("Content-Length").size() + encodings <= 1, "one length at most");
  require(parser.chunked() == (encodings == 1), "what says chunked is chunked");
}

}  // namespace

FUZZ_TARGET(request_head) {
  const auto end = head_end(input, input.size() + 1);
  require(head_end(input, 1) == end, "a byte at a time ends where the whole does");
  require(head_end(input, 7) == end, "seven bytes at a time end where the whole does");
  if (!end || *end == 0 || *end > max_head_bytes) return;
  const std::string_view head = input.substr(0, *end);
  // The connection skips empty lines before it looks for a head.
  if (head.starts_with("\r\n")) return;
  if (const auto fault = check_head(head)) {
    require(!fault->message.empty(), "what is wrong is said");
    return;
  }
  const auto parser = make_message_parser();
  if (parser->put_head(head)) require_unambiguous(*parser);
}
