#include "http/lead_endpoint.h"

#include <gtest/gtest.h>

#include "protocols/native/leads.h"
#include "tests/support/call_handler.h"
#include "tests/support/pipeline_setup.h"

namespace mta::http {
namespace {

using test::Call;
using test::header;

leads::ConsentWordings some_wordings() {
  std::vector<std::string> problems;
  return leads::ConsentWordings::parse("## en\nMay we?\n## ar\nهل؟\n", problems);
}

/// A store that fails on demand.
class FailingLeads final : public leads::LeadStore {
 public:
  explicit FailingLeads(leads::LeadStore& store) : store_(store) {}
  Task<Result<leads::Saved>> save(leads::Lead lead) override {
    if (failing) co_return std::unexpected(failure());
    co_return co_await store_.save(std::move(lead));
  }
  Task<Result<std::vector<leads::Lead>>> find(leads::Subject subject, Timestamp now) override {
    return store_.find(std::move(subject), now);
  }
  Task<Result<leads::LeadPage>> list(leads::LeadQuery query, Timestamp now) override {
    return store_.list(std::move(query), now);
  }
  Task<Result<std::size_t>> erase(leads::Subject subject, Timestamp now) override {
    if (failing) co_return std::unexpected(failure());
    co_return co_await store_.erase(std::move(subject), now);
  }
  Task<Result<std::vector<leads::LeadEvent>>> take_due(Timestamp now, std::chrono::seconds hold,
                                                       std::size_t most) override {
    return store_.take_due(now, hold, most);
  }
  Task<Result<bool>> settle(std::string event_id, leads::DeliveryResult result,
                            Timestamp now) override {
    return store_.settle(std::move(event_id), result, now);
  }
  Task<Result<bool>> replay(std::string lead_id, Timestamp now) override {
    return store_.replay(std::move(lead_id), now);
  }
  Task<Result<leads::Backlog>> backlog(Timestamp now) override { return store_.backlog(now); }

  bool failing = false;

 private:
  static Error failure() {
    return {.kind = ErrorKind::store_failed, .message = {}, .detail = "disk on fire"};
  }
  leads::LeadStore& store_;
};

class LeadEndpointTest : public testing::Test {
 protected:
  /// A form that has no fault, with `members` beside.
  Response leave(const std::string& members = R"("phone":"+966550123456")", Headers headers = {}) {
    Call call{.path = "/leads", .headers = std::move(headers)};
    call.body = R"({"consent":{"version":")" + wordings_->of("ar").version + R"(","given":true},)" +
                members + "}";
    return call.to(handler());
  }
  Response erase(const std::string& session, const std::string& peer = "192.0.2.1") {
    Call call{.method = "DELETE", .path = "/sessions/" + session, .body = "", .peer = peer};
    return call.to(handler());
  }
  std::vector<leads::Lead> kept() {
    return test::run(store_.list({}, parts_.clock.now())).value().leads;
  }

  const RequestHandler& handler() {
    if (!handler_) {
      PipelineParts pipeline = setup_.parts_for(chat_);
      pipeline.leads = &leads_;
      handler_ = make_pipeline(pipeline, {});
    }
    return handler_;
  }

