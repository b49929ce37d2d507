#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "http/error_response.h"
#include "http/middlewares.h"

namespace mta::http {
namespace {

/// Without port, brackets and the root's dot; empty where it is no host.
std::string_view name_of(std::string_view host) {
  if (host.starts_with('[')) {
    const std::size_t end = std::min(host.find(']'), host.size());
    const std::string_view port = host.substr(std::min(end + 1, host.size()));
    return port.empty() || port.starts_with(':') ? host.substr(1, end - 1) : std::string_view();
  }
  host = host.substr(0, host.find(':'));
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

bool is_address(std::string_view name) {
  boost::system::error_code error;
  boost::asio::ip::make_address(std::string(name), error);
  return !error;
}

}  // namespace

Middleware require_known_host(std::vector<std::string> names) {
  names.emplace_back("localhost");
  return [names = std::move(names)](Request& request, const Handler& next) -> Task<Response> {
    const auto host = request.headers.get("Host");
    const std::string_view asked = host ? name_of(*host) : std::string_view();
    const bool known =
        !host || is_address(asked) || std::ranges::any_of(names, [&](const std::string& name) {
          return equal_ignoring_case(name_of(name), asked);
        });
    if (known) co_return co_await next(request);
    co_return error_response(request,
                             {.kind = ErrorKind::host_not_allowed,
                              .message = "This listener answers for addresses, localhost and the "
                                         "names in server.admin_hosts"});
  };
}

}  // namespace mta::http
