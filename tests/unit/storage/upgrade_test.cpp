// Stores of the release before turns had records, as that release wrote them (before_records/).
#include <fstream>
#include <sstream>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "base/crypto.h"
#include "storage/dynamodb.h"
#include "storage/sqlite.h"
#include "storage/sqlite_db.h"
#include "tests/support/leads.h"
#include "tests/support/run_task.h"
#include "tests/support/scripted_provider.h"
#include "tests/support/temporary_folder.h"

namespace mta::storage {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

/// The conversation `release-test`, and when its last turn was.
constexpr const char* conversation =
    "c-bafc72ef6f1f5fffd8657fcc0e626a57cd41b39a180c819b1ff49f83e28b0eb2";
const std::chrono::sys_days day = std::chrono::year{2026} / 11 / 30;

std::string written_before(const std::string& name) {
  std::ifstream file(MTA_SOURCE_DIR "/tests/unit/storage/before_records/" + name);
  return (std::ostringstream() << file.rdbuf()).str();
}

Turn recorded_turn(Timestamp at) {
  return {.at = at,
          .message = "And the price?",
          .answer = "6600 USD",
          .model = "catalogue",
          .visitor = "0b0f20b1caf48e3b91b4cbe8bf9f524a",
          .record = TurnRecord{.message_id = "m-1", .facts = {.outcome = Outcome::direct}}};
}

class UpgradeTest : public testing::Test {
 protected:
  UpgradeTest() { clock_.set(day + 12h); }

  /// That the store reads its old turns and goes on.
  void expect_goes_on(ConversationStore& store) {
    const auto old = test::run(store.recent(conversation, 5, clock_.now())).value();
    ASSERT_EQ(old.size(), 2U);
    EXPECT_EQ(old[0].message, "How much is the 7D HIFU machine?");
    EXPECT_EQ(old[0].answer, "Our indicative price:\n- 7D HIFU Machine: 6600 USD");
    EXPECT_EQ(old[1].model, "openai.gpt-oss-120b-1:0");
    EXPECT_TRUE(old[1].answer.ends_with("هايفو 😀"));
    EXPECT_TRUE(test::run(store.append(conversation, recorded_turn(clock_.now()),
                                       clock_.now() + std::chrono::days(30))));
  }

  test::ManualClock clock_;
  test::RecordingLog log_;
  test::RecordingMetrics metrics_;
  test::TemporaryFolder folder_;
};

class SqliteUpgradeTest : public UpgradeTest {
 protected:
  std::unique_ptr<ConversationStore> open() {
    return open_sqlite({.path = path_, .limits = {.visitor_bytes_per_day = 2000}}, clock_, log_);
  }
  std::string path_ = folder_.file("chat.db");
};

TEST_F(SqliteUpgradeTest, ItsTurnsAreReadAndNewOnesStandBesideThem) {
  SqliteDb(path_).execute(written_before("chat.sql"));
  const auto store = open();
  expect_goes_on(*store);
  EXPECT_EQ(test::run(store->recent(conversation, 5, clock_.now()))->size(), 2U)
      << "the visitor's quota counts the old turns: the oldest made room";
  const auto page = test::run(store->records({.day = day}, clock_.now())).value();
  ASSERT_EQ(page.turns.size(), 1U) << "old turns have no record";
  EXPECT_EQ(page.turns[0].record.message_id, "m-1");
  SqliteDb db(path_);
  EXPECT_EQ(db.query_number("PRAGMA user_version"), 8);
  EXPECT_EQ(db.query_number("SELECT committed FROM ledger"), 270) << "what was spent stays spent";
}

TEST_F(SqliteUpgradeTest, LeadsAreKeptInAFileOfBefore) {
  SqliteDb(path_).execute(written_before("chat.sql"));
  test::CountingRandom random;
  const auto leads = open_sqlite_leads({.path = path_}, clock_, random, log_);
  ASSERT_TRUE(test::run(leads->save(test::full_lead(clock_.now()))));
  EXPECT_EQ(test::run(leads->find(leads::ByPhone{test::lead_phone}, clock_.now()))->size(), 1U);
  expect_goes_on(*open());
}

TEST_F(SqliteUpgradeTest, HappensOnce) {
  SqliteDb(path_).execute(written_before("chat.sql"));
  open();
  const auto store = open();
  expect_goes_on(*store);
}

TEST_F(SqliteUpgradeTest, AMigrationThatFailsLeavesTheFileAsItWas) {
  SqliteDb(path_).execute(written_before("chat.sql") + "CREATE TABLE refusals (theirs);");
  EXPECT_THROW(open(), std::runtime_error);
  SqliteDb db(path_);
  EXPECT_EQ(db.query_number("PRAGMA user_version"), 3);
  EXPECT_EQ(db.query_number("SELECT count(*) FROM pragma_table_info('turns')"), 6);
}

/// A table that answers Query with what it is given and takes every write.
class DynamoDbUpgradeTest : public UpgradeTest {
 protected:
  static net::EnvironmentLookup keys() {
    return [](const std::string& name) {
      return std::string(name == "AWS_ACCESS_KEY_ID" || name == "AWS_SECRET_ACCESS_KEY" ? "key"
                                                                                        : "");
    };
  }
  static std::unique_ptr<net::AwsCredentialChain> chain(const Clock& clock) {
    std::vector<std::unique_ptr<net::CredentialSource>> sources;
    sources.push_back(net::environment_credentials(keys()));
    return std::make_unique<net::AwsCredentialChain>(std::move(sources), clock);
  }

