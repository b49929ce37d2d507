#include "net/connector.h"

#include <algorithm>
#include <array>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/address_block.h"
#include "base/crypto.h"
#include "net/transport_detail.h"

namespace mta::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Endpoints = std::vector<tcp::endpoint>;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

auto connect_failure(const CallGuard& guard, std::string detail) {
  return http_failure(guard, HttpFault::connect_timeout, HttpFault::connect_failed,
                      std::move(detail));
}

/// A look-up under way. The system's resolver cannot be interrupted: who gives up leaves this
/// behind, and the answer is dropped when it comes.
struct Lookup {
  explicit Lookup(const asio::any_io_executor& executor)
      : resolver(executor), wake(executor, SteadyTime::max()) {}
  tcp::resolver resolver;
  asio::steady_timer wake;
  bool done = false;
  boost::system::error_code error;
  Endpoints endpoints;
};

/// Address families take turns, so that one that leads nowhere does not use up the time.
Endpoints interleaved(const tcp::resolver::results_type& results) {
  Endpoints first;
  Endpoints second;
  for (const auto& entry : results) {
    const bool as_first = first.empty() || entry.endpoint().protocol() == first[0].protocol();
    (as_first ? first : second).push_back(entry.endpoint());
  }
  Endpoints all;
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) all.push_back(first[i]);
    if (i < second.size()) all.push_back(second[i]);
  }
  return all;
}

Task<HttpResult<Endpoints>> resolve(const Url& host, CallGuard& guard) {
  if (const auto address = parse_address(host.host_with_zone())) {
    co_return Endpoints{{*address, host.port}};
  }
  const auto lookup = std::make_shared<Lookup>(co_await asio::this_coro::executor);
  lookup->resolver.async_resolve(host.host, std::to_string(host.port),
                                 tcp::resolver::numeric_service,
                                 [lookup](auto error, const auto& results) {
                                   lookup->error = error;
                                   lookup->endpoints = interleaved(results);
                                   lookup->done = true;
                                   lookup->wake.cancel();
                                 });
  guard.set_abort([lookup] { lookup->wake.cancel(); });
  if (guard.ending() == CallGuard::Ending::none) co_await lookup->wake.async_wait(as_result);
  guard.set_abort({});
  if (lookup->done && !lookup->error) co_return lookup->endpoints;
  co_return connect_failure(
      guard, "no address for " + host.host + (lookup->done ? ": " + lookup->error.message() : ""));
}

Task<boost::system::error_code> connect_to(tcp::socket& socket, const tcp::endpoint& endpoint,
                                           CallGuard& guard) {
  guard.set_abort([&socket] {
    boost::system::error_code ignored;
    socket.close(ignored);
  });
  auto [error] = co_await socket.async_connect(endpoint, as_result);
  guard.set_abort({});
  if (!error && !socket.is_open()) error = asio::error::operation_aborted;
  boost::system::error_code ignored;
  if (!error) socket.set_option(tcp::no_delay(true), ignored);
  co_return error;
}

std::unexpected<HttpError> refused(const Url& host) {
  return std::unexpected(
      HttpError{HttpFault::connect_failed, host.host + " has no address that may be connected to"});
}

/// Each address gets an equal part of the time that is left.
Task<HttpResult<tcp::socket>> connect_to_any(const Url& host, const AddressFilter& may_connect,
                                             CallGuard& guard, SteadyTime deadline) {
  guard.limit_step(deadline);
  auto endpoints = co_await resolve(host, guard);
  if (!endpoints) co_return std::unexpected(endpoints.error());
  if (may_connect) {
    std::erase_if(*endpoints, [&](const auto& each) { return !may_connect(each.address()); });
    if (endpoints->empty()) co_return refused(host);
  }
  std::string detail = "no connection to " + host.host_and_port();
  auto left = static_cast<long>(endpoints->size());
  for (const tcp::endpoint& endpoint : *endpoints) {
    const SteadyTime now = guard.now();
    guard.limit_step(now + std::max(deadline - now, SteadyTime::duration{}) / left--);
    tcp::socket socket(co_await asio::this_coro::executor);
    const auto error = co_await connect_to(socket, endpoint, guard);
    if (!error) co_return socket;
    detail += ", " + endpoint.address().to_string() + ": " + error.message();
    const bool next_one = left > 0 && (guard.ending() == CallGuard::Ending::none ||
                                       (now < deadline && guard.forgive_time_out()));
    if (!next_one) break;
  }
  co_return connect_failure(guard, std::move(detail));
}

