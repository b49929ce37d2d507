#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/exchange.h"
#include "http/origin.h"
#include "http/protocol.h"
#include "http/throttle.h"

namespace mta::http {

/// Answers an exchange, or says why not: the route's protocol writes the failure.
using Handler = std::function<Task<Result<Response>>(Exchange&)>;

/// A failure as a handler gives it.
Task<Result<Response>> failed(Error error);

struct Method {
  std::string name;
  Handler handler;
};

/// Which pages may call a route.
struct CorsPolicy {
  const OriginPolicy& origins;
  std::string methods;        ///< Access-Control-Allow-Methods
  std::string headers;        ///< Access-Control-Allow-Headers
  bool sends_headers = true;  ///< false: the gateway does
};

/// All that one path states about itself.
struct Route {
  /// Compared exactly; `{name}` at its end stands for any text, which is the parameter. Empty: of
  /// requests that match no route.
  std::string path = {};
  std::vector<Method> methods = {};  ///< in the order of `Allow`
  const Protocol& protocol;
  std::optional<CorsPolicy> cors = {};  ///< empty: no other page may read its answers
  Throttle* throttle = nullptr;         ///< of all visitors together; null: not throttled
  std::string cache_control = {};       ///< of every answer; empty: its handlers say
  bool on_lambda = false;

  [[nodiscard]] std::string allow() const;  ///< the value of `Allow`
  [[nodiscard]] const Method* find(std::string_view method) const;
  [[nodiscard]] bool has_parameter() const { return path.ends_with('}'); }
  [[nodiscard]] bool matches(std::string_view asked) const;
  /// Of a path that matches, percent-decoded. A client's secret may be in it: it is never logged.
  [[nodiscard]] std::string parameter(std::string_view asked) const;
};

/// Every route, and the one of requests that match none. Immutable.
class Routes {
 public:
  Routes(std::vector<Route> routes, Route unmatched)
      : routes_(std::move(routes)), unmatched_(std::move(unmatched)) {}

  [[nodiscard]] const Route& find(std::string_view path) const;

 private:
  std::vector<Route> routes_;
  Route unmatched_;
};

}  // namespace mta::http
