#include "main/delivery_wiring.h"

#include "base/private_host.h"
#include "base/webhook_secret.h"
#include "delivery/sns_topic.h"
#include "delivery/webhook.h"
#include "main/model_wiring.h"

namespace mta {
namespace {

using config::Config;
using config::Environment;
using config::Secrets;

/// The settings see to it that there is one.
std::vector<std::string> webhook_keys(const Secrets& secrets) {
  std::vector<std::string> keys;
  for (const auto& secret : {secrets.webhook_secret, secrets.previous_webhook_secret}) {
    auto key = webhook_key(secret.value_or(""));
    if (key) keys.push_back(*std::move(key));
  }
  return keys;
}

delivery::SnsOptions sns_options(const std::string& arn, const Environment& environment) {
  const std::string endpoint = lookup_in(environment)("AWS_ENDPOINT_URL_SNS");
  return {.endpoint = parse_url(endpoint.empty() ? aws_endpoint("sns", delivery::sns_region(arn))
                                                 : endpoint)
                          .value_or(Url{}),
          .arn = arn};
}

}  // namespace

LeadReceivers make_lead_receivers(const Config& config, const Secrets& secrets,
                                  const Environment& environment, net::HttpsClient& client,
                                  net::AwsCredentialChain& credentials, const Clock& clock) {
  LeadReceivers receivers;
  const Config::Leads& leads = config.leads;
  if (!leads.enabled) return receivers;
  if (const auto url = parse_url(leads.webhook_url)) {
    receivers.webhook_client = make_https_client(
        environment, clock, leads.webhook_allow_private ? net::AddressFilter() : is_public_address);
    receivers.webhook = delivery::make_webhook(
        {.url = *url, .keys = webhook_keys(secrets), .allow_private = leads.webhook_allow_private},
        *receivers.webhook_client, clock);
  }
  if (!leads.sns_topic.empty()) {
    receivers.topic = delivery::make_sns_topic(sns_options(leads.sns_topic, environment), client,
                                               credentials, clock);
  }
  return receivers;
}

}  // namespace mta
