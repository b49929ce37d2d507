#include "http/proxy_warnings.h"

#include "http/visitor_address.h"

namespace mta::http {

void ProxyWarnings::look_at(const Request& request) {
  const bool has_list = request.headers.get("X-Forwarded-For").has_value();
  const bool forwarded = has_list || request.headers.get("Forwarded").has_value();
  if (!forwarded || !request.peer) return;
  if (!is_trusted(*request.peer, trusted_)) {
    warn_once(of_unknown_,
              "X-Forwarded-For came from an address that is not in server.trusted_proxies: if it "
              "is your proxy's, all visitors behind it share one limit until it is named there");
  } else if (!has_list) {
    warn_once(of_forwarded_,
              "a trusted proxy sends Forwarded and no X-Forwarded-For, which alone is read: all "
              "visitors behind it share one limit until it sends X-Forwarded-For");
  }
}

void ProxyWarnings::warn_once(std::atomic<bool>& warned, std::string_view text) {
  constexpr std::string_view setting = "server.trusted_proxies";
  if (!warned.exchange(true)) log_.write(LogLevel::warn, text, {{"setting", setting}});
}

}  // namespace mta::http
