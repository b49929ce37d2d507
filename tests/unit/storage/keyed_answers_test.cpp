#include <gtest/gtest.h>

#include "storage/memory.h"
#include "tests/support/run_task.h"

namespace mta::storage {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Timestamp start{seconds(1'800'000'000)};
const KeyedRequest first{.key = "k", .fingerprint = "f", .claimant = "1"};
const KeyedRequest repeat{.key = "k", .fingerprint = "f", .claimant = "2"};
const KeyedRequest other{.key = "k", .fingerprint = "g", .claimant = "3"};
const KeptAnswer answer{.text = "6600", .session_id = "s", .model = "m", .fallback = true};

class KeyedAnswersTest : public testing::Test {
 protected:
  Claim claim(const KeyedRequest& request, Timestamp now = start) {
    return test::run(answers_->claim(request, now)).value();
  }
  void keep(const KeyedRequest& request, KeptAnswer kept = answer) {
    ASSERT_TRUE(test::run(answers_->keep(request, std::move(kept), start)));
  }

  std::unique_ptr<KeyedAnswers> answers_ = make_memory_keyed_answers({});
};

TEST_F(KeyedAnswersTest, OneClaimIsGranted) {
  EXPECT_TRUE(std::holds_alternative<Claimed>(claim(first)));
  EXPECT_TRUE(std::holds_alternative<UnderWay>(claim(repeat)));
  EXPECT_TRUE(std::holds_alternative<KeyOfAnother>(claim(other)));
}

TEST_F(KeyedAnswersTest, AnAnswerIsKeptForTenMinutes) {
  claim(first);
  keep(first);
  const Claim again = claim(repeat, start + minutes(10) - seconds(1));
  ASSERT_TRUE(std::holds_alternative<KeptAnswer>(again));
  EXPECT_EQ(std::get<KeptAnswer>(again).text, "6600");
  EXPECT_EQ(std::get<KeptAnswer>(again).session_id, "s");
  EXPECT_TRUE(std::get<KeptAnswer>(again).fallback);
  EXPECT_TRUE(std::holds_alternative<KeyOfAnother>(claim(other)));
  EXPECT_TRUE(std::holds_alternative<Claimed>(claim(other, start + minutes(10))));
}

TEST_F(KeyedAnswersTest, AClaimThatIsGivenUpIsTheNextOnes) {
  claim(first);
  ASSERT_TRUE(test::run(answers_->give_up(first, start)));
  EXPECT_TRUE(std::holds_alternative<Claimed>(claim(repeat)));
}

TEST_F(KeyedAnswersTest, AClaimLapsesAndItsHolderCanSettleItNoMore) {
  claim(first);
  EXPECT_TRUE(std::holds_alternative<UnderWay>(claim(repeat, start + seconds(59))));
  EXPECT_TRUE(std::holds_alternative<Claimed>(claim(repeat, start + minutes(1))));
  keep(first);
  EXPECT_TRUE(std::holds_alternative<UnderWay>(
      claim({.key = "k", .fingerprint = "f", .claimant = "9"}, start + minutes(1))));
}

TEST_F(KeyedAnswersTest, AClockThatIsSetBackLengthensNothing) {
  const auto back = start - std::chrono::hours(1);
  claim(first);
  EXPECT_TRUE(std::holds_alternative<Claimed>(claim(repeat, back))) << "an abandoned claim";
  answers_ = make_memory_keyed_answers({});
  claim(first);
  keep(first);
  EXPECT_TRUE(std::holds_alternative<KeptAnswer>(claim(repeat, start - seconds(30))))
      << "clocks of several machines differ";
  EXPECT_TRUE(std::holds_alternative<Claimed>(claim(other, back)));
}

TEST_F(KeyedAnswersTest, TheKeysUsedLastAreKept) {
  for (int i = 0; i < 11'000; ++i) {
    const KeyedRequest one{.key = std::to_string(i), .fingerprint = "f", .claimant = "1"};
    claim(one);
    keep(one);
  }
  const auto repeated = [](int i) {
    return KeyedRequest{.key = std::to_string(i), .fingerprint = "f", .claimant = "2"};
  };
  EXPECT_TRUE(std::holds_alternative<KeptAnswer>(claim(repeated(10'999))));
  EXPECT_TRUE(std::holds_alternative<Claimed>(claim(repeated(0))));
}

TEST_F(KeyedAnswersTest, LongAnswersAreKeptAsFarAsThereIsRoom) {
  const KeptAnswer large{.text = std::string(64 * 1024, 'x'), .session_id = {}, .model = {}};
  for (int i = 0; i < 300; ++i) {
    const KeyedRequest one{.key = std::to_string(i), .fingerprint = "f", .claimant = "1"};
    claim(one);
    keep(one, large);
  }
  const auto is_kept = [&](int i) {
    return std::holds_alternative<KeptAnswer>(
        claim({.key = std::to_string(i), .fingerprint = "f", .claimant = "2"}));
  };
  EXPECT_TRUE(is_kept(299));
  EXPECT_TRUE(is_kept(45));
  EXPECT_FALSE(is_kept(0)) << "16 MiB are 256 of them";
}

}  // namespace
}  // namespace mta::storage
