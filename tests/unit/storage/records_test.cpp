// The records of turns and the counts of refusals, in the stores that run here.
#include <gtest/gtest.h>

#include "storage/memory.h"
#include "storage/sqlite.h"
#include "storage/sqlite_db.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"
#include "tests/support/temporary_folder.h"

namespace mta::storage {
namespace {

using namespace std::chrono_literals;

enum class Kind : std::uint8_t { memory, sqlite };

class RecordsTest : public testing::TestWithParam<Kind> {
 protected:
  std::unique_ptr<ConversationStore> open() {
    if (GetParam() == Kind::memory) return make_memory_conversations(clock_);
    return open_sqlite({.path = folder_.file("chat.db")}, clock_, log_);
  }

  static TurnRecord record(std::string message_id) {
    return {.conversation_id = "public",
            .message_id = std::move(message_id),
            .facts = {.outcome = Outcome::unknown_product,
                      .language = "ar-Latn",
                      .rows = {"7D HIFU \"Machine\"", "ليزر"}},
            .corrections = {.price = false, .promise = true},
            .usage = {.input_tokens = 1200,
                      .output_tokens = 80,
                      .cost_micro_usd = 228,
                      .estimated = true},
            .latency = 1234ms};
  }

  void append(const std::string& message_id, Timestamp at, const std::string& conversation = "c",
              std::optional<Timestamp> expires_at = {}) {
    Turn turn{.at = at, .message = "q", .answer = "a", .model = "m"};
    if (!message_id.empty()) turn.record = record(message_id);
    ASSERT_TRUE(test::run(
        store_->append(conversation, std::move(turn), expires_at.value_or(at + 24h * 30))));
  }

  RecordPage page(const RecordQuery& query) {
    return test::run(store_->records(query, clock_.now())).value();
  }

  static std::vector<std::string> ids(const RecordPage& page) {
    std::vector<std::string> found;
    for (const RecordedTurn& turn : page.turns) found.push_back(turn.record.message_id);
    return found;
  }

  std::vector<std::string> ids_of_day() { return ids(page({.day = day_})); }

  bool give(const std::string& conversation, const std::string& message_id, Rating rating,
            std::string comment = {}) {
    return test::run(store_->give_feedback(
                         {.conversation = conversation,
                          .message_id = message_id,
                          .feedback = {.rating = rating, .comment = std::move(comment)}},
                         clock_.now()))
        .value();
  }

  /// `bad: comment`, or `none`.
  static std::string told(const std::optional<Feedback>& feedback) {
    if (!feedback) return "none";
    return std::string(name_of(feedback->rating)) + ": " + feedback->comment;
  }

