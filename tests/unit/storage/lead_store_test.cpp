#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "leads/ports.h"
#include "tests/support/lead_stores.h"
#include "tests/support/leads.h"
#include "tests/support/run_task.h"

/// What every store of leads does, whatever it keeps them in.
namespace mta::storage {
namespace {

using namespace std::chrono_literals;
using leads::EventKind;
using leads::Lead;
using leads::LeadEvent;

class LeadStoreTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    stores_ = test::lead_stores(GetParam());
    if (!stores_) GTEST_SKIP() << "no DynamoDB Local: tests/api/leads_dynamodb_test.py gives it";
    store_ = stores_->open();
  }

  [[nodiscard]] Timestamp now() const { return stores_->clock.now(); }

  leads::Saved save(Lead lead) {
    auto saved = test::run(store_->save(std::move(lead)));
    EXPECT_TRUE(saved) << (saved ? "" : saved.error().detail);
    return saved ? *saved : leads::Saved{};
  }
  std::vector<Lead> find(leads::Subject subject) {
    return test::run(store_->find(std::move(subject), now())).value();
  }
  std::size_t erase(leads::Subject subject) {
    return test::run(store_->erase(std::move(subject), now())).value();
  }
  std::vector<LeadEvent> take(std::size_t most = 10) {
    return test::run(store_->take_due(now(), 30s, most)).value();
  }
  LeadEvent take_one() {
    auto taken = take();
    EXPECT_EQ(taken.size(), 1U);
    return taken.empty() ? LeadEvent{} : taken.front();
  }
  bool settle(const LeadEvent& event, leads::DeliveryResult result) {
    return test::run(store_->settle(event.id, result, now())).value();
  }
  leads::Saved save_delivered(Lead lead) {
    auto saved = save(std::move(lead));
    EXPECT_TRUE(settle(take_one(), leads::Delivered{}));
    return saved;
  }
  Lead full_lead() { return test::full_lead(now()); }
  Lead with_phone(std::string phone) { return test::lead_with_phone(now(), std::move(phone)); }

  std::unique_ptr<test::LeadStores> stores_;
  std::unique_ptr<leads::LeadStore> store_;
};

TEST_P(LeadStoreTest, ALeadIsFoundAsItWasByAnythingThatNamesIt) {
  Lead lead = full_lead();
  const auto saved = save(lead);
  EXPECT_TRUE(saved.is_new);
  EXPECT_TRUE(saved.id.starts_with("lead_")) << saved.id;
  EXPECT_EQ(saved.id.size(), 27U);
  lead.id = saved.id;
  save(with_phone("+971500000001"));
  const std::vector<Lead> expected = {lead};
  EXPECT_EQ(find(leads::ById{saved.id}), expected);
  EXPECT_EQ(find(leads::ByPhone{test::lead_phone}), expected);
  EXPECT_EQ(find(leads::ByEmail{test::lead_email}), expected);
  EXPECT_EQ(find(leads::ByConversation{lead.conversation_id}), expected);
  EXPECT_TRUE(find(leads::ByPhone{"+966550000124"}).empty());
  EXPECT_TRUE(find(leads::ByEmail{""}).empty()) << "leads without one are not named by it";
}

TEST_P(LeadStoreTest, TheCallersIdIsKept) {
  Lead lead = full_lead();
  lead.id = "lead_of_the_caller";
  EXPECT_EQ(save(lead).id, "lead_of_the_caller");
  EXPECT_EQ(find(leads::ById{"lead_of_the_caller"}).size(), 1U);
}

TEST_P(LeadStoreTest, TheSamePhoneOrEmailWithinADayAddsToTheLead) {
  const auto first = save(full_lead());
  stores_->clock.advance(24h - 1ms);
  Lead more = with_phone(test::lead_phone);
  more.contact.name = "Dr. Sara Ali";
  more.devices = {"HydraFacial", "7D HIFU Machine"};
  const auto second = save(more);
  EXPECT_EQ(second.id, first.id);
  EXPECT_FALSE(second.is_new);
  const auto found = find(leads::ById{first.id});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].contact.name, "Dr. Sara Ali") << "what is known now";
  EXPECT_EQ(found[0].contact.email, test::lead_email) << "what was known before";
  EXPECT_EQ(found[0].devices, (std::vector<std::string>{"7D HIFU Machine", "HydraFacial"}));
  EXPECT_EQ(found[0].created_at, now() - (24h - 1ms));
  EXPECT_EQ(found[0].updated_at, now());
  EXPECT_EQ(found[0].expires_at, more.expires_at);
  EXPECT_EQ(found[0].consent, more.consent);

  Lead by_email = with_phone("");
  by_email.created_at -= 1h;
  by_email.contact.email = test::lead_email;
  EXPECT_EQ(save(by_email).id, first.id);
}

