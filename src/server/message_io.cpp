#include "server/message_io.h"

#include <algorithm>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/ascii.h"
#include "base/utc_text.h"
#include "server/faults.h"
#include "server/head_check.h"

namespace mta::server {
namespace {

namespace beast = boost::beast;

std::string text_of(beast::string_view text) { return {text.data(), text.size()}; }

struct Target {
  std::optional<std::string> authority;  ///< of an absolute form
  std::string path;                      ///< without the query
};

Target parse_target(std::string_view target) {
  constexpr std::string_view mark = "://";
  Target parsed;
  if (const std::size_t scheme = target.find(mark);
      !target.starts_with('/') && scheme != std::string_view::npos) {
    target.remove_prefix(scheme + mark.size());
    const std::size_t end = std::min(target.find_first_of("/?#"), target.size());
    parsed.authority = std::string(target.substr(0, end));
    target.remove_prefix(end);
    if (!target.starts_with('/')) target = "/";
  }
  parsed.path = std::string(target.substr(0, target.find('?')));
  return parsed;
}

constexpr std::string_view line_end = "\r\n";

/// A Content-Length of more than 64 bits, or nearly.
bool is_uncountable_length(std::string_view line) {
  constexpr std::string_view name = "content-length:";
  constexpr std::size_t countable_digits = 18;
  if (!equal_ignoring_case(line.substr(0, name.size()), name)) return false;
  const std::size_t first = std::min(line.find_first_not_of(" \t0", name.size()), line.size());
  return line.find_first_of(" \t\r", first) - first > countable_digits;
}

/// The head as Beast reads it: a later minor version is 1.1, and a Content-Length too large to
/// count is one that can be counted and is as much too large.
std::string for_beast(std::string_view head) {
  std::string rewritten(head.substr(0, head.find(line_end) - 1));
  rewritten += rewritten.ends_with("HTTP/1.") && head[rewritten.size()] == '0' ? '0' : '1';
  head.remove_prefix(rewritten.size());
  while (!head.empty()) {
    const std::size_t end = head.find(line_end) + line_end.size();
    rewritten += is_uncountable_length(head.substr(0, end))
                     ? "Content-Length: 999999999999999999\r\n"
                     : head.substr(0, end);
    head.remove_prefix(end);
  }
  return rewritten;
}

class BeastParser final : public MessageParser {
  using Parser = beast::http::request_parser<beast::http::string_body>;

 public:
  BeastParser() { start(); }

  Result<void> put_head(std::string_view head) override {
    beast::error_code error;
    put(head, error);
    if (error == beast::http::error::bad_content_length ||
        error == beast::http::error::bad_version) {
      start();
      error = {};
      put(for_beast(head), error);
    }
    if (error && error != beast::http::error::need_more) {
      return std::unexpected(bad_request(error.message()));
    }
    if (!parser_->is_header_done()) return std::unexpected(bad_request("the head is malformed"));
    return {};
  }

  Result<std::size_t> put_body(std::string_view bytes) override {
    // Beast asserts that it does not see a part of the last chunk that is shorter.
    constexpr std::string_view shortest_last_chunk = "0\r\n\r\n";
    if (chunked() && bytes.size() < shortest_last_chunk.size()) return 0;
    beast::error_code error;
    const std::size_t consumed = put(bytes, error);
    if (error && error != beast::http::error::need_more) {
      return std::unexpected(bad_request(error.message()));
    }
    return consumed;
  }

  [[nodiscard]] bool done() const override { return parser_->is_done(); }
  [[nodiscard]] bool chunked() const override { return parser_->chunked(); }
  [[nodiscard]] unsigned version() const override {
    return std::min(parser_->get().version(), 11U);
  }

  /// RFC 9112, 9.3: `close` on any line wins.
  [[nodiscard]] bool keep_alive() const override {
    bool keep = version() >= 11;
    for (const auto& field : parser_->get()) {
      if (field.name() != beast::http::field::connection) continue;
      for (const auto option : http::list_elements({field.value().data(), field.value().size()})) {
        if (equal_ignoring_case(option, "close")) return false;
        keep = keep || equal_ignoring_case(option, "keep-alive");
      }
    }
    return keep;
  }

