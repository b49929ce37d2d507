#pragma once

#include <memory>

#include "http/route.h"
#include "protocols/native/protocol.h"

namespace mta::test {

/// An exchange for a step that is tested alone, with all that it refers to. Set the request and the
/// route before the exchange is first used.
class Exchanges {
 public:
  http::Request request;
  std::unique_ptr<http::Protocol> protocol = protocols::make_native_protocol({});
  http::Route route{.protocol = *protocol};

  http::Exchange& operator*() { return *exchange_; }
  http::Exchange* operator->() { return &**this; }

 private:
  std::unique_ptr<http::Exchange> exchange_ = std::make_unique<http::Exchange>(
      request, route, "id-1", Visitor{.unit = "192.0.2.1", .hash = "visitor"});
};

}  // namespace mta::test