TEST_P(LeadStoreTest, WhatAMergeLearnsCanBeFoundByIt) {
  Lead by_email = with_phone("");
  by_email.contact.email = test::lead_email;
  const auto saved = save(by_email);
  save(full_lead());
  EXPECT_EQ(find(leads::ByPhone{test::lead_phone}).size(), 1U);
  EXPECT_EQ(find(leads::ByConversation{full_lead().conversation_id}).size(), 1U);
  EXPECT_EQ(save(with_phone(test::lead_phone)).id, saved.id);
}

TEST_P(LeadStoreTest, AfterADayOrWithAnotherPhoneItIsAnotherLead) {
  const auto first = save(with_phone(test::lead_phone));
  EXPECT_NE(save(with_phone("+966550000124")).id, first.id);
  stores_->clock.advance(24h);
  const auto later = save(with_phone(test::lead_phone));
  EXPECT_TRUE(later.is_new);
  EXPECT_NE(later.id, first.id);
  EXPECT_EQ(find(leads::ByPhone{test::lead_phone}).size(), 2U);
}

TEST_P(LeadStoreTest, OfTwoLeadsThatMatchTheNewerIsAddedTo) {
  save(with_phone(test::lead_phone));
  stores_->clock.advance(1h);
  Lead by_email = with_phone("");
  by_email.contact.email = test::lead_email;
  const auto newer = save(by_email);
  stores_->clock.advance(1h);
  EXPECT_EQ(save(full_lead()).id, newer.id);
  EXPECT_EQ(find(leads::ByPhone{test::lead_phone}).size(), 2U);
}

TEST_P(LeadStoreTest, FormsOfOnePersonAtOnceMakeOneLead) {
  constexpr int forms = 8;
  std::vector<std::string> ids(forms);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < forms; ++i) {
      threads.emplace_back([&, i] {
        Lead lead = i % 2 == 0 ? with_phone(test::lead_phone) : full_lead();
        lead.devices = {"device " + std::to_string(i)};
        ids.at(static_cast<std::size_t>(i)) = save(lead).id;
      });
    }
  }
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 1U);
  const auto found = find(leads::ByPhone{test::lead_phone});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].devices.size(), 8U) << "nobody's form is lost";
  EXPECT_EQ(take().size(), 1U) << "and told as one";
}

TEST_P(LeadStoreTest, ExpiredLeadsAreNotShown) {
  Lead lead = full_lead();
  lead.expires_at = now() + 1min;
  save(lead);
  EXPECT_EQ(test::run(store_->list({}, now()))->leads.size(), 1U);
  stores_->clock.advance(1min);
  EXPECT_TRUE(find(leads::ByPhone{test::lead_phone}).empty());
  EXPECT_TRUE(test::run(store_->list({}, now()))->leads.empty());
}

TEST_P(LeadStoreTest, TheListIsInPagesNewestFirst) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(save(with_phone("+9665500000" + std::to_string(i))).id);
    if (i % 2 == 0) stores_->clock.advance(1s);  // some of one moment
  }
  std::vector<std::string> listed;
  leads::LeadQuery query{.most = 2};
  do {
    const auto page = test::run(store_->list(query, now())).value();
    EXPECT_LE(page.leads.size(), 2U);
    for (const Lead& lead : page.leads) listed.push_back(lead.id);
    query.from = page.next;
  } while (!query.from.empty());
  ASSERT_EQ(listed.size(), 5U);
  EXPECT_EQ(listed[4], ids[0]);
  EXPECT_EQ(std::set(listed.begin(), listed.end()), std::set(ids.begin(), ids.end()));
  const auto wrong = test::run(store_->list({.from = "nothing of ours"}, now()));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, ErrorKind::bad_request);
}

