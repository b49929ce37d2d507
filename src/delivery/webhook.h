#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/url.h"
#include "delivery/receiver.h"
#include "net/http_client.h"

namespace mta::delivery {

struct WebhookOptions {
  Url url;
  std::vector<std::string> keys;  ///< webhook_key(): the current one, then the one before
  bool allow_private = false;     ///< the URL may name this machine or one of a private network
};

/// Posts events as Standard Webhooks 1.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`;
/// body `{"type", "timestamp", "data"}`), over a connection of its own each. A 2xx is acceptance, a
/// 410 the end, anything else a failure; redirects are not followed; of the answer no more than its
/// head counts, and nothing is logged. A try ends within 15 seconds. `client` must itself refuse
/// addresses that are not public (base/private_host.h) unless `allow_private`: a name can lead
/// anywhere. `client` and `clock` must outlive it.
std::unique_ptr<Receiver> make_webhook(WebhookOptions options, net::HttpClient& client,
                                       const Clock& clock);

/// What is posted.
std::string webhook_body(const leads::LeadEvent& event);

}  // namespace mta::delivery
