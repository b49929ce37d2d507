#include "http/router.h"

#include "http/error_response.h"

namespace mta::http {
namespace {

Response refuse(const Request& request, ErrorKind kind, std::string message) {
  return error_response(request, {.kind = kind, .message = std::move(message)});
}

const Handler* find_handler(const Methods& methods, std::string_view method) {
  const auto found = methods.find(method == "HEAD" ? "GET" : method);
  return found == methods.end() ? nullptr : &found->second;
}

}  // namespace

std::string allow_header(const Methods& methods) {
  if (methods.contains("POST")) return "POST, OPTIONS";
  return "GET, HEAD";
}

Handler make_router(std::map<std::string, Methods, std::less<>> routes) {
  return [routes = std::move(routes)](Request& request) -> Task<Response> {
    const auto route = routes.find(request.path);
    if (route == routes.end()) {
      co_return refuse(request, ErrorKind::not_found, "There is nothing at this path");
    }
    request.facts.route = route->first;
    const Handler* handler = find_handler(route->second, request.method);
    if (handler == nullptr) {
      const std::string allowed = allow_header(route->second);
      Response response =
          refuse(request, ErrorKind::method_not_allowed, "This path takes " + allowed);
      response.headers.add("Allow", allowed);
      co_return response;
    }
    co_return co_await (*handler)(request);
  };
}

}  // namespace mta::http