  using Ids = std::vector<std::string>;
  test::TemporaryFolder folder_;
  test::ManualClock clock_;
  test::RecordingLog log_;
  std::chrono::sys_days day_ = std::chrono::floor<std::chrono::days>(clock_.now());
  Timestamp noon_ = day_ + 12h;
  std::unique_ptr<ConversationStore> store_ = open();
};

TEST_P(RecordsTest, ARecordIsReadAsItWasWritten) {
  append("m-1", noon_);
  const RecordPage found = page({.day = day_});
  ASSERT_EQ(found.turns.size(), 1U);
  EXPECT_EQ(found.next, "");
  const RecordedTurn& turn = found.turns[0];
  EXPECT_EQ(turn.at, noon_);
  EXPECT_EQ(turn.conversation, "c");
  EXPECT_EQ(turn.model, "m");
  const TurnRecord expected = record("m-1");
  EXPECT_EQ(turn.record.conversation_id, "public");
  EXPECT_EQ(turn.record.message_id, "m-1");
  EXPECT_EQ(turn.record.facts.outcome, expected.facts.outcome);
  EXPECT_EQ(turn.record.facts.language, expected.facts.language);
  EXPECT_EQ(turn.record.facts.rows, expected.facts.rows);
  EXPECT_EQ(turn.record.usage.input_tokens, 1200);
  EXPECT_EQ(turn.record.usage.output_tokens, 80);
  EXPECT_EQ(turn.record.usage.cost_micro_usd, 228);
  EXPECT_TRUE(turn.record.usage.estimated);
  EXPECT_EQ(turn.record.latency, 1234ms);
  EXPECT_FALSE(turn.record.corrections.price);
  EXPECT_TRUE(turn.record.corrections.promise);
  EXPECT_FALSE(turn.feedback);
  const auto turns = test::run(store_->recent("c", 5, clock_.now())).value();
  ASSERT_EQ(turns.size(), 1U);
  EXPECT_EQ(turns[0].message, "q") << "the words are found by the conversation";
}

TEST_P(RecordsTest, ADaysListIsOfThatDayAndTheNewestFirst) {
  append("before", day_ - 1ms);
  append("first", day_ + 0ms);
  append("last", day_ + 24h - 1ms, "other");
  append("after", day_ + 24h);
  append("noon", noon_);
  append("", noon_ + 1ms);
  EXPECT_EQ(ids_of_day(), (Ids{"last", "noon", "first"})) << "a turn without a record has no place";
  EXPECT_EQ(ids(page({.day = day_ - std::chrono::days(1)})), Ids{"before"});
  EXPECT_EQ(ids(page({.day = day_ + std::chrono::days(2)})), Ids{});
}

TEST_P(RecordsTest, AListIsPagedWithoutGapsOrRepeats) {
  Ids expected;
  for (int i = 0; i < 25; ++i) {
    append(std::to_string(i), noon_ + (i / 5) * 1ms, "c" + std::to_string(i % 3));
    expected.insert(expected.begin(), std::to_string(i));
  }
  Ids found;
  std::string from;
  int pages = 0;
  do {
    const RecordPage next = page({.day = day_, .from = from, .most = 4});
    for (const std::string& id : ids(next)) found.push_back(id);
    from = next.next;
    ++pages;
  } while (!from.empty());
  EXPECT_EQ(found, expected);
  EXPECT_EQ(pages, 7);
}

TEST_P(RecordsTest, APageThatIsNoneOfTheStoresIsRefused) {
  append("m-1", noon_);
  for (const char* from : {"x", "12", "12.", ".7", "\xFF"}) {
    const auto refused = test::run(store_->records({.day = day_, .from = from}, clock_.now()));
    ASSERT_FALSE(refused) << from;
    EXPECT_EQ(refused.error().kind, ErrorKind::bad_request);
  }
}

TEST_P(RecordsTest, APageHasAtMostAHundred) {
  for (int i = 0; i < 120; ++i) append(std::to_string(i), noon_, "c" + std::to_string(i));
  EXPECT_EQ(page({.day = day_, .most = 100'000}).turns.size(), 100U);
  EXPECT_EQ(page({.day = day_, .most = 0}).turns.size(), 1U);
}

TEST_P(RecordsTest, ExpireWithTheirTurns) {
  append("short", noon_, "c", clock_.now() + 1min);
  append("long", noon_);
  clock_.advance(1min);
  EXPECT_EQ(ids_of_day(), Ids{"long"});
  EXPECT_FALSE(give("c", "short", Rating::good));
}

TEST_P(RecordsTest, FeedbackIsOfOneMessageOfOneConversation) {
  append("m-1", noon_);
  append("m-2", noon_ + 1ms);
  append("m-1", noon_ + 2ms, "other");
  EXPECT_TRUE(give("c", "m-1", Rating::good));
  EXPECT_TRUE(give("c", "m-1", Rating::bad, "too dear, لا أعرف")) << "in place of the first";
  EXPECT_FALSE(give("c", "m-3", Rating::good));
  EXPECT_FALSE(give("nobody's", "m-1", Rating::good));
  for (const RecordedTurn& turn : page({.day = day_}).turns) {
    const bool is_meant = turn.conversation == "c" && turn.record.message_id == "m-1";
    EXPECT_EQ(told(turn.feedback), is_meant ? "bad: too dear, لا أعرف" : "none");
  }
}

TEST_P(RecordsTest, FeedbackIsReadWithTheWordsAndTheLastCommentHolds) {
  append("m-1", noon_);
  append("m-2", noon_ + 1ms);
  const auto read = [this] {
    std::vector<std::string> found;
    for (const Turn& turn : test::run(store_->recent("c", 5, clock_.now())).value()) {
      found.push_back(told(turn.feedback));
    }
    return found;
  };
  EXPECT_EQ(read(), (Ids{"none", "none"}));
  EXPECT_TRUE(give("c", "m-2", Rating::bad, "wrong voltage"));
  EXPECT_EQ(read(), (Ids{"none", "bad: wrong voltage"}));
  EXPECT_TRUE(give("c", "m-2", Rating::good));
  EXPECT_EQ(read(), (Ids{"none", "good: "}));
}

TEST_P(RecordsTest, OfMessagesWithOneNameTheLastIsMeant) {
  append("same", noon_);
  append("same", noon_ + 1ms);
  EXPECT_TRUE(give("c", "same", Rating::good));
  const RecordPage found = page({.day = day_});
  ASSERT_EQ(found.turns.size(), 2U);
  EXPECT_EQ(told(found.turns[0].feedback), "good: ");
  EXPECT_EQ(told(found.turns[1].feedback), "none");
}

TEST_P(RecordsTest, RefusalsAddUpByTheHour) {
  const std::chrono::sys_time<std::chrono::hours> hour(day_);
  const auto add = [&](std::chrono::hours after, RefusalCounts counts) {
    ASSERT_TRUE(test::run(store_->add_refusals({.hour = hour + after, .counts = counts})));
  };
  add(23h, {1, 2, 3});
  add(0h, {5, 0, 0});
  add(23h, {10, 20, 30});
  add(24h, {7, 7, 7});
  const auto hours = test::run(store_->refusals(day_)).value();
  ASSERT_EQ(hours.size(), 2U);
  EXPECT_EQ(hours[0].hour, hour);
  EXPECT_EQ(hours[0].counts, (RefusalCounts{5, 0, 0}));
  EXPECT_EQ(hours[1].hour, hour + 23h);
  EXPECT_EQ(hours[1].counts, (RefusalCounts{11, 22, 33}));
  EXPECT_TRUE(test::run(store_->refusals(day_ + std::chrono::days(5)))->empty());
}

INSTANTIATE_TEST_SUITE_P(Kinds, RecordsTest, testing::Values(Kind::memory, Kind::sqlite),
                         [](const auto& kind) {
                           return kind.param == Kind::memory ? "memory" : "sqlite";
                         });

TEST(SqliteRecords, ADayIsFoundByItsIndex) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("chat.db");
  const test::ManualClock clock;
  test::RecordingLog log;
  const auto store = open_sqlite({.path = path}, clock, log);
  SqliteDb db(path);
  SqliteStatement plan(db,
                       "EXPLAIN QUERY PLAN SELECT at_ms FROM turns WHERE outcome IS NOT NULL "
                       "AND at_ms >= 1 AND (at_ms, rowid) < (2, 0) AND expires_at > 0 "
                       "ORDER BY at_ms DESC, rowid DESC LIMIT 5");
  ASSERT_TRUE(plan.step());
  EXPECT_TRUE(plan.text(3).contains("USING INDEX turns_by_day")) << plan.text(3);
  EXPECT_FALSE(plan.step()) << "nothing is sorted: " << plan.text(3);
}

}  // namespace
}  // namespace mta::storage
