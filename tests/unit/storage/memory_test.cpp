#include "storage/memory.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/fakes.h"
#include "tests/support/run_task.h"

namespace mta::storage {
namespace {

using namespace std::chrono_literals;

const Timestamp now{1'800'000'000s};

TEST(MemoryCounter, ManyThreadsAdmitExactlyTheLimit) {
  const auto counter = make_memory_counter({.max = 10, .window = 60s});
  std::atomic<int> admitted = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 125; ++i) {
          admitted += test::run(counter->admit("one", now))->admitted ? 1 : 0;
        }
      });
    }
  }
  EXPECT_EQ(admitted, 10) << "of 1000";
}

TEST(MemoryCounter, AClockThatIsSetBackLocksNobodyOut) {
  const auto counter = make_memory_counter({.max = 1, .window = 60s});
  for (const auto back : {0h, 1h, 24h, 87'660h}) {
    EXPECT_FALSE(counter->known_refusal("one", now - back));
    EXPECT_TRUE(test::run(counter->admit("one", now - back))->admitted);
    EXPECT_FALSE(test::run(counter->admit("one", now - back))->admitted);
    EXPECT_TRUE(counter->known_refusal("one", now - back));
  }
}

TEST(MemoryCounter, AFloodOfAddressesForgetsTheOldestOnly) {
  const auto counter = make_memory_counter({.max = 1, .window = 60s}, 100);
  const auto admitted = [&](const std::string& visitor) {
    return test::run(counter->admit(visitor, now))->admitted;
  };
  EXPECT_TRUE(admitted("first"));
  EXPECT_TRUE(admitted("regular"));
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(admitted("flood" + std::to_string(i)));
    EXPECT_FALSE(admitted("regular")) << "seen all the time, so kept";
  }
  EXPECT_TRUE(admitted("first")) << "forgotten";
}

Turn turn(const std::string& message) {
  return {.at = now, .message = message, .answer = "a", .model = "m"};
}

TEST(MemoryConversations, KeepsTheLastTurnsThatAreNotExpired) {
  const test::ManualClock clock;
  const auto store = make_memory_conversations(clock);
  test::run(store->append("c", turn("old"), now - 1ms));
  for (const char* message : {"1", "2", "3"})
    test::run(store->append("c", turn(message), now + 1h));
  const auto turns = test::run(store->recent("c", 2, now)).value();
  ASSERT_EQ(turns.size(), 2U);
  EXPECT_EQ(turns[0].message, "2");
  EXPECT_EQ(turns[1].message, "3");
  EXPECT_EQ(test::run(store->recent("c", 10, now))->size(), 3U);
  EXPECT_TRUE(test::run(store->recent("other", 10, now))->empty());
}

TEST(MemoryConversations, AreBounded) {
  const test::ManualClock clock;
  const auto store = make_memory_conversations(clock, {}, 2);
  for (int i = 0; i < 200; ++i) test::run(store->append("long", turn("x"), now + 1h));
  EXPECT_EQ(test::run(store->recent("long", 1000, now))->size(), 50U);
  test::run(store->append("b", turn("x"), now + 1h));
  test::run(store->append("c", turn("x"), now + 1h));
  EXPECT_TRUE(test::run(store->recent("long", 10, now))->empty());
}

}  // namespace
}  // namespace mta::storage
