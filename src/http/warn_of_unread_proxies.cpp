#include <atomic>

#include "http/middlewares.h"
#include "http/visitor_address.h"

namespace mta::http {
namespace {

constexpr std::string_view setting = "server.trusted_proxies";

class ProxyWarnings {
 public:
  ProxyWarnings(std::vector<AddressBlock> trusted, Log& log)
      : trusted_(std::move(trusted)), log_(log) {}

  void look_at(const Request& request) {
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

 private:
  void warn_once(std::atomic<bool>& warned, std::string_view text) {
    if (!warned.exchange(true)) log_.write(LogLevel::warn, text, {{"setting", setting}});
  }

  std::vector<AddressBlock> trusted_;
  Log& log_;
  std::atomic<bool> of_unknown_ = false;
  std::atomic<bool> of_forwarded_ = false;
};

}  // namespace

Middleware warn_of_unread_proxies(std::vector<AddressBlock> trusted_proxies, Log& log) {
  auto warnings = std::make_shared<ProxyWarnings>(std::move(trusted_proxies), log);
  return [warnings = std::move(warnings)](Request& request, const Handler& next) -> Task<Response> {
    warnings->look_at(request);
    co_return co_await next(request);
  };
}

}  // namespace mta::http
