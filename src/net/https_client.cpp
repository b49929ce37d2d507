#include "net/https_client.h"

#include <algorithm>

#include <boost/asio/this_coro.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "net/connection_pool.h"

namespace mta::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;

constexpr std::uint32_t most_head_bytes = 64 * 1024;
constexpr std::size_t read_size = std::size_t{4} * 1024;  // a stream holds one all the time

std::string serialized_head(const HttpRequest& request) {
  std::string bytes = request.method + " " + request.target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : request.headers) {
    bytes.append(name).append(": ").append(value).append("\r\n");
  }
  return bytes;
}

std::string serialized(const HttpRequest& request) {
  std::string bytes = serialized_head(request);
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    bytes += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return bytes.append("\r\n").append(request.body);
}

/// RFC 9112, 4: the space behind the status code is sent where no reason follows, too. Some servers
/// leave it out, and Beast's parser wants it.
void complete_status_line(std::string& head) {
  constexpr std::size_t size = std::string_view("HTTP/1.1 200").size();
  if (head.size() > size && head.starts_with("HTTP/1.") && head[size] == '\r')
    head.insert(size, " ");
}

std::string origin_name(const Url& origin) {
  const std::string zone = origin.zone.empty() ? "" : "%" + origin.zone;
  return (origin.tls ? "https://" : "http://") + origin.host_and_port() + zone;
}

/// One request on one connection, then its answer.
class Exchange final : public HttpResponse {
 public:
  Exchange(const asio::any_io_executor& executor, ConnectionPool& pool, const Clock& clock,
           const Url& origin, HttpLimits limits)
      : pool_(pool),
        clock_(clock),
        origin_(origin_name(origin)),
        place_(pool, origin_),
        limits_(std::move(limits)),
        guard_(executor, clock, limits_.call) {
    start_parser();
  }
  ~Exchange() override { guard_.set_abort({}); }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// Until the head of the answer has arrived.
  Task<HttpResult<void>> run(Connector& connector, const Url& origin, const HttpRequest& request) {
    const std::string bytes = serialized(request);
    if (auto kept = pool_.take(origin_, limits_.longest_idle, clock_.now())) {
      use(std::move(kept));
      auto done = co_await attempt(bytes);
      const bool was_stale = !done && done.error().fault == HttpFault::connect_failed;
      if (was_stale) done.error().kept_connection = true;
      if (!was_stale || !limits_.resend) co_return done;
      start_parser();
    }
    auto fresh = co_await connector.connect(origin, guard_, guard_.now() + limits_.connect);
    if (!fresh) co_return std::unexpected(fresh.error());
    use(std::move(*fresh));
    co_return co_await attempt(bytes);
  }

  /// Until the head of a request with a chunked body is sent.
  Task<HttpResult<void>> open(Connector& connector, const Url& origin, const HttpRequest& request) {
    auto transport = pool_.take(origin_, limits_.longest_idle, clock_.now());
    if (!transport) {
      auto fresh = co_await connector.connect(origin, guard_, guard_.now() + limits_.connect);
      if (!fresh) co_return std::unexpected(fresh.error());
      transport = std::move(*fresh);
    }
    use(std::move(transport));
    co_return co_await put(serialized_head(request) + "Transfer-Encoding: chunked\r\n\r\n");
  }

  Task<HttpResult<void>> put(std::string bytes) {
    guard_.limit_step(limits_.first_byte);
    if (auto sent = co_await send(bytes); !sent) co_return sent;
    guard_.end_step();
    co_return HttpResult<void>{};
  }

  /// Sends the last bytes of a request and reads the head of its answer.
  Task<HttpResult<void>> attempt(std::string_view bytes) {
    guard_.limit_step(limits_.first_byte);
    if (auto sent = co_await send(bytes); !sent) co_return sent;
    while (!parser_->is_header_done()) {
      if (received_) guard_.limit_step(limits_.between_bytes);
      if (auto got = co_await receive(); !got) co_return std::unexpected(got.error());
    }
    guard_.end_step();
    co_return HttpResult<void>{};
  }

