#pragma once

#include <string>
#include <vector>

#include "http/message.h"

namespace mta::http {

/// A CORS preflight (Fetch, 3.3.5), not any other OPTIONS.
bool is_preflight(const Request& request);

/// Which pages may call us: origins, `*` alone, or nobody.
class OriginPolicy {
 public:
  explicit OriginPolicy(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {}

  [[nodiscard]] bool allows_any() const { return allowed_.size() == 1 && allowed_.front() == "*"; }
  [[nodiscard]] bool lists(std::string_view origin) const;
  /// Listed, or the request's own host (the page that we serve), or no page at all.
  [[nodiscard]] bool admits(const Request& request) const;

 private:
  std::vector<std::string> allowed_;
};

}  // namespace mta::http
