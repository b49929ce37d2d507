// What was erased is in no file of the store's.
#include <algorithm>
#include <fstream>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>

#include "storage/memory.h"
#include "storage/sqlite.h"
#include "storage/sqlite_db.h"
#include "tests/support/fakes.h"
#include "tests/support/leads.h"
#include "tests/support/run_task.h"
#include "tests/support/temporary_folder.h"

namespace mta::storage {
namespace {

using namespace std::chrono_literals;

class EraseTest : public testing::Test {
 protected:
  std::unique_ptr<ConversationStore> open() {
    return open_sqlite({.path = path_, .limits = {.visitor_bytes_per_day = 1'000'000}}, clock_,
                       log_);
  }
  std::unique_ptr<leads::LeadStore> open_leads() {
    return open_sqlite_leads({.path = path_}, clock_, random_, log_);
  }

  /// All bytes of the database, its log, and what is in shared memory.
  [[nodiscard]] std::string files() const {
    std::ostringstream bytes;
    for (const char* ending : {"", "-wal", "-shm"}) {
      std::ifstream file(path_ + ending, std::ios::binary);
      if (file.peek() != std::ifstream::traits_type::eof()) bytes << file.rdbuf();
    }
    return bytes.str();
  }
  [[nodiscard]] bool is_anywhere(const std::string& planted) const {
    return files().contains(planted);
  }
  /// How many of the texts, each of which is `PLANTED`, six digits and a dot, are anywhere.
  [[nodiscard]] std::size_t count_of(const std::vector<std::string>& planted) const {
    const std::string bytes = files();
    std::set<std::string> there;
    for (auto at = bytes.find("PLANTED"); at != std::string::npos;
         at = bytes.find("PLANTED", at + 1)) {
      there.insert(bytes.substr(at, planted.at(0).size()));
    }
    return static_cast<std::size_t>(std::ranges::count_if(
        planted, [&](const std::string& one) { return there.contains(one); }));
  }

  std::string filler(std::size_t most) {
    std::string text(below(most), ' ');
    for (char& letter : text) letter = static_cast<char>('a' + below(26));
    return text;
  }
  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(source_);
  }

