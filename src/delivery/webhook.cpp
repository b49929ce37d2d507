#include "delivery/webhook.h"

#include <algorithm>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/private_host.h"
#include "base/retry_after.h"
#include "base/utc_text.h"
#include "delivery/schedule.h"
#include "delivery/signature.h"
#include "leads/lead_json.h"

namespace mta::delivery {
namespace {

namespace json = boost::json;
using std::chrono::seconds;

constexpr seconds longest_try{15};
constexpr int gone = 410;

Outcome failed(std::string cause) {
  return {.verdict = Verdict::failed, .cause = std::move(cause)};
}

Outcome outcome_of(const net::HttpResponse& response, Timestamp now) {
  const int status = response.status();
  const int hundreds = status / 100;
  if (hundreds == 2) return {};
  if (status == gone) return {.verdict = Verdict::gone, .cause = "status 410"};
  const std::string_view note = hundreds == 3 ? ": redirects are not followed" : "";
  return {.verdict = Verdict::failed,
          .cause = "status " + std::to_string(status) + std::string(note),
          .retry_after =
              retry_after(response.header("Retry-After").value_or(""), now, longest_retry_after)};
}

class Webhook final : public Receiver {
 public:
  Webhook(WebhookOptions options, net::HttpClient& client, const Clock& clock)
      : options_(std::move(options)), client_(client), clock_(clock) {}

  Task<Outcome> deliver(const leads::LeadEvent& event, CallLimits limits) override {
    if (!options_.allow_private && !may_be_public_host(options_.url.host)) {
      co_return failed(
          "leads.webhook_url names this machine or one of a private network, which "
          "leads.webhook_allow_private does not allow");
    }
    const auto response =
        co_await client_.send(options_.url, request(event), http_limits(std::move(limits)));
    if (!response) co_return failed(response.error().detail);
    const Outcome outcome = outcome_of(**response, clock_.now());
    // Some servers take a connection that ends before they have answered for a fault.
    constexpr std::chrono::milliseconds to_the_end{500};
    co_await (*response)->finish(to_the_end);
    co_return outcome;
  }

 private:
  [[nodiscard]] net::HttpRequest request(const leads::LeadEvent& event) const {
    const auto now = std::chrono::floor<seconds>(clock_.now());
    const std::string body = webhook_body(event);
    return {
        .method = "POST",
        .target = options_.url.path.empty() ? "/" : options_.url.path,
        .headers = {{"Host", options_.url.authority()},
                    {"User-Agent", "mta-chat"},
                    {"Accept", "*/*"},
                    {"Content-Type", "application/json"},
                    {"webhook-id", event.id},
                    {"webhook-timestamp", std::to_string(now.time_since_epoch().count())},
                    {"webhook-signature", webhook_signature(options_.keys, event.id, now, body)}},
        .body = body};
  }

  [[nodiscard]] net::HttpLimits http_limits(CallLimits limits) const {
    constexpr std::size_t most_body_bytes = std::size_t{64} * 1024;
    limits.deadline = std::min(limits.deadline, clock_.steady_now() + longest_try);
    return {.connect = longest_try,
            .first_byte = longest_try,
            .between_bytes = longest_try,
            .body_bytes = most_body_bytes,
            .call = std::move(limits),
            .resend = false,
            .longest_idle = seconds(0)};
  }

  WebhookOptions options_;
  net::HttpClient& client_;
  const Clock& clock_;
};

}  // namespace

std::string webhook_body(const leads::LeadEvent& event) {
  const std::string_view type = leads::name_of(event.kind);
  return json::serialize(json::object{{"type", json::string_view(type.data(), type.size())},
                                      {"timestamp", rfc3339(event.at)},
                                      {"data", leads::data_of(event)}});
}

std::unique_ptr<Receiver> make_webhook(WebhookOptions options, net::HttpClient& client,
                                       const Clock& clock) {
  return std::make_unique<Webhook>(std::move(options), client, clock);
}

}  // namespace mta::delivery
