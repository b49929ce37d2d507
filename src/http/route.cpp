#include "http/route.h"

#include <algorithm>

#include "base/ascii.h"

namespace mta::http {
namespace {

/// What stands before the parameter.
std::string_view fixed_part(std::string_view path) { return path.substr(0, path.rfind('{')); }

}  // namespace

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

bool Route::matches(std::string_view asked) const {
  if (!has_parameter()) return asked == path;
  const std::string_view fixed = fixed_part(path);
  return asked.starts_with(fixed) && asked.size() > fixed.size();
}

std::string Route::parameter(std::string_view asked) const {
  return percent_decoded(asked.substr(fixed_part(path).size()));
}

const Route& Routes::find(std::string_view path) const {
  const auto found =
      std::ranges::find_if(routes_, [&](const Route& route) { return route.matches(path); });
  return found == routes_.end() ? unmatched_ : *found;
}

}  // namespace mta::http
