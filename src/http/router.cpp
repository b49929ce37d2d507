#include "http/router.h"

#include <algorithm>

namespace mta::http {
namespace {

Error refusal(const Route& route) {
  if (route.path.empty()) {
    return {.kind = ErrorKind::not_found, .message = "There is nothing at this path"};
  }
  return {.kind = ErrorKind::method_not_allowed, .message = "This path takes " + route.allow()};
}

}  // namespace

const Route& Router::find(std::string_view path) const {
  const auto found = std::ranges::find(routes_, path, &Route::path);
  return found == routes_.end() ? unmatched_ : *found;
}

Task<Result<Response>> Router::dispatch(Exchange& exchange) {
  const Route& route = exchange.route();
  if (const Method* method = route.find(exchange.request().method))
    return method->handler(exchange);
  return failed(refusal(route));
}

}  // namespace mta::http
