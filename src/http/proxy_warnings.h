#pragma once

#include <atomic>
#include <vector>

#include "base/address_block.h"
#include "http/message.h"

namespace mta::http {

/// WARN, once each, where a proxy says whom it forwards for and is not understood: a peer that is
/// not in server.trusted_proxies, or one that is and sends Forwarded alone. Thread-safe; `log` must
/// outlive it.
class ProxyWarnings {
 public:
  ProxyWarnings(std::vector<AddressBlock> trusted, Log& log)
      : trusted_(std::move(trusted)), log_(log) {}

  void look_at(const Request& request);

 private:
  void warn_once(std::atomic<bool>& warned, std::string_view text);

  const std::vector<AddressBlock> trusted_;
  Log& log_;
  std::atomic<bool> of_unknown_ = false;
  std::atomic<bool> of_forwarded_ = false;
};

}  // namespace mta::http