  void append(ConversationStore& store, const std::string& conversation, const std::string& planted,
              const std::string& visitor = "v") {
    const Turn turn{.at = clock_.now(),
                    .message = planted + filler(900),
                    .answer = filler(2500) + planted,
                    .model = "m",
                    .visitor = visitor,
                    .record = TurnRecord{.conversation_id = "public-" + conversation,
                                         .message_id = "id-" + planted,
                                         .facts = {.rows = {"row-" + planted}}}};
    ASSERT_TRUE(test::run(store.append(conversation, turn, clock_.now() + 24h)));
    clock_.advance(1ms);
  }
  std::size_t erase(ConversationStore& store, WhichConversation which) {
    return test::run(store.erase(std::move(which), clock_.now())).value();
  }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.file("chat.db");
  test::ManualClock clock_;
  test::CountingRandom random_;
  test::RecordingLog log_;
  std::mt19937 source_{7};  // NOLINT: the same in every run
};

TEST_F(EraseTest, OfAConversationNoByteIsLeftAndOthersStay) {
  const auto store = open();
  append(*store, "mine", "PLANTED1");
  append(*store, "theirs", "PLANTED2");
  append(*store, "mine", "PLANTED3");
  for (const char* comment : {"PLANTED4", "PLANTED5, which is longer"}) {
    ASSERT_TRUE(test::run(store->give_feedback(
        {.conversation = "mine", .message_id = "id-PLANTED1", .feedback = {.comment = comment}},
        clock_.now())));
  }
  ASSERT_TRUE(is_anywhere("PLANTED5"));
  ASSERT_TRUE(is_anywhere("PLANTED1"));
  EXPECT_EQ(erase(*store, StoredUnder{"mine"}), 2U);
  EXPECT_TRUE(test::run(store->recent("mine", 5, clock_.now()))->empty());
  EXPECT_FALSE(is_anywhere("PLANTED1"));
  for (const char* gone : {"PLANTED3", "PLANTED4", "PLANTED5"}) EXPECT_FALSE(is_anywhere(gone));
  EXPECT_FALSE(is_anywhere("public-mine"));
  EXPECT_EQ(test::run(store->recent("theirs", 5, clock_.now()))->size(), 1U);
  EXPECT_EQ(erase(*store, StoredUnder{"mine"}), 0U);
}

TEST_F(EraseTest, ItsPublicIdNamesAConversationToo) {
  const auto store = open();
  append(*store, "mine", "PLANTED1");
  append(*store, "theirs", "PLANTED2");
  const Turn of_before{.at = clock_.now(), .message = "PLANTED0", .answer = "a", .model = "m"};
  ASSERT_TRUE(test::run(store->append("mine", of_before, clock_.now() + 24h)));
  EXPECT_EQ(erase(*store, PubliclyNamed{"public-mine"}), 2U) << "with its turns without a record";
  EXPECT_FALSE(is_anywhere("PLANTED0"));
  EXPECT_FALSE(is_anywhere("PLANTED1"));
  EXPECT_TRUE(is_anywhere("PLANTED2"));
  EXPECT_EQ(erase(*store, PubliclyNamed{"public-nobody"}), 0U);
}

/// A turn of the conversation "mine" that began `ago` and ends now.
class TurnUnderWay : public EraseTest {
 protected:
  void end_turn(ConversationStore& store, std::chrono::milliseconds ago) {
    const Turn turn{.at = clock_.now(),
                    .message = "PLANTED9",
                    .answer = "a",
                    .model = "m",
                    .visitor = "v",
                    .record = TurnRecord{.conversation_id = "public-mine", .message_id = "id"},
                    .began = clock_.now() - ago};
    ASSERT_TRUE(test::run(store.append("mine", turn, clock_.now() + 24h)));
  }
  std::size_t turns_of_mine(ConversationStore& store) {
    return test::run(store.recent("mine", 5, clock_.now()))->size();
  }
  std::size_t erase_in_another_process(WhichConversation which) {
    const auto store = open();
    return erase(*store, std::move(which));
  }
};

TEST_F(TurnUnderWay, IsNotStoredWhereItsConversationWasErasedMeanwhile) {
  for (const WhichConversation& which :
       {WhichConversation(StoredUnder{.conversation = "mine", .public_id = "public-mine"}),
        WhichConversation(PubliclyNamed{"public-mine"})}) {
    const auto store = open();
    EXPECT_EQ(erase(*store, which), 0U) << "it is the conversation's first";
    clock_.advance(2s);
    end_turn(*store, 3s);
    EXPECT_EQ(turns_of_mine(*store), 0U);
    EXPECT_FALSE(is_anywhere("PLANTED9"));
  }
}

TEST_F(TurnUnderWay, IsNotStoredWhereAnotherProcessErased) {
  const auto store = open();
  append(*store, "mine", "PLANTED1");
  EXPECT_EQ(erase_in_another_process(PubliclyNamed{"public-mine"}), 1U);
  end_turn(*store, 3s);
  EXPECT_EQ(turns_of_mine(*store), 0U);
}

TEST_F(TurnUnderWay, IsStoredWhereItBeganAfterTheErasure) {
  const auto store = open();
  EXPECT_EQ(erase(*store, PubliclyNamed{"public-mine"}), 0U);
  clock_.advance(2s);
  end_turn(*store, 1s);
  EXPECT_EQ(turns_of_mine(*store), 1U);
}

TEST_F(TurnUnderWay, OfAnotherConversationIsStored) {
  const auto store = open();
  EXPECT_EQ(erase(*store, PubliclyNamed{"public-theirs"}), 0U);
  end_turn(*store, 1s);
  EXPECT_EQ(turns_of_mine(*store), 1U);
}

TEST_F(TurnUnderWay, IsNotKeptInMemoryEither) {
  const auto store = make_memory_conversations(clock_);
  EXPECT_EQ(erase(*store, StoredUnder{.conversation = "mine", .public_id = "public-mine"}), 0U);
  end_turn(*store, 1s);
  EXPECT_EQ(turns_of_mine(*store), 0U);
  clock_.advance(2s);
  end_turn(*store, 1s);
  EXPECT_EQ(turns_of_mine(*store), 1U);
}

TEST_F(TurnUnderWay, AnHourLaterNothingIsKnownOfTheErasure) {
  const auto marks = [this] {
    SqliteDb db(path_);
    return db.query_number("SELECT count(*) FROM erased_conversations");
  };
  erase_in_another_process(PubliclyNamed{"public-mine"});
  EXPECT_EQ(marks(), 1);
  clock_.advance(61min);
  const auto store = open_sqlite({.path = path_, .cleanup_interval = 1ms}, clock_, log_);
  for (int tries = 0; tries < 2000 && marks() != 0; ++tries) {
    clock_.advance(1ms);
    std::this_thread::sleep_for(5ms);
  }
  EXPECT_EQ(marks(), 0);
}

TEST_F(EraseTest, TheMemoryStoreErasesByBothNames) {
  const auto store = make_memory_conversations(clock_);
  append(*store, "a", "1");
  append(*store, "b", "2");
  append(*store, "b", "3");
  EXPECT_EQ(erase(*store, PubliclyNamed{"public-b"}), 2U);
  EXPECT_TRUE(test::run(store->recent("b", 5, clock_.now()))->empty());
  EXPECT_EQ(erase(*store, StoredUnder{"a"}), 1U);
  EXPECT_TRUE(test::run(store->recent("a", 5, clock_.now()))->empty());
}

/// SQLite overwrites deleted cells; copies that it has left in pages when it moved cells it does
/// not. Some are left here after some thousand changes, without wipe_traces.
TEST_F(EraseTest, NoCopyIsLeftWhereSqliteHasMovedRowsAround) {
  const auto store = open();
  const auto leads = open_leads();
  std::vector<std::string> erased;
  std::vector<std::string> kept;
  for (int i = 0; i < 1500; ++i) {
    const std::string planted = "PLANTED" + std::to_string(100'000 + i) + ".";
    append(*store, "c" + planted + filler(20), planted, planted);
    leads::Lead lead = test::lead_with_phone(clock_.now(), planted);
    lead.message = planted + filler(600);
    lead.contact.email = filler(20) + planted;
    lead.conversation_id = "public-" + planted;
    ASSERT_TRUE(test::run(leads->save(lead)));
    kept.push_back(planted);
    if (below(10) < 4) {
      const auto one = kept.begin() + static_cast<std::ptrdiff_t>(below(kept.size()));
      SqliteDb(path_).execute("DELETE FROM turns WHERE instr(message, '" + *one +
                              "'); DELETE FROM visitor_turns WHERE visitor = '" + *one +
                              "'; DELETE FROM leads WHERE phone = '" + *one + "'");
      erased.push_back(*one);
      kept.erase(one);
    }
  }
  SqliteDb(path_).execute("PRAGMA wal_checkpoint(TRUNCATE)");
  EXPECT_GT(count_of(erased), 0U) << "there is something to wipe";
  ASSERT_EQ(test::run(leads->erase(leads::ByPhone{kept.back()}, clock_.now())).value(), 1U);
  EXPECT_EQ(count_of(erased), 0U);
  EXPECT_EQ(count_of(kept), kept.size());
  append(*store, "after", "PLANTED");
  EXPECT_EQ(SqliteDb(path_).query_number("SELECT count(*) FROM pragma_integrity_check() "
                                         "WHERE integrity_check <> 'ok'"),
            0);
}

TEST_F(EraseTest, OfALeadItsEventAndItsDraftNoByteIsLeft) {
  const auto leads = open_leads();
  const auto drafts = open_sqlite_drafts({.path = path_}, clock_, log_);
  ASSERT_TRUE(test::run(leads->save(test::full_lead(clock_.now()))));
  ASSERT_EQ(test::run(leads->take_due(clock_.now(), 30s, 5))->size(), 1U);
  ASSERT_TRUE(test::run(drafts->put_draft("c", "SEALED_DRAFT", clock_.now() + 30min)));
  ASSERT_TRUE(is_anywhere(test::lead_phone));
  ASSERT_TRUE(test::run(drafts->drop_draft("c")));
  ASSERT_EQ(test::run(leads->erase(leads::ByPhone{test::lead_phone}, clock_.now())).value(), 1U);
  for (const char* planted : {test::lead_phone, test::lead_email, "سارة", "Derma", "كم سعر",
                              "shop.example", "0123456789abcdef", "SEALED_DRAFT"}) {
    EXPECT_FALSE(is_anywhere(planted)) << planted;
  }
  EXPECT_EQ(SqliteDb(path_).query_number("SELECT count(*) FROM lead_events"), 1)
      << "of what may have been delivered the end is told";
}

TEST_F(EraseTest, ManyWriteWhileOneErases) {
  const auto store = open();
  std::atomic<bool> is_over = false;
  std::jthread writer([&] {
    const auto other = open();  // as another process would
    for (int i = 0; i < 300 || !is_over; ++i) {
      const Turn turn{.at = clock_.now(), .message = "x", .answer = "y", .model = "m"};
      ASSERT_TRUE(test::run(other->append("theirs", turn, clock_.now() + 24h)));
    }
  });
  for (int i = 0; i < 20; ++i) {
    const std::string planted = "PLANTED" + std::to_string(i) + ".";
    append(*store, "mine", planted);
    EXPECT_EQ(erase(*store, StoredUnder{"mine"}), 1U);
    EXPECT_FALSE(is_anywhere(planted));
  }
  is_over = true;
}

TEST_F(EraseTest, WhereSomebodyKeepsReadingTheLogItSaysSoAndCanBeDoneAgain) {
  const auto store = open();
  append(*store, "mine", "PLANTED1");
  {
    SqliteDb reader(path_);
    reader.execute("BEGIN");
    ASSERT_EQ(reader.query_number("SELECT count(*) FROM turns"), 1);
    const auto failed = test::run(store->erase(PubliclyNamed{"public-mine"}, clock_.now()));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, ErrorKind::store_failed);
  }
  EXPECT_TRUE(test::run(store->recent("mine", 5, clock_.now()))->empty()) << "it is deleted";
  EXPECT_EQ(erase(*store, PubliclyNamed{"public-mine"}), 0U);
  EXPECT_FALSE(is_anywhere("PLANTED1")) << "and wiped now";
}

TEST_F(EraseTest, ExpiredLeadsEventsAndDraftsAreDeletedInTheBackground) {
  const SqliteOptions options{.path = path_, .cleanup_interval = 1ms};
  const auto leads = open_sqlite_leads(options, clock_, random_, log_);
  const auto drafts = open_sqlite_drafts(options, clock_, log_);
  leads::Lead lead = test::full_lead(clock_.now());
  lead.expires_at = clock_.now() + 1h;
  ASSERT_TRUE(test::run(leads->save(lead)));
  ASSERT_TRUE(test::run(drafts->put_draft("c", "sealed", clock_.now() + 1h)));
  clock_.advance(1h);
  SqliteDb db(path_);
  const std::string rows =
      "SELECT (SELECT count(*) FROM leads) + (SELECT count(*) FROM lead_events) + "
      "(SELECT count(*) FROM lead_drafts)";
  for (int tries = 0; tries < 500 && db.query_number(rows) > 0; ++tries) {
    clock_.advance(1ms);
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_EQ(db.query_number(rows), 0);
}

TEST_F(EraseTest, AVisitorsNextTurnsAreNotTakenForThoseThatAreGone) {
  const auto store =
      open_sqlite({.path = path_, .limits = {.visitor_bytes_per_day = 20'000}}, clock_, log_);
  append(*store, "first", "1", "visitor a");
  EXPECT_EQ(erase(*store, StoredUnder{"first"}), 1U);
  append(*store, "second", "2", "visitor b");  // SQLite gives it the number of the turn before
  for (int i = 0; i < 12; ++i) append(*store, "third", "3", "visitor a");
  EXPECT_EQ(test::run(store->recent("second", 5, clock_.now()))->size(), 1U)
      << "it is the quota of another visitor that was used up";
}

}  // namespace
}  // namespace mta::storage
