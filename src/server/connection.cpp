#include "server/connection.h"

#include <cerrno>
#include <stop_token>
#include <string>
#include <sys/socket.h>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "core/watchdog.h"
#include "http/body.h"
#include "server/chunk_framing.h"
#include "server/faults.h"
#include "server/head_check.h"
#include "server/message_io.h"

namespace mta::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Duration = std::chrono::milliseconds;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::size_t read_size = std::size_t{4} * 1024;

enum class ReadEnd : std::uint8_t { closed, timed_out };

class HttpConnection final : public Connection,
                             public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(tcp::socket socket, LoopState& loop)
      : socket_(std::move(socket)),
        watchdog_(socket_.get_executor(), [this] { socket_.cancel(); }),
        loop_(loop) {
    loop_.connections.insert(this);
  }
  ~HttpConnection() override { loop_.connections.erase(this); }
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  Task<void> serve(bool overloaded);
  void close_if_idle() override;

 private:
  class Body;
  class Stream;
  struct Exchange;

  Task<bool> serve_request(bool overloaded);
  Task<std::optional<Result<std::size_t>>> receive_head();
  Task<bool> finish_exchange(Exchange& exchange, const http::Response& response, bool overloaded);
  void skip_empty_lines();
  bool nothing_to_refuse();
  Task<bool> write(std::string bytes);
  Task<std::expected<std::size_t, ReadEnd>> read_more();
  Task<void> linger();

  void watch_client(tcp::socket::wait_type event);
  void look_at_client();
  void ask_half_closed_client();

  tcp::socket socket_;
  Watchdog watchdog_;
  LoopState& loop_;
  std::string buffer_;  // received and not yet consumed
  bool idle_ = false;   // waiting for the first byte of a request
  bool first_request_ = true;
  std::stop_source client_gone_;
  bool watching_client_ = false;
  bool may_be_half_closed_ = false;  // and not gone, where its side of the connection is closed
};

/// Reads the body of the request at hand from the connection.
class HttpConnection::Body final : public http::BodySource {
 public:
  Body(HttpConnection& connection, MessageParser& parser)
      : connection_(connection), parser_(parser) {}

  [[nodiscard]] std::optional<std::uint64_t> announced_size() const override {
    return parser_.content_length();
  }

  Task<Result<std::string>> read() override {
    if (announced_size().value_or(0) > http::max_body_bytes) {
      co_return std::unexpected(http::body_too_large());
    }
    connection_.watchdog_.set_after(connection_.loop_.timeouts.body);
    if (!parser_.done() && expects_continue() && connection_.buffer_.empty()) {
      continued_ = true;
      co_await connection_.write(std::string(continue_line));
    }
    while (true) {
      if (auto fed = feed(); !fed) co_return std::unexpected(fed.error());
      if (parser_.done()) {
        connection_.watchdog_.clear();
        connection_.may_be_half_closed_ = parser_.version() >= 11;
        connection_.watch_client(tcp::socket::wait_read);
        co_return parser_.take_body();
      }
      const auto more = co_await connection_.read_more();
      if (!more) co_return std::unexpected(broken_off(more.error()));
    }
  }

  /// The client waits for a word that it will not get: it may send the body or the next request.
  [[nodiscard]] bool left_waiting() const {
    return expects_continue() && !continued_ && !parser_.done();
  }

 private:
  [[nodiscard]] bool expects_continue() const { return parser_.expects_continue(); }

  Result<void> feed() {
    std::string& buffer = connection_.buffer_;
    if (parser_.done() || buffer.empty()) return {};
    std::size_t usable = buffer.size();
    if (parser_.chunked()) {
      const auto checked = framing_.check(std::string_view(buffer).substr(checked_));
      if (!checked) return std::unexpected(checked.error());
      usable = checked_ += *checked;
    }
    const auto consumed = parser_.put_body(std::string_view(buffer).substr(0, usable));
    if (!consumed) return std::unexpected(consumed.error());
    buffer.erase(0, *consumed);
    checked_ -= std::min(checked_, *consumed);
    return {};
  }

  static Error broken_off(ReadEnd end) {
    if (end == ReadEnd::timed_out) {
      return front_door_error(ErrorKind::request_timeout, "The request body took too long");
    }
    return bad_request("the connection ended inside the body");
  }

  HttpConnection& connection_;
  MessageParser& parser_;
  ChunkFraming framing_;
  std::size_t checked_ = 0;  // how much of the buffer the framing has seen
  bool continued_ = false;
};

/// Sends an answer while it is made.
class HttpConnection::Stream final : public http::ResponseStream {
 public:
  Stream(HttpConnection& connection, const MessageParser& parser, const Body& body)
      : connection_(connection), parser_(parser), body_(body) {}