TEST_P(LeadStoreTest, ANewLeadIsDueAndTakenByOneWorker) {
  Lead lead = full_lead();
  lead.id = save(lead).id;
  const LeadEvent event = take_one();
  EXPECT_TRUE(event.id.starts_with("msg_")) << event.id;
  EXPECT_EQ(event.id.size(), 26U);
  EXPECT_EQ(event.kind, EventKind::created);
  EXPECT_EQ(event.at, now());
  EXPECT_EQ(event.lead, lead);
  EXPECT_EQ(event.attempts, 1);
  EXPECT_EQ(event.next_attempt_at, now() + 30s);
  EXPECT_TRUE(take().empty()) << "it is held";
  stores_->clock.advance(30s);
  const LeadEvent again = take_one();
  EXPECT_EQ(again.id, event.id) << "the worker that had it is gone";
  EXPECT_EQ(again.attempts, 2);
}

TEST_P(LeadStoreTest, TheOldestAreTakenFirst) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(save(with_phone("+9665500000" + std::to_string(i))).id);
    stores_->clock.advance(1s);
  }
  std::vector<std::string> taken;
  for (const std::size_t most : {2U, 2U, 2U}) {
    for (const LeadEvent& event : take(most)) taken.push_back(event.lead.id);
  }
  EXPECT_EQ(taken, ids);
}

TEST_P(LeadStoreTest, WorkersAtOnceAreGivenEachEventOnce) {
  constexpr int leads = 12;
  for (int i = 0; i < leads; ++i) save(with_phone("+96655000010" + std::to_string(i)));
  std::vector<std::vector<LeadEvent>> taken(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : taken) {
      threads.emplace_back([&] { mine = take(leads); });
    }
  }
  std::multiset<std::string> ids;
  for (const auto& mine : taken) {
    for (const LeadEvent& event : mine) ids.insert(event.id);
  }
  for (const LeadEvent& event : take(leads)) ids.insert(event.id);  // what nobody got in time
  EXPECT_EQ(ids.size(), 12U);
  EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), 12U);
}

TEST_P(LeadStoreTest, WhatWasDeliveredIsNotDueAgainWhatFailedIsWhenItsTimeHasCome) {
  save(full_lead());
  const LeadEvent event = take_one();
  EXPECT_TRUE(settle(event, leads::TryAgain{now() + 5min}));
  stores_->clock.advance(5min - 1ms);
  EXPECT_TRUE(take().empty());
  stores_->clock.advance(1ms);
  const LeadEvent again = take_one();
  EXPECT_EQ(again.id, event.id);
  EXPECT_EQ(again.attempts, 2);
  EXPECT_TRUE(settle(again, leads::Delivered{}));
  stores_->clock.advance(24h * 30);
  EXPECT_TRUE(take().empty());
  EXPECT_FALSE(settle({.id = "msg_of_nobody", .lead = {}}, leads::Delivered{}));
}

TEST_P(LeadStoreTest, WhatWasGivenUpIsNotDueAgain) {
  save(full_lead());
  EXPECT_TRUE(settle(take_one(), leads::GivenUp{}));
  stores_->clock.advance(24h * 30);
  EXPECT_TRUE(take().empty());
}

TEST_P(LeadStoreTest, WhoWasReachedIsRememberedUntilTheEventIsReplayed) {
  const auto saved = save(full_lead());
  const leads::Reached topic_alone{.webhook = false, .topic = true};
  settle(take_one(), leads::TryAgain{.at = now() + 5s, .reached = topic_alone});
  stores_->clock.advance(5s);
  const LeadEvent again = take_one();
  EXPECT_EQ(again.reached, topic_alone);
  settle(again, leads::GivenUp{});
  EXPECT_TRUE(test::run(store_->replay(saved.id, now())).value());
  EXPECT_EQ(take_one().reached, leads::Reached{});
}

TEST_P(LeadStoreTest, AnAdditionToWhatWaitsIsToldWithIt) {
  const auto saved = save(with_phone(test::lead_phone));
  save(full_lead());
  const LeadEvent event = take_one();
  EXPECT_EQ(event.kind, EventKind::created);
  EXPECT_EQ(event.lead.id, saved.id);
  EXPECT_EQ(event.lead.contact, full_lead().contact);
  EXPECT_TRUE(settle(event, leads::Delivered{}));
  EXPECT_TRUE(take().empty());
}