/// RFC 9110, 9.3.6.
Task<HttpResult<void>> open_tunnel(Transport& transport, const Url& proxy, const Url& origin,
                                   CallGuard& guard) {
  constexpr std::size_t longest_answer = std::size_t{16} * 1024;
  const std::string target = origin.host_and_port();
  std::string request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n";
  if (!proxy.userinfo.empty()) {
    request += "Proxy-Authorization: Basic " + base64(proxy.userinfo) + "\r\n";
  }
  request += "\r\n";
  guard.set_abort([&transport] { transport.abort(); });
  auto error = co_await transport.write(request);
  std::string answer;
  std::array<char, 1024> buffer{};
  while (!error && !answer.contains("\r\n\r\n") && answer.size() < longest_answer) {
    const auto [read_error, size] = co_await transport.read_some(buffer);
    answer.append(buffer.data(), size);
    error = read_error;
  }
  guard.set_abort({});
  const std::string name = "the proxy " + proxy.host_and_port();
  if (error) co_return connect_failure(guard, name + ": " + error.message());
  const std::string_view status = std::string_view(answer).substr(0, answer.find("\r\n"));
  if (!answer.contains("\r\n\r\n") || !status.starts_with("HTTP/1.") ||
      status.substr(std::min<std::size_t>(8, status.size()), 2) != " 2") {
    co_return connect_failure(guard, name + " refused: " + std::string(status));
  }
  co_return HttpResult<void>{};
}

bool matches(std::string_view exception, const Url& origin) {
  if (exception == "*" || exception == origin.host || exception == origin.host_and_port()) {
    return true;
  }
  if (exception.starts_with("*.")) exception.remove_prefix(1);
  const std::string suffix =
      exception.starts_with('.') ? std::string(exception) : "." + std::string(exception);
  return origin.host.ends_with(suffix);
}

}  // namespace

const Url* ProxyRules::proxy_for(const Url& origin) const {
  const bool excepted =
      std::ranges::any_of(exceptions, [&](const auto& text) { return matches(text, origin); });
  return origin.tls && proxy && !excepted ? &*proxy : nullptr;
}

Connector::Connector(TrustedRoots roots, ProxyRules rules, AddressFilter may_connect)
    : tls_(std::move(roots)), rules_(std::move(rules)), may_connect_(std::move(may_connect)) {}

Task<HttpResult<std::unique_ptr<Transport>>> Connector::connect(const Url& origin, CallGuard& guard,
                                                                SteadyTime deadline) {
  const Url* const proxy = rules_.proxy_for(origin);
  auto socket = proxy ? co_await connect_to_any(*proxy, {}, guard, deadline)
                      : co_await connect_to_any(origin, may_connect_, guard, deadline);
  if (!socket) co_return std::unexpected(socket.error());
  guard.limit_step(deadline);
  if (!origin.tls) co_return make_plain_transport(std::move(*socket));
  if (proxy) {
    StreamTransport<tcp::socket&> tunnel(*socket);
    const auto opened = co_await open_tunnel(tunnel, *proxy, origin, guard);
    if (!opened) co_return std::unexpected(opened.error());
  }
  co_return co_await tls_.connect(std::move(*socket), origin.host, guard);
}

}  // namespace mta::net
