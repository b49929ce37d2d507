#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

/// Beast's parser behind plain types, and what is sent, so that its headers stay in one .cpp.
namespace mta::server {

/// Parses one request: first the whole checked head, then the body as it comes.
class MessageParser {
 public:
  virtual ~MessageParser() = default;
  /// `head` has passed check_head(). Error: bad_request.
  virtual Result<void> put_head(std::string_view head) = 0;
  /// Takes bytes of the body and says how many; the rest must come again, with more behind it.
  /// Error: bad_request.
  virtual Result<std::size_t> put_body(std::string_view bytes) = 0;
  /// The message is complete.
  [[nodiscard]] virtual bool done() const = 0;
  [[nodiscard]] virtual bool chunked() const = 0;
  [[nodiscard]] virtual bool keep_alive() const = 0;
  [[nodiscard]] virtual bool expects_continue() const = 0;
  /// A number too large to count is given as one that is only just not.
  [[nodiscard]] virtual std::optional<std::uint64_t> content_length() const = 0;
  /// Method, path and headers; the host of a target in absolute form is the Host (RFC 9112, 3.2.2).
  virtual void fill(http::Request& request) const = 0;
  virtual std::string take_body() = 0;
  /// 10, or 11 for any later minor version.
  [[nodiscard]] virtual unsigned version() const = 0;
};

std::unique_ptr<MessageParser> make_message_parser();

struct ResponseFraming {
  unsigned version = 11;   ///< the request's
  bool head_only = false;  ///< the request's method was HEAD
  bool keep_alive = true;
};

/// The bytes of a response, with Date, Content-Length and Connection. `date` is an HTTP date.
std::string serialize(const http::Response& response, const ResponseFraming& framing,
                      std::string_view date);

/// The head of a response that is streamed: chunked for HTTP/1.1, ended by the close for HTTP/1.0.
std::string serialize_stream_head(const http::Response& response, const ResponseFraming& framing,
                                  std::string_view date);

/// A piece of a body as a chunk (RFC 9112, 7.1); an empty one ends the body.
std::string chunk(std::string_view piece);

/// RFC 9110, 5.6.7; made anew once a second for each thread.
std::string_view http_date(Timestamp now);

}  // namespace mta::server
