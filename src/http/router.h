#pragma once

#include <string_view>
#include <vector>

#include "http/route.h"

namespace mta::http {

/// Finds the route of a path, and answers by its method.
class Router {
 public:
  /// `unmatched` is the route of requests that match none of `routes`.
  Router(std::vector<Route> routes, Route unmatched)
      : routes_(std::move(routes)), unmatched_(std::move(unmatched)) {}

  [[nodiscard]] const Route& find(std::string_view path) const;

  /// Errors: not_found, method_not_allowed, and the route's own.
  static Task<Result<Response>> dispatch(Exchange& exchange);

 private:
  std::vector<Route> routes_;
  Route unmatched_;
};

}  // namespace mta::http
