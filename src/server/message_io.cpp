#include "server/message_io.h"

#include <array>
#include <ctime>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>

#include "server/faults.h"
#include "server/head_check.h"

namespace mta::server {
namespace {

namespace beast = boost::beast;

std::string text_of(beast::string_view text) { return {text.data(), text.size()}; }

/// Origin form: without scheme and authority (RFC 9112, 3.2.2), without the query.
std::string path_of(std::string_view target) {
  if (const std::size_t scheme = target.find("://");
      !target.starts_with('/') && scheme != std::string_view::npos) {
    const std::size_t path = target.find_first_of("/?", scheme + 3);
    target = path == std::string_view::npos ? std::string_view() : target.substr(path);
    if (!target.starts_with('/')) return "/";
  }
  return std::string(target.substr(0, target.find('?')));
}

class BeastParser final : public MessageParser {
 public:
  BeastParser() {
    parser_.header_limit(max_head_bytes + 1);
    parser_.body_limit(boost::none);  // the pipeline and ChunkFraming limit it
    parser_.eager(true);
  }

  Result<void> put_head(std::string_view head) override {
    const auto consumed = put(head);
    if (!consumed) return std::unexpected(consumed.error());
    if (!parser_.is_header_done()) return std::unexpected(bad_request("the head is malformed"));
    return {};
  }

  Result<std::size_t> put_body(std::string_view bytes) override { return put(bytes); }

  [[nodiscard]] bool done() const override { return parser_.is_done(); }
  [[nodiscard]] bool chunked() const override { return parser_.chunked(); }
  [[nodiscard]] bool keep_alive() const override { return parser_.get().keep_alive(); }
  [[nodiscard]] unsigned version() const override { return parser_.get().version(); }

  [[nodiscard]] bool expects_continue() const override {
    return version() >= 11 &&
           beast::iequals(parser_.get()[beast::http::field::expect], "100-continue");
  }

  [[nodiscard]] std::optional<std::uint64_t> content_length() const override {
    const auto length = parser_.content_length();
    return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
  }

  void fill(http::Request& request) const override {
    const auto& head = parser_.get();
    request.method = text_of(head.method_string());
    const auto target = head.target();
    request.path = path_of({target.data(), target.size()});
    for (const auto& field : head) {
      request.headers.add(text_of(field.name_string()), text_of(field.value()));
    }
  }

  std::string take_body() override { return std::move(parser_.get().body()); }

 private:
  Result<std::size_t> put(std::string_view bytes) {
    beast::error_code error;
    const std::size_t consumed =
        parser_.put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    if (error && error != beast::http::error::need_more) {
      return std::unexpected(bad_request(error.message()));
    }
    return consumed;
  }

  beast::http::request_parser<beast::http::string_body> parser_;
};

using BeastResponse = beast::http::response<beast::http::string_body>;

BeastResponse head_of(const http::Response& response, const ResponseFraming& framing,
                      std::string_view date) {
  BeastResponse message;
  message.version(framing.version);
  message.result(static_cast<unsigned>(response.status));
  for (const auto& [name, value] : response.headers.fields()) message.insert(name, value);
  message.set(beast::http::field::date, beast::string_view(date.data(), date.size()));
  message.keep_alive(framing.keep_alive);
  return message;
}

std::string bytes_of(BeastResponse& message, bool head_alone) {
  beast::http::response_serializer<beast::http::string_body> serializer(message);
  serializer.split(head_alone);
  std::string bytes;
  beast::error_code error;
  while (!error && !serializer.is_done() && !(head_alone && serializer.is_header_done())) {
    serializer.next(error, [&](beast::error_code&, const auto& buffers) {
      bytes += beast::buffers_to_string(buffers);
      serializer.consume(beast::buffer_bytes(buffers));
    });
  }
  return bytes;
}

}  // namespace

std::unique_ptr<MessageParser> make_message_parser() { return std::make_unique<BeastParser>(); }

std::string serialize(const http::Response& response, const ResponseFraming& framing,
                      std::string_view date) {
  constexpr int no_content = 204;
  BeastResponse message = head_of(response, framing, date);
  if (response.status != no_content) message.content_length(response.body.size());
  if (!framing.head_only) message.body() = response.body;
  return bytes_of(message, false);
}

std::string serialize_stream_head(const http::Response& response, const ResponseFraming& framing,
                                  std::string_view date) {
  BeastResponse message = head_of(response, framing, date);
  message.chunked(framing.version >= 11);
  return bytes_of(message, true);
}

std::string chunk(std::string_view piece) {
  if (piece.empty()) return beast::buffers_to_string(beast::http::make_chunk_last());
  return beast::buffers_to_string(
      beast::http::make_chunk(boost::asio::const_buffer(piece.data(), piece.size())));
}

std::string_view http_date() {
  thread_local std::time_t made_at = -1;
  thread_local std::array<char, 40> text{};
  if (const std::time_t now = std::time(nullptr); now != made_at) {
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
    made_at = now;
  }
  return text.data();
}

}  // namespace mta::server