  void start(const http::Response& head) override {
    connection_.may_be_half_closed_ = false;  // no interim response may follow
    const bool chunked = parser_.version() >= 11;
    keep_alive_ = chunked && parser_.keep_alive() && !body_.left_waiting();
    pending_ = serialize_stream_head(
        head, {.version = parser_.version(), .keep_alive = keep_alive_}, http_date());
  }

  Task<bool> write(std::string piece) override {
    std::string bytes = std::exchange(pending_, {});
    bytes += parser_.version() >= 11 ? chunk(piece) : piece;
    connection_.watchdog_.set_after(connection_.loop_.timeouts.write);
    there_ = there_ && co_await connection_.write(std::move(bytes));
    if (!there_) connection_.client_gone_.request_stop();
    connection_.watchdog_.clear();
    co_return there_;
  }

  /// Ends the body. False: the connection must be closed, so that the client sees that it is cut.
  Task<bool> finish(bool whole) {
    if (!whole || !there_) co_return false;
    if (parser_.version() >= 11) there_ = co_await connection_.write(chunk({}));
    co_return there_&& keep_alive_;
  }

 private:
  HttpConnection& connection_;
  const MessageParser& parser_;
  const Body& body_;
  std::string pending_;
  bool keep_alive_ = false;
  bool there_ = true;
};

/// A request with the parts that read it and answer it.
struct HttpConnection::Exchange {
  explicit Exchange(HttpConnection& connection)
      : parser(make_message_parser()),
        body(connection, *parser),
        stream(connection, *parser, body) {
    request.body = &body;
    request.stream = &stream;
  }

  std::unique_ptr<MessageParser> parser;
  Body body;
  Stream stream;
  http::Request request;
};

Task<void> HttpConnection::serve(bool overloaded) {
  boost::system::error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  bool open = true;
  while (open && !(loop_.draining && buffer_.empty() && nothing_to_refuse())) {
    open = co_await serve_request(overloaded);
  }
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
}

/// False: the connection is done.
Task<bool> HttpConnection::serve_request(bool overloaded) {
  const auto head = co_await receive_head();
  if (!head) co_return false;
  watchdog_.clear();  // the handler takes the time it takes

  Exchange exchange(*this);
  http::Request& request = exchange.request;
  boost::system::error_code error;
  if (const auto peer = socket_.remote_endpoint(error); !error) request.peer = peer.address();
  if (!*head) {
    request.front_door_fault = head->error();
  } else {
    const auto parsed = exchange.parser->put_head(std::string_view(buffer_).substr(0, **head));
    buffer_.erase(0, **head);
    if (parsed) exchange.parser->fill(request);
    if (!parsed) request.front_door_fault = parsed.error();
  }
  if (!request.front_door_fault && (overloaded || loop_.draining)) {
    request.front_door_fault = unavailable();
  }
  client_gone_ = std::stop_source();
  request.limits.client_gone = client_gone_.get_token();
  const http::Response response = co_await loop_.handler(request);
  watching_client_ = false;
  co_return co_await finish_exchange(exchange, response, overloaded);
}

/// Writes the answer and brings the connection to where the next request begins. False: it is done.
Task<bool> HttpConnection::finish_exchange(Exchange& exchange, const http::Response& response,
                                           bool overloaded) {
  const MessageParser& parser = *exchange.parser;
  if (response.streamed) {
    const bool keep = co_await exchange.stream.finish(!response.close);
    if (!keep) co_await linger();
    co_return keep && !loop_.draining;
  }
  const bool understood = !exchange.request.method.empty();
  const bool keep_alive = understood && !response.close && parser.keep_alive() && !overloaded &&
                          !loop_.draining && !exchange.body.left_waiting();
  const ResponseFraming framing{.version = understood ? parser.version() : 11,
                                .head_only = exchange.request.method == "HEAD",
                                .keep_alive = keep_alive};
  watchdog_.set_after(loop_.timeouts.write);
  if (!co_await write(serialize(response, framing, http_date()))) co_return false;
  if (keep_alive && (parser.done() || co_await exchange.body.read())) co_return true;
  co_await linger();
  co_return false;
}