  [[nodiscard]] int status() const override {
    return static_cast<int>(parser_->get().result_int());
  }

  [[nodiscard]] std::optional<std::string> header(std::string_view name) const override {
    const auto found = parser_->get().find(beast::string_view(name.data(), name.size()));
    if (found == parser_->get().end()) return std::nullopt;
    return std::string(found->value().data(), found->value().size());
  }

  Task<void> finish(std::chrono::milliseconds limit) override {
    limits_.between_bytes = limit;
    limits_.call.deadline = guard_.now() + limit;
    while (true) {
      const bool late = guard_.now() >= limits_.call.deadline;
      const auto rest = late ? std::string() : co_await read();
      if (!rest || rest->empty()) co_return;
    }
  }

  Task<HttpResult<std::string>> read() override {
    while (parser_->get().body().empty() && !parser_->is_done()) {
      guard_.limit_step(limits_.between_bytes);
      if (auto got = co_await receive(); !got) co_return std::unexpected(got.error());
    }
    guard_.end_step();
    if (parser_->is_done() && transport_) let_go();
    co_return std::exchange(parser_->get().body(), {});
  }

 private:
  using Parser = beast::http::response_parser<beast::http::string_body>;

  void start_parser() {
    parser_ = std::make_unique<Parser>();
    parser_->eager(true);
    parser_->header_limit(most_head_bytes);
    parser_->body_limit(limits_.body_bytes);
  }

  void use(std::unique_ptr<Transport> transport) {
    transport_ = std::move(transport);
    received_ = false;
    buffer_.clear();
    guard_.set_abort([this] { transport_->abort(); });
  }

  Task<HttpResult<void>> send(std::string_view bytes) {
    sent_ = true;
    if (const auto error = co_await transport_->write(bytes)) {
      co_return failure("sending to " + origin_ + ": " + error.message());
    }
    co_return HttpResult<void>{};
  }

  /// Reads what has come and feeds the parser.
  Task<HttpResult<void>> receive() {
    const std::size_t before = buffer_.size();
    buffer_.resize(before + read_size);
    const auto [error, size] = co_await transport_->read_some(std::span(buffer_).subspan(before));
    buffer_.resize(before + size);
    received_ = received_ || size > 0;
    if (guard_.ending() != CallGuard::Ending::none) co_return failure(origin_);
    if (!buffer_.empty()) {
      if (auto parsed = parse(); !parsed) {
        parsed.error().sent = true;
        co_return parsed;
      }
    }
    if (!error) co_return HttpResult<void>{};
    beast::error_code incomplete;
    if (error == asio::error::eof && parser_->is_header_done()) parser_->put_eof(incomplete);
    if (parser_->is_done()) co_return HttpResult<void>{};
    co_return failure(origin_ + " ended the connection: " + error.message());
  }

  HttpResult<void> parse() {
    while (!buffer_.empty() && !parser_->is_done()) {
      if (!parser_->is_header_done()) complete_status_line(buffer_);
      beast::error_code error;
      const std::size_t used = parser_->put(asio::buffer(buffer_.data(), buffer_.size()), error);
      buffer_.erase(0, used);
      if (error == beast::http::error::need_more) return {};
      if (error == beast::http::error::body_limit) {
        return std::unexpected(
            HttpError{HttpFault::too_large, "the answer of " + origin_ + " is larger than " +
                                                std::to_string(limits_.body_bytes) + " bytes"});
      }
      if (error) {
        return std::unexpected(
            HttpError{HttpFault::malformed, origin_ + " does not speak HTTP: " + error.message()});
      }
      if (parser_->is_done() && is_interim()) start_parser();
    }
    return {};
  }

  /// RFC 9110, 15.2: any number of 1xx answers may come first.
  [[nodiscard]] bool is_interim() const { return status() >= 100 && status() < 200; }

