#include "chat/erasure.h"

#include <gtest/gtest.h>

#include "storage/memory.h"
#include "tests/support/fakes.h"
#include "tests/support/leads.h"
#include "tests/support/run_task.h"

namespace mta {
namespace {

class ErasureTest : public testing::Test {
 protected:
  /// A conversation with a turn, as the chat stores it.
  void talk(const std::string& public_id) {
    Turn turn{.at = clock_.now(), .message = "hello", .answer = "hi", .model = "catalogue"};
    turn.record = TurnRecord{.conversation_id = public_id, .message_id = "m"};
    test::run(
        conversations_->append("stored-" + public_id, turn, clock_.now() + std::chrono::days(30)))
        .value();
  }
  void leave(const std::string& phone, const std::string& public_id) {
    leads::Lead lead = test::lead_with_phone(clock_.now(), phone);
    lead.conversation_id = public_id;
    test::run(leads_->save(lead)).value();
  }
  std::vector<leads::Lead> leads() {
    return test::run(leads_->list({}, clock_.now())).value().leads;
  }
  std::size_t turns(const std::string& public_id) {
    return test::run(conversations_->recent("stored-" + public_id, 10, clock_.now()))
        .value()
        .size();
  }

  test::ManualClock clock_;
  test::CountingRandom random_;
  const std::unique_ptr<ConversationStore> conversations_ =
      storage::make_memory_conversations(clock_);
  const std::unique_ptr<leads::LeadStore> leads_ = storage::make_memory_leads(random_);
  const std::unique_ptr<leads::DraftStore> drafts_ = storage::make_memory_drafts(clock_);
  const Erasure erasure_{{.conversations = *conversations_,
                          .leads = leads_.get(),
                          .drafts = drafts_.get(),
                          .clock = clock_}};
};

TEST_F(ErasureTest, WithAConversationGoItsDraftAndItsLeads) {
  talk("a");
  talk("b");
  leave("+966550000001", "a");
  leave("+966550000002", "b");
  test::run(drafts_->put_draft("a", "sealed", clock_.now() + std::chrono::minutes(30))).value();
  const auto erased = test::run(erasure_.conversation("a"));
  ASSERT_TRUE(erased);
  EXPECT_EQ(erased->turns, 1U);
  EXPECT_EQ(erased->leads, 1U);
  EXPECT_EQ(turns("a"), 0U);
  EXPECT_EQ(test::run(drafts_->draft("a", clock_.now())).value(), std::nullopt);
  EXPECT_EQ(turns("b"), 1U);
  ASSERT_EQ(leads().size(), 1U);
  EXPECT_EQ(leads().front().conversation_id, "b");
}

TEST_F(ErasureTest, WithALeadGoesTheConversationThatItCameFrom) {
  talk("a");
  leave("+966550000001", "a");
  leave("+966550000002", "");
  const auto erased = test::run(erasure_.leads(leads()));
  ASSERT_TRUE(erased);
  EXPECT_EQ(erased->turns, 1U);
  EXPECT_EQ(erased->leads, 2U);
  EXPECT_EQ(turns("a"), 0U);
  EXPECT_TRUE(leads().empty());
}

TEST_F(ErasureTest, WhereConversationsCannotBeErasedTheLeadStaysToNameThem) {
  leave("+966550000001", "a");
  test::FakeStore failing;
  failing.failing = true;
  const Erasure erasure(
      {.conversations = failing, .leads = leads_.get(), .drafts = drafts_.get(), .clock = clock_});
  EXPECT_FALSE(test::run(erasure.leads(leads())));
  EXPECT_EQ(leads().size(), 1U);
}

TEST_F(ErasureTest, WithoutAPlaceForLeadsTheConversationGoes) {
  talk("a");
  const Erasure erasure(
      {.conversations = *conversations_, .leads = nullptr, .drafts = nullptr, .clock = clock_});
  EXPECT_EQ(test::run(erasure.conversation("a"))->turns, 1U);
}

}  // namespace
}  // namespace mta