  [[nodiscard]] bool expects_continue() const override {
    return version() >= 11 &&
           beast::iequals(parser_->get()[beast::http::field::expect], "100-continue");
  }

  [[nodiscard]] std::optional<std::uint64_t> content_length() const override {
    const auto length = parser_->content_length();
    return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
  }

  void fill(http::Request& request) const override {
    const auto& head = parser_->get();
    request.method = text_of(head.method_string());
    Target target = parse_target({head.target().data(), head.target().size()});
    request.path = std::move(target.path);
    for (const auto& field : head) {
      if (target.authority && field.name() == beast::http::field::host) continue;
      request.headers.add(text_of(field.name_string()), text_of(field.value()));
    }
    if (target.authority) request.headers.add("Host", std::move(*target.authority));
  }

  std::string take_body() override { return std::move(parser_->get().body()); }

 private:
  void start() {
    parser_ = std::make_unique<Parser>();
    parser_->header_limit(max_head_bytes * 2);  // the connection limits it
    parser_->body_limit(boost::none);           // the pipeline and ChunkFraming limit it
    parser_->eager(true);
  }

  std::size_t put(std::string_view bytes, beast::error_code& error) {
    return parser_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  }

  std::unique_ptr<Parser> parser_;
};

void append_field(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append(line_end);
}

/// Status line and fields, without the empty line at the end.
std::string head_of(const http::Response& response, const ResponseFraming& framing,
                    std::string_view date) {
  const bool is_1_1 = framing.version >= 11;
  std::string head = is_1_1 ? "HTTP/1.1 " : "HTTP/1.0 ";
  head += std::to_string(response.status) + ' ';
  head += text_of(beast::http::obsolete_reason(static_cast<beast::http::status>(response.status)));
  head += line_end;
  for (const auto& [name, value] : response.headers.fields()) append_field(head, name, value);
  append_field(head, "Date", date);
  if (framing.keep_alive != is_1_1) {  // not what the version means by itself
    append_field(head, "Connection", framing.keep_alive ? "keep-alive" : "close");
  }
  return head;
}

}  // namespace

std::unique_ptr<MessageParser> make_message_parser() { return std::make_unique<BeastParser>(); }

std::string serialize(const http::Response& response, const ResponseFraming& framing,
                      std::string_view date) {
  constexpr int no_content = 204, not_modified = 304;
  std::string bytes = head_of(response, framing, date);
  // A 204 and a 304 have no body (RFC 9110, 8.6): what came behind their head would be read as the
  // next response. A length is the 200's, in a 304.
  const bool has_content = response.status != no_content && response.status != not_modified;
  if (has_content) append_field(bytes, "Content-Length", std::to_string(response.body.size()));
  bytes += line_end;
  if (has_content && !framing.head_only) bytes += response.body;
  return bytes;
}

std::string serialize_stream_head(const http::Response& response, const ResponseFraming& framing,
                                  std::string_view date) {
  std::string head = head_of(response, framing, date);
  if (framing.version >= 11) append_field(head, "Transfer-Encoding", "chunked");
  return head += line_end;
}

std::string chunk(std::string_view piece) {
  if (piece.empty()) return beast::buffers_to_string(beast::http::make_chunk_last());
  return beast::buffers_to_string(
      beast::http::make_chunk(boost::asio::const_buffer(piece.data(), piece.size())));
}

std::string_view http_date(Timestamp time) {
  using Seconds = std::chrono::sys_seconds;
  thread_local Seconds made_at = Seconds::min();
  thread_local std::string text;
  if (const auto now = std::chrono::floor<std::chrono::seconds>(time); now != made_at) {
    text = utc_text(now, "%a, %d %b %Y %H:%M:%S GMT");
    made_at = now;
  }
  return text;
}

}  // namespace mta::server
