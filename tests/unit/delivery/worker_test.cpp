#include "delivery/worker.h"

#include <array>
#include <functional>
#include <future>

#include <gtest/gtest.h>

#include "base/system.h"
#include "delivery/loop.h"
#include "delivery/watched_store.h"
#include "storage/memory.h"
#include "tests/support/fake_lead_store.h"
#include "tests/support/fakes.h"
#include "tests/support/lead_events.h"
#include "tests/support/leads.h"
#include "tests/support/run_task.h"

namespace mta::delivery {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using State = test::FakeLeadStore::State;

/// Answers what it is told to, the last answer again and again.
class ScriptedReceiver final : public Receiver {
 public:
  Task<Outcome> deliver(const leads::LeadEvent& event, CallLimits) override {
    asked.push_back(event);
    if (on_ask) on_ask();
    const Outcome outcome = outcomes.front();
    if (outcomes.size() > 1) outcomes.erase(outcomes.begin());
    co_return outcome;
  }
  std::vector<Outcome> outcomes = {Outcome{}};
  std::vector<leads::LeadEvent> asked;
  std::function<void()> on_ask;
};

const Outcome down{.verdict = Verdict::failed, .cause = "status 503"};
const Outcome gone{.verdict = Verdict::gone, .cause = "status 410"};

class DeliveryWorker : public testing::Test {
 protected:
  void save(const std::string& id, leads::Source source = leads::Source::chat) {
    leads::Lead lead = test::example_lead(id, clock_.now());
    lead.source = source;
    ASSERT_TRUE(test::run(store_.save(std::move(lead))));
  }
  [[nodiscard]] WorkerParts parts(Receiver* topic = nullptr) {
    return {.store = store_,
            .webhook = &webhook_,
            .topic = topic,
            .clock = clock_,
            .random = random_,
            .metrics = metrics_,
            .log = log_};
  }
  Pass deliver(CallLimits limits = {}) { return test::run(worker_.deliver_due(std::move(limits))); }
  State state(std::size_t entry = 0) { return store_.entries.at(entry).state; }
  [[nodiscard]] Timestamp next() const { return store_.entries.at(0).event.next_attempt_at; }

