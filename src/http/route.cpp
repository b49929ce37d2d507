#include "http/route.h"

#include <algorithm>

namespace mta::http {

Task<Result<Response>> failed(Error error) { co_return std::unexpected(std::move(error)); }

std::string Route::allow() const {
  std::string names;
  for (const Method& method : methods) names += (names.empty() ? "" : ", ") + method.name;
  return names;
}

const Method* Route::find(std::string_view method) const {
  const auto found = std::ranges::find(methods, method, &Method::name);
  return found == methods.end() ? nullptr : &*found;
}

const Route& Routes::find(std::string_view path) const {
  const auto found = std::ranges::find(routes_, path, &Route::path);
  return found == routes_.end() ? unmatched_ : *found;
}

}  // namespace mta::http