  [[nodiscard]] std::unexpected<HttpError> failure(std::string detail) const {
    auto error =
        http_failure(guard_, HttpFault::timeout,
                     received_ ? HttpFault::cut : HttpFault::connect_failed, std::move(detail));
    error.error().sent = sent_;
    return error;
  }

  void let_go() {
    guard_.set_abort({});
    const bool clean =
        parser_->keep_alive() && buffer_.empty() && guard_.ending() == CallGuard::Ending::none;
    if (clean) pool_.keep(origin_, std::move(transport_), clock_.now());
    transport_.reset();
  }

  ConnectionPool& pool_;
  const Clock& clock_;
  std::string origin_;
  ConnectionPool::Place place_;
  HttpLimits limits_;
  std::unique_ptr<Parser> parser_;
  std::string buffer_;  // received and not yet parsed
  bool received_ = false;
  bool sent_ = false;
  std::unique_ptr<Transport> transport_;
  CallGuard guard_;
};

std::string chunk(std::string_view piece) {
  return beast::buffers_to_string(
      beast::http::make_chunk(asio::const_buffer(piece.data(), piece.size())));
}

class Upload final : public HttpUpload {
 public:
  explicit Upload(std::unique_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}

  Task<HttpResult<void>> write(std::string_view piece) override {
    if (piece.empty()) co_return HttpResult<void>{};
    co_return co_await exchange_->put(chunk(piece));
  }

  Task<HttpResult<std::unique_ptr<HttpResponse>>> finish(std::string_view trailers) override {
    const std::string last = "0\r\n" + std::string(trailers) + "\r\n";
    const auto done = co_await exchange_->attempt(last);
    if (!done) co_return std::unexpected(done.error());
    co_return std::move(exchange_);
  }

 private:
  std::unique_ptr<Exchange> exchange_;
};

/// A line break in a value would begin another header, or the body.
bool has_line_break(const HttpRequest& request) {
  return std::ranges::any_of(request.headers, [](const auto& header) {
    return header.second.find_first_of("\r\n") != std::string::npos;
  });
}

/// The exchange of a new request on the loop at hand.
Task<HttpResult<std::unique_ptr<Exchange>>> new_exchange(const Url& origin,
                                                         const HttpRequest& request,
                                                         HttpLimits limits, const Clock& clock) {
  if (has_line_break(request)) {
    co_return std::unexpected(
        HttpError{HttpFault::malformed, "a header of the request has a line break in it"});
  }
  const auto executor = co_await asio::this_coro::executor;
  auto& pool = asio::use_service<ConnectionPool>(asio::query(executor, asio::execution::context));
  const std::string name = origin_name(origin);
  if (!pool.has_room(name)) {
    co_return std::unexpected(
        HttpError{HttpFault::connect_failed, "too many requests to " + name + " at once"});
  }
  co_return std::make_unique<Exchange>(executor, pool, clock, origin, std::move(limits));
}

}  // namespace

Task<HttpResult<std::unique_ptr<HttpResponse>>> HttpsClient::send(const Url& origin,
                                                                  const HttpRequest& request,
                                                                  HttpLimits limits) {
  auto exchange = co_await new_exchange(origin, request, std::move(limits), clock_);
  if (!exchange) co_return std::unexpected(exchange.error());
  const auto done = co_await (*exchange)->run(connector_, origin, request);
  if (!done) co_return std::unexpected(done.error());
  co_return std::move(*exchange);
}

Task<HttpResult<std::unique_ptr<HttpUpload>>> HttpsClient::open(const Url& origin,
                                                                const HttpRequest& request,
                                                                HttpLimits limits) {
  auto exchange = co_await new_exchange(origin, request, std::move(limits), clock_);
  if (!exchange) co_return std::unexpected(exchange.error());
  const auto done = co_await (*exchange)->open(connector_, origin, request);
  if (!done) co_return std::unexpected(done.error());
  co_return std::make_unique<Upload>(std::move(*exchange));
}

}  // namespace mta::net
