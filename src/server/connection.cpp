#include "server/connection.h"

#include <string>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "base/watchdog.h"
#include "http/body.h"
#include "server/chunk_framing.h"
#include "server/client_watch.h"
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
  HttpConnection(tcp::socket socket, std::unique_ptr<ConnectionTable::Place> place, LoopState& loop)
      : socket_(std::move(socket)),
        place_(std::move(place)),
        refused_(!place_->end_wait()),
        watchdog_(socket_.get_executor(), loop.clock, [this] { socket_.cancel(); }),
        loop_(loop) {
    loop_.connections.insert(this);
  }
  ~HttpConnection() override { loop_.connections.erase(this); }
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  Task<void> serve();
  void close_if_idle() override;

 private:
  class Body;
  class Stream;
  struct Turn;

  Task<bool> serve_request();
  Task<std::optional<Result<std::size_t>>> receive_head();
  Task<std::optional<Result<std::size_t>>> wait_for_head(std::size_t& checked);
  Task<bool> finish(Turn& turn, const http::Response& response);
  bool request_begun();
  bool nothing_to_refuse();
  void give_place_away();
  Task<bool> write(std::string bytes);
  Task<std::expected<std::size_t, ReadEnd>> read_more();
  Task<void> linger();

  tcp::socket socket_;
  std::unique_ptr<ConnectionTable::Place> place_;
  bool refused_;  // the next request is answered with 503, and the connection closed
  Watchdog watchdog_;
  std::shared_ptr<ClientWatch> client_ = std::make_shared<ClientWatch>(socket_);
  LoopState& loop_;
  std::string buffer_;  // received and not yet consumed
  bool idle_ = false;   // waiting for the first byte of a request
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
    Result<std::string> body = co_await receive();
    if (body) connection_.client_->watch(parser_.version() >= 11);
    co_return body;
  }

  Task<Result<std::string>> receive() {
    if (is_announced_too_large()) co_return std::unexpected(http::body_too_large());
    connection_.watchdog_.set_after(connection_.loop_.timeouts.body);
    if (!parser_.done() && expects_continue() && connection_.buffer_.empty()) {
      continued_ = true;
      co_await connection_.write(std::string(continue_line));
    }
    while (true) {
      if (auto fed = feed(); !fed) co_return std::unexpected(fed.error());
      if (parser_.done()) {
        connection_.watchdog_.clear();
        co_return parser_.take_body();
      }
      const auto more = co_await connection_.read_more();
      if (!more) co_return std::unexpected(broken_off(more.error()));
    }
  }

  /// The next request can be found behind the body. Not where the client waits for a word that it
  /// will not get: it may send the body or the next request.
  [[nodiscard]] bool can_be_passed_over() const {
    const bool left_waiting = expects_continue() && !continued_;
    return parser_.done() || (!left_waiting && !is_announced_too_large());
  }

 private:
  [[nodiscard]] bool is_announced_too_large() const {
    return announced_size().value_or(0) > http::max_body_bytes;
  }
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
    // Beast waits for more where an extension's quotes are never closed.
    if (framing_.done() && !parser_.done()) {
      return std::unexpected(bad_request("a chunk's extension is malformed"));
    }
    return {};
  }

  static Error broken_off(ReadEnd end) {
    if (end == ReadEnd::timed_out) {
      return transport_error(ErrorKind::request_timeout, "The request body took too long");
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
    connection_.client_->begin_response();
    const bool chunked = parser_.version() >= 11;
    keep_alive_ = chunked && parser_.keep_alive() && body_.can_be_passed_over();
    pending_ =
        serialize_stream_head(head, {.version = parser_.version(), .keep_alive = keep_alive_},
                              http_date(connection_.loop_.clock.now()));
  }

  Task<bool> write(std::string piece) override {
    std::string bytes = std::exchange(pending_, {});
    bytes += parser_.version() >= 11 ? chunk(piece) : piece;
    connection_.watchdog_.set_after(connection_.loop_.timeouts.write);
    there_ = there_ && co_await connection_.write(std::move(bytes));
    if (!there_) connection_.client_->client_left();
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

/// The size of the whole head at the buffer's beginning, or why it is none; nothing: it goes on.
std::optional<Result<std::size_t>> find_head(std::string_view buffer, std::size_t& checked) {
  const auto end = find_head_end(buffer, checked);
  if (!end) return std::unexpected(end.error());
  if (*end > max_head_bytes || (*end == 0 && buffer.size() > max_head_bytes)) {
    return std::unexpected(transport_error(
        ErrorKind::head_too_large,
        "The request head must be at most " + std::to_string(max_head_bytes) + " bytes"));
  }
  if (*end == 0) return std::nullopt;
  if (auto fault = check_head(buffer.substr(0, *end))) return std::unexpected(std::move(*fault));
  return *end;
}

/// A request with the parts that read it and answer it.
struct HttpConnection::Turn {
  explicit Turn(HttpConnection& connection)
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

Task<void> HttpConnection::serve() {
  boost::system::error_code ignored;
  place_->on_close([weak = weak_from_this(), executor = socket_.get_executor()] {
    asio::post(executor, [weak] {
      if (const auto self = weak.lock()) self->give_place_away();
    });
  });
  socket_.set_option(tcp::no_delay(true), ignored);
  bool open = true;
  while (open && !(loop_.draining && buffer_.empty() && nothing_to_refuse())) {
    open = co_await serve_request();
  }
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
}

/// False: the connection is done.
Task<bool> HttpConnection::serve_request() {
  const auto head = co_await receive_head();
  if (!head) co_return false;
  watchdog_.clear();  // the handler takes the time it takes

  Turn turn(*this);
  http::Request& request = turn.request;
  boost::system::error_code error;
  if (const auto peer = socket_.remote_endpoint(error); !error) request.peer = peer.address();
  if (!*head) {
    request.transport_fault = head->error();
  } else {
    const auto parsed = turn.parser->put_head(std::string_view(buffer_).substr(0, **head));
    buffer_.erase(0, **head);
    if (parsed) turn.parser->fill(request);
    if (!parsed) request.transport_fault = parsed.error();
  }
  if (!request.transport_fault && (refused_ || loop_.draining)) {
    request.transport_fault = unavailable();
  }
  request.limits.client_gone = client_->begin();
  const http::Response response = co_await loop_.handler(request);
  client_->end();
  co_return co_await finish(turn, response);
}

/// Writes the answer and brings the connection to where the next request begins. False: it is done.
Task<bool> HttpConnection::finish(Turn& turn, const http::Response& response) {
  const MessageParser& parser = *turn.parser;
  if (response.streamed) {
    const bool keep = co_await turn.stream.finish(!response.close);
    if (!keep) co_await linger();
    co_return keep && !loop_.draining;
  }
  const bool understood = !turn.request.method.empty();
  const bool keep_alive = understood && !response.close && parser.keep_alive() && !refused_ &&
                          !loop_.draining && turn.body.can_be_passed_over();
  const ResponseFraming framing{.version = understood ? parser.version() : 11,
                                .head_only = turn.request.method == "HEAD",
                                .keep_alive = keep_alive};
  watchdog_.set_after(loop_.timeouts.write);
  if (!co_await write(serialize(response, framing, http_date(loop_.clock.now())))) co_return false;
  if (keep_alive && (parser.done() || co_await turn.body.receive())) co_return true;
  co_await linger();
  co_return false;
}

/// The size of the next request's head in the buffer, or why it is none; nothing: the connection
/// has ended between two requests, or is not worth an answer.
Task<std::optional<Result<std::size_t>>> HttpConnection::receive_head() {
  std::size_t checked = 0;
  if (request_begun()) {
    watchdog_.set_after(loop_.timeouts.head);
    if (const auto end = find_head(buffer_, checked)) co_return end;
  } else {
    watchdog_.set_after(refused_ ? loop_.timeouts.head : loop_.timeouts.idle);
  }
  place_->begin_wait();
  auto head = co_await wait_for_head(checked);
  if (!place_->end_wait()) refused_ = true;
  co_return head;
}

Task<std::optional<Result<std::size_t>>> HttpConnection::wait_for_head(std::size_t& checked) {
  bool begun = request_begun();
  while (true) {
    idle_ = !begun;
    const auto more = co_await read_more();
    idle_ = false;
    if (!more && (more.error() == ReadEnd::closed || !begun)) co_return std::nullopt;
    if (!more) {
      co_return std::unexpected(
          transport_error(ErrorKind::request_timeout, "The request head took too long"));
    }
    begun = begun || request_begun();
    if (!begun) continue;
    if (checked == 0) watchdog_.set_after(loop_.timeouts.head);
    if (const auto end = find_head(buffer_, checked)) co_return end;
  }
}

/// False: nothing has come but empty lines, which are ignored before a request (RFC 9112, 2.2).
bool HttpConnection::request_begun() {
  std::size_t lines = 0;
  while (std::string_view(buffer_).substr(lines).starts_with("\r\n")) lines += 2;
  buffer_.erase(0, lines);
  return !buffer_.empty() && buffer_ != "\r";
}

/// While draining a request that is already in the socket is answered, with 503.
bool HttpConnection::nothing_to_refuse() {
  boost::system::error_code error;
  return socket_.available(error) == 0 || error;
}

void HttpConnection::close_if_idle() {
  if (idle_ && nothing_to_refuse()) socket_.cancel();
}

/// Another connection has got the place. A request that is in the socket already is answered, with
/// 503; a connection that has sent half a head is not worth that.
void HttpConnection::give_place_away() {
  if (refused_) return;  // a request was there first: the connection ends with its 503
  const bool has_request = idle_ && !nothing_to_refuse();
  if (!has_request || !place_->keep_to_refuse()) socket_.cancel();
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

}  // namespace

Task<void> serve_connection(tcp::socket socket, std::unique_ptr<ConnectionTable::Place> place,
                            LoopState& loop) {
  const auto connection =
      std::make_shared<HttpConnection>(std::move(socket), std::move(place), loop);
  try {
    co_await connection->serve();
  } catch (const std::exception& error) {
    loop.log.write(LogLevel::error, "connection failed", {{"cause", error.what()}});
  }
}

}  // namespace mta::server
