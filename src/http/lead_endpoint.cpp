#include "http/lead_endpoint.h"

#include "leads/ids.h"

namespace mta::http {
namespace {

constexpr std::chrono::seconds try_again{5};

Error too_many(const Admission& refused) {
  return {.kind = ErrorKind::rate_limited,
          .message = "Too many requests to be contacted. Maximum " +
                     std::to_string(refused.limit.max) + " per hour.",
          .retry_after = refused.reset};
}

Error not_kept() {
  return {.kind = ErrorKind::store_failed,
          .message = "Your details could not be kept. Please try again.",
          .retry_after = try_again};
}

/// The table of counters has the visitor's requests too.
std::string counted_as(const Exchange& exchange) { return "leads-" + exchange.visitor().hash; }

class LeadEndpoint {
 public:
  explicit LeadEndpoint(const LeadParts& parts) : parts_(parts) {}

  Task<Result<Response>> answer(Exchange& exchange, const Body& body) const {
    Result<LeadForm> form = parts_.protocol.decode(body.text());
    if (!form) co_return std::unexpected(std::move(form.error()));
    const auto wordings = parts_.wordings();
    const leads::ConsentWording* agreed = wordings->version(form->consent_version);
    if (agreed == nullptr) co_return parts_.protocol.outdated(*wordings, exchange.id());
    const Admission admission =
        co_await parts_.limiter.admit(counted_as(exchange), parts_.clock.now());
    if (!admission.admitted) {
      exchange.admission = admission;
      co_return std::unexpected(too_many(admission));
    }
    if (form->is_trapped) co_return trap();
    co_return co_await keep(exchange, lead_of(exchange, std::move(*form), *agreed));
  }

 private:
  /// A program that fills every field learns nothing: it is told what everybody is told.
  [[nodiscard]] Response trap() const {
    parts_.log.write(LogLevel::info, "a form's trap field was filled, nothing is kept");
    return parts_.protocol.kept(leads::new_lead_id(parts_.random));
  }

  [[nodiscard]] leads::Lead lead_of(const Exchange& exchange, LeadForm form,
                                    const leads::ConsentWording& agreed) const {
    const Timestamp now = parts_.clock.now();
    return {
        .id = leads::new_lead_id(parts_.random),
        .contact = std::move(form.contact),
        .devices = std::move(form.devices),
        .message = std::move(form.message),
        .language = agreed.language,
        .page = std::move(form.page),
        .conversation_id = form.session_id
                               ? parts_.sessions.open(form.session_id, exchange.visitor()).public_id
                               : std::string(),
        .source = leads::Source::form,
        .consent = {.basis = leads::Basis::consent, .version = agreed.version, .given_at = now},
        .created_at = now,
        .updated_at = now,
        .expires_at = now + parts_.retention};
  }

  Task<Result<Response>> keep(Exchange& exchange, leads::Lead lead) const {
    exchange.conversation_id = lead.conversation_id;
    const Result<leads::Saved> saved = co_await parts_.store.save(std::move(lead));
    if (!saved) {
      parts_.metrics.add(Counter::store_errors);
      parts_.log.write(LogLevel::error, "a lead could not be kept",
                       {{"request_id", std::string_view(exchange.id())},
                        {"cause", std::string_view(saved.error().detail)}});
      co_return std::unexpected(not_kept());
    }
    exchange.answer = KeptAnswer{.text = saved->id};
    co_return parts_.protocol.kept(saved->id);
  }

  const LeadParts parts_;
};

}  // namespace

CountedHandler lead_endpoint(const LeadParts& parts) {
  const auto endpoint = std::make_shared<const LeadEndpoint>(parts);
  return [endpoint](Exchange& exchange, Body body, Counted) -> Task<Result<Response>> {
    co_return co_await endpoint->answer(exchange, body);
  };
}

Handler consent_endpoint(const LeadParts& parts) {
  return [&protocol = parts.protocol, wordings = parts.wordings](
             Exchange&) -> Task<Result<Response>> { co_return protocol.wordings(*wordings()); };
}

Replay replay_lead(const LeadProtocol& protocol) {
  return [&protocol](Exchange&, KeptAnswer kept, std::string_view, const Body&) -> Task<Response> {
    co_return protocol.kept(kept.text);
  };
}

Task<Result<Response>> no_leads(Exchange&) {
  return failed({.kind = ErrorKind::not_found, .message = "Contact details are not taken here"});
}

}  // namespace mta::http