  test::ChatParts parts_;
  ChatService chat_ = parts_.service();
  const std::shared_ptr<const leads::ConsentWordings> wordings_ =
      std::make_shared<leads::ConsentWordings>(some_wordings());
  const std::unique_ptr<leads::LeadStore> memory_ = storage::make_memory_leads(parts_.random);
  const std::unique_ptr<leads::DraftStore> drafts_ = storage::make_memory_drafts(parts_.clock);
  FailingLeads store_{*memory_};
  test::PipelineSetup setup_{.fakes = parts_,
                             .lead_store = &store_,
                             .drafts = drafts_.get(),
                             .counter = storage::make_memory_counter({.max = 1000})};
  const std::unique_ptr<LeadProtocol> protocol_ = protocols::make_native_lead_protocol();
  const std::unique_ptr<VisitorCounter> counter_ =
      storage::make_memory_counter({.max = 3, .window = std::chrono::hours(1)});
  RateLimiter limiter_{*counter_, *counter_, parts_.metrics, parts_.log};
  const LeadParts leads_{.store = store_,
                         .wordings = [this] { return wordings_; },
                         .protocol = *protocol_,
                         .limiter = limiter_,
                         .sessions = parts_.sessions,
                         .clock = parts_.clock,
                         .random = parts_.random,
                         .metrics = parts_.metrics,
                         .log = parts_.log,
                         .retention = std::chrono::days(365)};
  RequestHandler handler_;
};

TEST_F(LeadEndpointTest, ALeadIsKeptWithItsConsentBeforeItIsAcknowledged) {
  const Response response = leave(
      R"("name":"Sara","email":"S@C.example","session_id":"chosen","page":"https://c.example/a?b")");
  EXPECT_EQ(response.status, 201);
  ASSERT_EQ(kept().size(), 1U);
  const leads::Lead lead = kept().front();
  const Timestamp now = parts_.clock.now();
  EXPECT_EQ(response.body, R"({"lead_id":")" + lead.id + "\"}");
  EXPECT_EQ(lead.contact.email, "s@c.example");
  EXPECT_EQ(lead.language, "ar");
  EXPECT_EQ(lead.page, "https://c.example/a");
  EXPECT_EQ(lead.source, leads::Source::form);
  EXPECT_EQ(lead.consent, (leads::Consent{.basis = leads::Basis::consent,
                                          .version = wordings_->of("ar").version,
                                          .given_at = now}));
  EXPECT_EQ(lead.expires_at, now + std::chrono::days(365));
  const Session session = parts_.sessions.open("chosen", parts_.sessions.identify("192.0.2.1"));
  EXPECT_EQ(lead.conversation_id, session.public_id);
}

TEST_F(LeadEndpointTest, WhatCannotBeKeptIsNotAcknowledged) {
  store_.failing = true;
  const Response response = leave();
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(header(response, "Retry-After"), "5");
  EXPECT_TRUE(response.body.contains("could not be kept"));
  EXPECT_FALSE(response.body.contains("fire"));
  EXPECT_TRUE(parts_.log.all().contains("cause=disk on fire"));
  EXPECT_EQ(parts_.metrics.total(Counter::store_errors), 1);
}

TEST_F(LeadEndpointTest, TheLimitOfAnHourIsHonestAboutItsEnd) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(leave(R"("phone":"+96655012345)" + std::to_string(i) + '"').status, 201);
  }
  const Response refused = leave();
  EXPECT_EQ(refused.status, 429);
  const int wait = std::stoi(header(refused, "Retry-After"));
  EXPECT_EQ(header(refused, "RateLimit"), "\"visitor\";r=0;t=" + std::to_string(wait));
  EXPECT_EQ(header(refused, "X-RateLimit-Window"), "3600");
  parts_.clock.advance(std::chrono::seconds(wait - 1));
  EXPECT_EQ(leave().status, 429) << "one second earlier it is not admitted";
  parts_.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(leave().status, 201);
}

TEST_F(LeadEndpointTest, OfATrappedProgramNothingIsKept) {
  const Response response = leave(R"("phone":"+966550123456","website":"https://buy.example")");
  EXPECT_EQ(response.status, 201);
  EXPECT_TRUE(response.body.starts_with(R"({"lead_id":"lead_)"));
  EXPECT_TRUE(kept().empty());
}

TEST_F(LeadEndpointTest, ARepeatUnderItsKeyIsToldTheSameId) {
  Headers key;
  key.add("Idempotency-Key", "0b9a2f4c-88d1-4e57-9a51-3f7f0c2d9e10");
  const Response first = leave(R"("phone":"+966550123456")", key);
  parts_.clock.advance(std::chrono::minutes(1));
  const Response again = leave(R"("phone":"+966550123456")", key);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(header(again, "Idempotency-Replayed"), "true");
}

TEST_F(LeadEndpointTest, NoLineOfTheLogHasWhatWasLeft) {
  leave(R"("name":"planted","phone":"+966550123456","email":"planted@c.example")");
  store_.failing = true;
  leave(R"("name":"planted","phone":"+966550123457")");
  leave(R"("name":"planted","phone":"planted")");
  EXPECT_FALSE(parts_.log.all().contains("planted"));
  EXPECT_FALSE(parts_.log.all().contains("5501234"));
}

TEST_F(LeadEndpointTest, AnErasedSessionLeavesNeitherDraftNorLead) {
  leave(R"("phone":"+966550123456","session_id":"chosen")");
  const Session session = parts_.sessions.open("chosen", parts_.sessions.identify("192.0.2.1"));
  const Timestamp later = parts_.clock.now() + std::chrono::minutes(30);
  test::run(drafts_->put_draft(session.public_id, "sealed", later)).value();
  EXPECT_EQ(erase("chosen", "198.51.100.1").status, 204);
  EXPECT_EQ(kept().size(), 1U) << "of another address it is another conversation";
  EXPECT_EQ(erase("chosen").status, 204);
  EXPECT_TRUE(kept().empty());
  EXPECT_EQ(test::run(drafts_->draft(session.public_id, parts_.clock.now())).value(), std::nullopt);
}

TEST_F(LeadEndpointTest, AnErasureThatFailsIsNotSaidToBeDone) {
  store_.failing = true;
  const Response response = erase("chosen");
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(parts_.log.all().contains("a conversation could not be erased"));
  EXPECT_FALSE(parts_.log.all().contains("chosen"));
}

}  // namespace
}  // namespace mta::http
