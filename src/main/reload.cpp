#include "main/reload.h"

#include <iostream>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "base/json.h"
#include "base/system.h"
#include "config/formats.h"
#include "main/run.h"
#include "net/https_client.h"

namespace mta {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr int success = 0;
constexpr int failed = 1;
constexpr int wrong_file = 2;

/// Where a server can be reached that listens at every address: at this machine's own.
Url address_of(const std::string& listen) {
  auto endpoint = config::parse_endpoint(listen).value();
  if (endpoint.address().is_unspecified()) {
    endpoint.address(endpoint.address().is_v6()
                         ? asio::ip::address(asio::ip::address_v6::loopback())
                         : asio::ip::address_v4::loopback());
  }
  return {.tls = false, .host = endpoint.address().to_string(), .port = endpoint.port()};
}

/// The answer's body; nothing: there was none.
Task<std::optional<std::string>> post(net::HttpsClient& client, const Clock& clock, Url url) {
  constexpr std::chrono::seconds longest{30};
  constexpr std::size_t most = std::size_t{16} * 1024 * 1024;
  const net::HttpRequest request{.target = "/reload", .headers = {{"Host", url.authority()}}};
  auto response = co_await client.send(url, request,
                                       {.first_byte = longest,
                                        .body_bytes = most,
                                        .call = {.deadline = clock.steady_now() + longest}});
  if (!response) co_return std::nullopt;
  auto body = co_await (*response)->read_all(most);
  if (!body) co_return std::nullopt;
  co_return std::move(*body);
}

}  // namespace

std::optional<http::Reloaded> ask_for_reload(const config::Config& config) {
  const SystemClock clock;
  net::HttpsClient client({}, {}, clock);
  const auto body = run_to_end(post(client, clock, address_of(config.server.admin_listen)));
  if (!body) return std::nullopt;
  std::error_code error;
  const json::value answer = json::parse(*body, error);
  if (error || !answer.is_object()) return std::nullopt;
  http::Reloaded reloaded{.is_changed = is_true(member(&answer, "changed")),
                          .version = string_in(member(&answer, "version"))};
  if (const auto* problems = member(&answer, "problems"); problems && problems->is_array()) {
    for (const json::value& problem : problems->get_array()) {
      reloaded.problems.push_back(string_in(&problem));
    }
  }
  if (reloaded.version.empty() && reloaded.problems.empty()) return std::nullopt;
  return reloaded;
}

int reload(const config::Config& config) {
  const auto reloaded = ask_for_reload(config);
  if (!reloaded) {
    std::cerr << "mta-chat reload: no server of this version answers at "
              << config.server.admin_listen << " (server.admin_listen)\n";
    return failed;
  }
  for (const std::string& problem : reloaded->problems) std::cerr << problem << "\n";
  if (!reloaded->problems.empty()) {
    std::cerr << "mta-chat reload: the server goes on with what it knew\n";
    return wrong_file;
  }
  std::cout << (reloaded->is_changed ? "The server answers from " : "Nothing has changed: ")
            << reloaded->version << (reloaded->is_changed ? " now.\n" : ".\n");
  return success;
}

}  // namespace mta