  test::ManualClock clock_;
  test::CountingRandom random_;
  test::RecordingMetrics metrics_;
  test::RecordingLog log_;
  test::FakeLeadStore store_;
  ScriptedReceiver webhook_;
  ScriptedReceiver topic_;
  Worker worker_{parts()};
};

TEST_F(DeliveryWorker, DeliversWhatIsDueOnce) {
  save("lead_1");
  save("lead_2", leads::Source::form);
  const Pass pass = deliver();
  EXPECT_EQ(pass.settled, (std::vector<std::string>{"lead_1", "lead_2"}));
  EXPECT_TRUE(pass.is_complete);
  EXPECT_EQ(state(0), State::delivered);
  deliver();
  EXPECT_EQ(webhook_.asked.size(), 2U);
  EXPECT_EQ(metrics_.total(Counter::chat_leads_delivered), 1);
  EXPECT_EQ(metrics_.total(Counter::form_leads_delivered), 1);
}

TEST_F(DeliveryWorker, TriesTenTimesWithTheSameIdByTheScheduleThenGivesUp) {
  webhook_.outcomes = {down};
  save("lead_1");
  const auto delays = std::to_array<std::chrono::milliseconds>({seconds(5), minutes(5), minutes(30),
                                                                hours(2), hours(5), hours(10),
                                                                hours(14), hours(20), hours(24)});
  for (const auto delay : delays) {
    deliver();
    ASSERT_EQ(state(), State::waiting);
    const auto wait = next() - clock_.now();
    EXPECT_GE(wait, delay);
    EXPECT_LE(wait, delay + delay / 10);
    clock_.advance(wait - std::chrono::milliseconds(1));
    const std::size_t before = webhook_.asked.size();
    deliver();
    EXPECT_EQ(webhook_.asked.size(), before) << "not yet";
    clock_.advance(std::chrono::milliseconds(1));
  }
  deliver();
  EXPECT_EQ(state(), State::given_up);
  EXPECT_EQ(webhook_.asked.size(), 10U);
  for (const auto& event : webhook_.asked) EXPECT_EQ(event.id, "msg_lead_1");
  EXPECT_EQ(metrics_.total(Counter::lead_webhook_failures), 10);
  EXPECT_EQ(metrics_.total(Counter::chat_leads_given_up), 1);
  EXPECT_NE(log_.all().find("mta-chat leads replay"), std::string::npos);
}

TEST_F(DeliveryWorker, DeliversOnceTheReceiverIsBack) {
  webhook_.outcomes = {down, down, Outcome{}};
  save("lead_1");
  for (int tries = 0; tries < 3; ++tries) {
    deliver();
    clock_.advance(minutes(6));
  }
  EXPECT_EQ(state(), State::delivered);
  EXPECT_EQ(webhook_.asked.size(), 3U);
}

TEST_F(DeliveryWorker, WaitsAsLongAsTheReceiverAsksFor) {
  webhook_.outcomes = {
      {.verdict = Verdict::failed, .cause = "status 429", .retry_after = seconds(600)}};
  save("lead_1");
  EXPECT_EQ(deliver().next, clock_.now() + seconds(600));
  EXPECT_EQ(next(), clock_.now() + seconds(600));
}

TEST_F(DeliveryWorker, A410SwitchesTheWebhookOffForADayAndLeadsWait) {
  webhook_.outcomes = {gone, Outcome{}};
  save("lead_1");
  save("lead_2");
  deliver();
  EXPECT_EQ(webhook_.asked.size(), 1U) << "the second is not sent";
  EXPECT_EQ(state(0), State::waiting);
  EXPECT_EQ(state(1), State::waiting);
  EXPECT_NE(log_.all().find("the webhook is switched off"), std::string::npos);
  clock_.advance(hours(23));
  deliver();
  EXPECT_EQ(webhook_.asked.size(), 1U);
  clock_.advance(hours(1));
  deliver();
  EXPECT_EQ(state(0), State::delivered);
  EXPECT_EQ(state(1), State::delivered);
}

TEST_F(DeliveryWorker, A410IsNoReasonToGiveUp) {
  webhook_.outcomes = {gone};
  save("lead_1");
  for (int day = 0; day < 20; ++day) {
    deliver();
    clock_.advance(hours(24));
  }
  EXPECT_EQ(state(), State::waiting);
  EXPECT_EQ(webhook_.asked.size(), 20U) << "one request a day";
}

TEST_F(DeliveryWorker, TellsTheTopicOnceHoweverOftenTheWebhookIsTried) {
  Worker worker(parts(&topic_));
  webhook_.outcomes = {down, down, Outcome{}};
  save("lead_1");
  for (int tries = 0; tries < 3; ++tries) {
    test::run(worker.deliver_due({}));
    clock_.advance(minutes(6));
  }
  EXPECT_EQ(state(), State::delivered);
  EXPECT_EQ(topic_.asked.size(), 1U);
  EXPECT_EQ(webhook_.asked.size(), 3U);
}

TEST_F(DeliveryWorker, PostsOnceHoweverOftenTheTopicIsTried) {
  Worker worker(parts(&topic_));
  topic_.outcomes = {{.verdict = Verdict::failed, .cause = "SNS: status 500"}, Outcome{}};
  save("lead_1");
  test::run(worker.deliver_due({}));
  EXPECT_EQ(state(), State::waiting);
  clock_.advance(minutes(1));
  test::run(worker.deliver_due({}));
  EXPECT_EQ(state(), State::delivered);
  EXPECT_EQ(webhook_.asked.size(), 1U);
  EXPECT_EQ(metrics_.total(Counter::lead_webhook_failures), 0);
}

TEST_F(DeliveryWorker, TellsTheTopicWhileTheWebhookIsSwitchedOff) {
  Worker worker(parts(&topic_));
  webhook_.outcomes = {gone};
  save("lead_1");
  save("lead_2");
  test::run(worker.deliver_due({}));
  EXPECT_EQ(topic_.asked.size(), 2U);
  EXPECT_EQ(webhook_.asked.size(), 1U);
  EXPECT_EQ(store_.entries.at(1).event.reached, (leads::Reached{.webhook = false, .topic = true}));
}

TEST_F(DeliveryWorker, SaysWhichLeadsItCouldNotSettle) {
  for (const char* id : {"lead_1", "lead_2", "lead_3"}) save(id);
  store_.fails_to_settle = "msg_lead_2";
  const Pass pass = deliver();
  EXPECT_EQ(pass.settled, std::vector<std::string>{"lead_1"});
  EXPECT_EQ(pass.unsettled, std::vector<std::string>{"lead_2"});
  EXPECT_FALSE(pass.is_complete);
  EXPECT_EQ(metrics_.total(Counter::store_errors), 1);
  store_.fails_to_settle.clear();
  clock_.advance(hold);
  EXPECT_TRUE(deliver().is_complete);
  EXPECT_EQ(webhook_.asked.at(1).id, webhook_.asked.at(2).id) << "again, with the same id";
  EXPECT_EQ(state(2), State::delivered);
}

TEST_F(DeliveryWorker, AStoreThatFailsIsSaid) {
  save("lead_1");
  store_.failing = true;
  EXPECT_FALSE(deliver().is_complete);
  EXPECT_NE(log_.all().find("the leads' store failed cause=disk on fire"), std::string::npos);
  EXPECT_TRUE(webhook_.asked.empty());
}

TEST_F(DeliveryWorker, BeginsNoTryForWhichThereIsNoTime) {
  save("lead_1");
  EXPECT_FALSE(deliver({.deadline = clock_.steady_now() + seconds(29)}).is_complete);
  EXPECT_TRUE(webhook_.asked.empty());
  EXPECT_TRUE(deliver({.deadline = clock_.steady_now() + seconds(30)}).is_complete);
}

TEST_F(DeliveryWorker, ATryThatTheEndOfTheProcessCutsIsMadeAgainAtOnce) {
  std::stop_source end;
  webhook_.outcomes = {down, Outcome{}};
  webhook_.on_ask = [&] { end.request_stop(); };
  save("lead_1");
  save("lead_2");
  deliver({.client_gone = end.get_token()});
  EXPECT_EQ(webhook_.asked.size(), 1U);
  EXPECT_EQ(next(), clock_.now());
  EXPECT_EQ(metrics_.total(Counter::lead_webhook_failures), 0);
  deliver();
  EXPECT_EQ(state(0), State::delivered);
}

TEST_F(DeliveryWorker, ShowsHowManyWaitAndForHowLong) {
  webhook_.outcomes = {down};
  save("lead_1");
  deliver();
  clock_.advance(seconds(3));
  deliver();
  EXPECT_EQ(metrics_.level(Gauge::leads_undelivered), 1);
  EXPECT_EQ(metrics_.level(Gauge::leads_oldest_undelivered_seconds), 3);
  webhook_.outcomes = {Outcome{}};
  clock_.advance(minutes(6));
  deliver();
  EXPECT_EQ(metrics_.level(Gauge::leads_undelivered), 0);
  EXPECT_EQ(metrics_.level(Gauge::leads_oldest_undelivered_seconds), 0);
}

TEST_F(DeliveryWorker, LogsNothingOfTheLead) {
  webhook_.outcomes = {down, Outcome{}};
  save("lead_1");
  deliver();
  clock_.advance(minutes(1));
  deliver();
  const std::string lines = log_.all();
  EXPECT_NE(lines.find("lead_id=lead_1"), std::string::npos);
  for (const char* word : {"Sara", "966", "clinic", "Clinic", "كم", "example.com"}) {
    EXPECT_EQ(lines.find(word), std::string::npos) << word;
  }
}

TEST_F(DeliveryWorker, TheLoopDeliversWhatComesAndTriesAgainWhenItIsDue) {
  webhook_.outcomes = {down, down, down, Outcome{}};
  save("lead_1");
  Loop loop(parts());
  webhook_.on_ask = [&] {
    if (webhook_.asked.size() == 4) loop.stop();
  };
  const Timestamp begin = clock_.now();
  test::run(loop.run());
  EXPECT_EQ(state(), State::delivered);
  EXPECT_GE(clock_.now() - begin, seconds(5) + minutes(5) + minutes(30));
}

TEST(DeliveryThread, IsWokenByANewLeadAndEndsWhenToldTo) {
  SystemClock clock;
  test::CountingRandom random;
  test::RecordingMetrics metrics;
  test::RecordingLog log;
  Wake wake;
  const auto store =
      make_watched_store(storage::make_memory_leads(random), metrics, [&] { wake.notify(); });
  std::promise<void> delivered;
  ScriptedReceiver webhook;
  webhook.on_ask = [&] { delivered.set_value(); };
  const auto thread = start_thread({.store = *store,
                                    .webhook = &webhook,
                                    .topic = nullptr,
                                    .clock = clock,
                                    .random = random,
                                    .metrics = metrics,
                                    .log = log},
                                   wake);
  ASSERT_TRUE(test::run(store->save(test::full_lead(clock.now()))));
  EXPECT_EQ(delivered.get_future().wait_for(seconds(60)), std::future_status::ready);
  EXPECT_EQ(metrics.total(Counter::chat_leads_made), 1);
}

}  // namespace
}  // namespace mta::delivery