TEST_P(LeadStoreTest, AnAdditionToWhatWasDeliveredIsAnUpdate) {
  const auto saved = save_delivered(with_phone(test::lead_phone));
  stores_->clock.advance(1h);
  save(full_lead());
  const LeadEvent event = take_one();
  EXPECT_EQ(event.kind, EventKind::updated);
  EXPECT_EQ(event.at, now());
  EXPECT_EQ(event.lead.id, saved.id);
  EXPECT_EQ(event.lead.contact, full_lead().contact);
  EXPECT_EQ(event.attempts, 1);
  EXPECT_TRUE(settle(event, leads::Delivered{}));
  EXPECT_TRUE(take().empty());
}

TEST_P(LeadStoreTest, AnAdditionDuringATryFollowsAsAnUpdate) {
  save(with_phone(test::lead_phone));
  const LeadEvent first = take_one();
  save(full_lead());
  EXPECT_TRUE(settle(first, leads::Delivered{}));
  const LeadEvent second = take_one();
  EXPECT_EQ(second.kind, EventKind::updated);
  EXPECT_NE(second.id, first.id) << "a receiver takes no notice of an id that it has seen";
  EXPECT_EQ(second.lead.contact, full_lead().contact);
}

TEST_P(LeadStoreTest, AReplayHasTheEventsOwnId) {
  const auto saved = save(full_lead());
  const LeadEvent event = take_one();
  EXPECT_TRUE(settle(event, leads::GivenUp{}));
  EXPECT_TRUE(test::run(store_->replay(saved.id, now())).value());
  const LeadEvent again = take_one();
  EXPECT_EQ(again.id, event.id);
  EXPECT_EQ(again.attempts, 1) << "its schedule begins anew";
  EXPECT_TRUE(settle(again, leads::TryAgain{now() + 5h}));
  EXPECT_TRUE(test::run(store_->replay(saved.id, now())).value());
  EXPECT_EQ(take_one().id, event.id) << "what waits is due at once";
  EXPECT_FALSE(test::run(store_->replay("lead_of_nobody", now())).value());
}

TEST_P(LeadStoreTest, TheBacklogCountsWhatIsUndelivered) {
  EXPECT_EQ(test::run(store_->backlog(now()))->undelivered, 0U);
  EXPECT_FALSE(test::run(store_->backlog(now()))->oldest);
  const Timestamp first = now();
  save(with_phone("+966550000001"));
  stores_->clock.advance(1min);
  save(with_phone("+966550000002"));
  auto events = take();
  ASSERT_EQ(events.size(), 2U);
  auto backlog = test::run(store_->backlog(now())).value();
  EXPECT_EQ(backlog.undelivered, 2U) << "what is under way is not delivered";
  EXPECT_EQ(backlog.oldest, first);
  EXPECT_TRUE(settle(events[0], leads::Delivered{}));
  backlog = test::run(store_->backlog(now())).value();
  EXPECT_EQ(backlog.undelivered, 1U);
  EXPECT_EQ(backlog.oldest, first + 1min);
  EXPECT_TRUE(settle(events[1], leads::GivenUp{}));
  EXPECT_EQ(test::run(store_->backlog(now()))->undelivered, 0U);
}

TEST_P(LeadStoreTest, ErasingCancelsWhatNobodyWasTold) {
  save(full_lead());
  save(with_phone("+971500000001"));
  EXPECT_EQ(erase(leads::ByPhone{test::lead_phone}), 1U);
  EXPECT_TRUE(find(leads::ByEmail{test::lead_email}).empty());
  EXPECT_EQ(test::run(store_->list({}, now()))->leads.size(), 1U);
  EXPECT_EQ(take_one().lead.contact.phone, "+971500000001");
  EXPECT_EQ(erase(leads::ByPhone{test::lead_phone}), 0U);
}