  void answers(const json::value& value) {
    table_.answers.push_back({.pieces = {json::serialize(value)}});
  }
  [[nodiscard]] json::object request(std::size_t number) const {
    return json::parse(table_.requests.at(number).body).as_object();
  }

  /// As a Query of the conversation gives them.
  static json::array old_items() {
    json::array items;
    for (const json::value& item : json::parse(written_before("items.json")).as_array()) {
      const bool is_turn = item.at("session_id").at("S") == conversation;
      if (is_turn) items.insert(items.begin(), item);  // the newest first
    }
    return items;
  }

  test::CountingRandom random_;
  test::ScriptedProvider table_{clock_};
  std::unique_ptr<net::AwsCredentialChain> credentials_ = chain(clock_);
  DynamoDbParts parts_{.client = table_,
                       .credentials = *credentials_,
                       .clock = clock_,
                       .random = random_,
                       .metrics = metrics_};
  std::unique_ptr<ConversationStore> store_ = make_dynamodb_conversations(
      {.endpoint = {}, .region = "eu-central-1", .conversations_table = "turns"}, parts_);
};

TEST_F(DynamoDbUpgradeTest, ItsTurnsAreReadAndNewOnesStandBesideThem) {
  answers(json::object{{"Items", old_items()}});
  answers(json::object{});
  expect_goes_on(*store_);
  const json::object item = request(1).at("Item").as_object();
  EXPECT_EQ(item.at("session_id").at("S"), conversation);
  EXPECT_EQ(item.at("day").at("S"), "2026-11-30");
  EXPECT_EQ(item.at("record").at("M").at("message_id").at("S"), "m-1");
  for (const json::value& old : old_items()) {
    for (const auto& [name, value] : old.as_object()) {
      EXPECT_TRUE(item.contains(name)) << "the release before reads it, too: " << name;
    }
  }
}

TEST_F(DynamoDbUpgradeTest, ItsTurnsHaveNoRecordToGiveFeedbackTo) {
  answers(json::object{{"Items", old_items()}});
  EXPECT_FALSE(test::run(store_->give_feedback(
                             {.conversation = conversation, .message_id = "m-1", .feedback = {}},
                             clock_.now()))
                   .value());
  EXPECT_EQ(table_.requests.size(), 1U) << "nothing is written";
}

TEST_F(DynamoDbUpgradeTest, AnAnswerKeptUnderAKeyBeforeIsStillGiven) {
  // Sealed by this program without the member that the release before did not know.
  const auto keyed = make_dynamodb_keyed_answers(
      {.endpoint = {}, .region = "eu-central-1", .conversations_table = "turns"}, {}, parts_);
  const KeyedRequest mine{
      .key = "k", .fingerprint = "f", .claimant = "1", .secret = std::string(32, 's')};
  answers(json::object{});
  test::run(keyed->keep(mine, {.text = "6600", .session_id = "s", .model = "m"}, clock_.now()));
  json::object there = request(0).at("Item").as_object();
  const std::string plain = R"({"text":"6600","session_id":"s","model":"m","fallback":true})";
  there["answer"] = json::object{{"S", base64(seal(mine.secret, Nonce{}, plain))}};
  table_.answers.clear();
  table_.answers.push_back(
      {.status = 400,
       .pieces = {json::serialize(
           json::object{{"__type", "x#ConditionalCheckFailedException"}, {"Item", there}})}});
  KeyedRequest again = mine;
  again.claimant = "2";
  const Claim claim = test::run(keyed->claim(again, clock_.now())).value();
  ASSERT_TRUE(std::holds_alternative<KeptAnswer>(claim));
  EXPECT_EQ(std::get<KeptAnswer>(claim).text, "6600");
  EXPECT_TRUE(std::get<KeptAnswer>(claim).fallback);
  EXPECT_EQ(std::get<KeptAnswer>(claim).message_id, "");
}

TEST_F(DynamoDbUpgradeTest, ADayIsAskedOfItsIndexPageByPage) {
  json::object key{{"session_id", {{"S", "c"}}},
                   {"timestamp", {{"N", "1796040000000"}}},
                   {"day", {{"S", "2026-11-30"}}}};
  json::object item = key;
  item["expires_at"] = json::object{{"N", "1898625844"}};
  item["record"] =
      json::object{{"M", {{"message_id", {{"S", "m-1"}}}, {"outcome", {{"S", "fallback"}}}}}};
  answers(json::object{{"Items", {item}}, {"LastEvaluatedKey", key}});
  const auto first = test::run(store_->records({.day = day, .most = 1}, clock_.now())).value();
  ASSERT_EQ(first.turns.size(), 1U);
  EXPECT_EQ(first.turns[0].record.facts.outcome, Outcome::fallback);
  EXPECT_EQ(request(0).at("IndexName"), "by_day");
  table_.answers.clear();
  answers(json::object{{"Items", json::array{}}});
  const auto last = test::run(store_->records({.day = day, .from = first.next}, clock_.now()));
  EXPECT_TRUE(last->turns.empty());
  EXPECT_EQ(last->next, "");
  EXPECT_EQ(request(1).at("ExclusiveStartKey"), key);
}

}  // namespace
}  // namespace mta::storage