/// The size of the next request's head in the buffer, or why it is none; nothing: the connection
/// has ended between two requests, or is not worth an answer.
Task<std::optional<Result<std::size_t>>> HttpConnection::receive_head() {
  const bool first = std::exchange(first_request_, false);
  std::size_t checked = 0;
  skip_empty_lines();
  bool started = !buffer_.empty();
  watchdog_.set_after(started || first ? loop_.timeouts.head : loop_.timeouts.idle);
  while (true) {
    const auto end = find_head_end(buffer_, checked);
    if (!end) co_return std::unexpected(end.error());
    if (*end > max_head_bytes || (*end == 0 && buffer_.size() > max_head_bytes)) {
      co_return std::unexpected(front_door_error(
          ErrorKind::head_too_large,
          "The request head must be at most " + std::to_string(max_head_bytes) + " bytes"));
    }
    if (*end > 0) {
      if (auto fault = check_head(std::string_view(buffer_).substr(0, *end))) {
        co_return std::unexpected(std::move(*fault));
      }
      co_return *end;
    }
    idle_ = !started;
    const auto more = co_await read_more();
    idle_ = false;
    if (!more && (more.error() == ReadEnd::closed || !started)) co_return std::nullopt;
    if (!more) {
      co_return std::unexpected(
          front_door_error(ErrorKind::request_timeout, "The request head took too long"));
    }
    if (started) continue;
    skip_empty_lines();
    started = !buffer_.empty();
    if (started && !first) watchdog_.set_after(loop_.timeouts.head);
  }
}

/// RFC 9112, 2.2: empty lines before a request are ignored.
void HttpConnection::skip_empty_lines() {
  while (buffer_.starts_with("\r\n")) buffer_.erase(0, 2);
}

/// While draining a request that is already in the socket is answered, with 503.
bool HttpConnection::nothing_to_refuse() {
  boost::system::error_code error;
  return socket_.available(error) == 0 || error;
}

void HttpConnection::close_if_idle() {
  if (idle_ && nothing_to_refuse()) socket_.cancel();
}

Task<bool> HttpConnection::write(std::string bytes) {
  const auto [error, written] = co_await asio::async_write(socket_, asio::buffer(bytes), as_result);
  co_return !error;
}

Task<std::expected<std::size_t, ReadEnd>> HttpConnection::read_more() {
  if (watchdog_.expired()) co_return std::unexpected(ReadEnd::timed_out);
  const std::size_t before = buffer_.size();
  buffer_.resize(before + read_size);
  const auto [error, size] =
      co_await socket_.async_read_some(asio::buffer(buffer_.data() + before, read_size), as_result);
  buffer_.resize(before + size);
  if (!error) co_return size;
  co_return std::unexpected(watchdog_.expired() ? ReadEnd::timed_out : ReadEnd::closed);
}

/// Closes only after the client has had the chance to read the answer: a close with unread input
/// makes the kernel send a reset, which can overtake it (RFC 9112, 9.6).
Task<void> HttpConnection::linger() {
  boost::system::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  watchdog_.rearm();
  watchdog_.set_after(loop_.timeouts.linger);
  do {
    buffer_.clear();
  } while (co_await read_more());
}

/// While an answer is made nothing else reads from the connection: a client that resets or closes
/// it is noticed here.
void HttpConnection::watch_client(tcp::socket::wait_type event) {
  if (std::exchange(watching_client_, true)) return;
  socket_.async_wait(event, [weak = weak_from_this(), event](boost::system::error_code error) {
    const auto self = weak.lock();
    if (!self || !std::exchange(self->watching_client_, false) || error) return;
    if (event == tcp::socket::wait_error) {
      self->client_gone_.request_stop();
    } else {
      self->look_at_client();
    }
  });
}

/// A further request that waits in the socket hides a close behind it until it is read.
void HttpConnection::look_at_client() {
  char next = 0;
  const auto received = ::recv(socket_.native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT);
  const bool waiting = received < 0 && (errno == EAGAIN || errno == EINTR);
  if (waiting) {
    watch_client(tcp::socket::wait_read);
  } else if (received == 0 && may_be_half_closed_) {
    ask_half_closed_client();
  } else if (received <= 0) {
    client_gone_.request_stop();
  }
}

/// Tells a client that has only finished sending (`nc -N`) from one that is gone: the system of the
/// second answers anything with a reset. An interim response may be sent at any time before the
/// final one (RFC 9110, 15.2).
void HttpConnection::ask_half_closed_client() {
  const auto sent = ::send(socket_.native_handle(), continue_line.data(), continue_line.size(),
                           MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(continue_line.size())) {
    client_gone_.request_stop();
  } else {
    watch_client(tcp::socket::wait_error);
  }
}

}  // namespace

Task<void> serve_connection(tcp::socket socket, LoopState& loop, bool overloaded) {
  const auto connection = std::make_shared<HttpConnection>(std::move(socket), loop);
  try {
    co_await connection->serve(overloaded);
  } catch (const std::exception& error) {
    loop.log.write(LogLevel::error, "connection failed", {{"cause", error.what()}});
  }
}

}  // namespace mta::server