TEST_P(LeadStoreTest, ErasingWhatWasDeliveredTellsTheIdAlone) {
  for (const leads::Subject& subject :
       {leads::Subject(leads::ByPhone{test::lead_phone}),
        leads::Subject(leads::ByEmail{test::lead_email}),
        leads::Subject(leads::ByConversation{full_lead().conversation_id})}) {
    const auto saved = save_delivered(full_lead());
    stores_->clock.advance(1s);
    EXPECT_EQ(erase(subject), 1U);
    EXPECT_TRUE(find(leads::ById{saved.id}).empty());
    EXPECT_TRUE(find(subject).empty());
    EXPECT_TRUE(test::run(store_->list({}, now()))->leads.empty());
    const LeadEvent event = take_one();
    EXPECT_EQ(event.kind, EventKind::erased);
    EXPECT_EQ(event.at, now());
    EXPECT_EQ(event.lead, Lead{.id = saved.id});
    EXPECT_EQ(erase(leads::ById{saved.id}), 0U) << "it is gone already";
    EXPECT_TRUE(settle(event, leads::Delivered{}));
    EXPECT_FALSE(settle(event, leads::Delivered{})) << "and of its event nothing is left";
    EXPECT_TRUE(take().empty());
  }
}

TEST_P(LeadStoreTest, ErasingDuringATryIsToldAfterIt) {
  save(full_lead());
  const LeadEvent under_way = take_one();
  EXPECT_EQ(erase(leads::ByPhone{test::lead_phone}), 1U);
  EXPECT_TRUE(take().empty()) << "the receiver is to forget what it may be reading";
  EXPECT_FALSE(settle(under_way, leads::Delivered{})) << "the event is none any more";
  stores_->clock.advance(30s);
  EXPECT_EQ(take_one().kind, EventKind::erased);
}

TEST_P(LeadStoreTest, APersonWhoWasErasedIsANewLead) {
  const auto first = save_delivered(full_lead());
  erase(leads::ById{first.id});
  const auto second = save(full_lead());
  EXPECT_TRUE(second.is_new);
  EXPECT_NE(second.id, first.id);
  EXPECT_EQ(find(leads::ByPhone{test::lead_phone}).size(), 1U);
  EXPECT_EQ(take().size(), 2U) << "the first one's end, the second one's beginning";
}

TEST_P(LeadStoreTest, ErasingReachesEveryLeadOfThePerson) {
  save(full_lead());
  stores_->clock.advance(48h);
  save(full_lead());
  EXPECT_EQ(erase(leads::ByEmail{test::lead_email}), 2U);
  EXPECT_TRUE(find(leads::ByPhone{test::lead_phone}).empty());
}

INSTANTIATE_TEST_SUITE_P(Stores, LeadStoreTest, testing::ValuesIn(test::lead_store_kinds),
                         [](const auto& kind) { return std::string(kind.param); });

class DraftStoreTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    stores_ = test::lead_stores(GetParam());
    if (!stores_) GTEST_SKIP() << "no DynamoDB Local: tests/api/leads_dynamodb_test.py gives it";
    store_ = stores_->open_drafts();
  }
  std::optional<std::string> draft(const std::string& conversation) {
    return test::run(store_->draft(conversation, stores_->clock.now())).value();
  }
  void put(const std::string& conversation, const std::string& sealed) {
    ASSERT_TRUE(test::run(store_->put_draft(conversation, sealed, stores_->clock.now() + 30min)));
  }

  std::unique_ptr<test::LeadStores> stores_;
  std::unique_ptr<leads::DraftStore> store_;
};

TEST_P(DraftStoreTest, ADraftIsItsConversationsAlone) {
  const std::string bytes("\0\xFF sealed \x80", 11);
  put("a", bytes);
  put("b", "2");
  EXPECT_EQ(draft("a"), bytes) << "bytes, not text";
  EXPECT_EQ(draft("b"), "2");
  EXPECT_FALSE(draft("c"));
}

TEST_P(DraftStoreTest, TheNewDraftTakesThePlaceOfTheOld) {
  put("a", "1");
  stores_->clock.advance(29min);
  put("a", "2");
  stores_->clock.advance(29min);
  EXPECT_EQ(draft("a"), "2");
}

TEST_P(DraftStoreTest, ADraftEndsByItselfOrWhenItIsDropped) {
  put("a", "1");
  put("b", "2");
  ASSERT_TRUE(test::run(store_->drop_draft("a")));
  EXPECT_FALSE(draft("a"));
  ASSERT_TRUE(test::run(store_->drop_draft("a"))) << "twice is no error";
  stores_->clock.advance(30min);
  EXPECT_FALSE(draft("b"));
}

INSTANTIATE_TEST_SUITE_P(Stores, DraftStoreTest, testing::ValuesIn(test::lead_store_kinds),
                         [](const auto& kind) { return std::string(kind.param); });

}  // namespace
}  // namespace mta::storage
