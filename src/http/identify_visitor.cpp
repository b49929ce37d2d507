#include "http/middlewares.h"

namespace mta::http {

Middleware identify_visitor(const SessionIds& sessions, std::vector<AddressBlock> trusted_proxies) {
  return [&sessions, trusted = std::move(trusted_proxies)](Request& request,
                                                           const Handler& next) -> Task<Response> {
    request.facts.visitor = sessions.identify(visitor_unit(request, trusted));
    co_return co_await next(request);
  };
}

}  // namespace mta::http
