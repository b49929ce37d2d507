// The parts that every request passes: the limiter, the codec, the catalogue's index and its
// answer.
#include <string>

#include <benchmark/benchmark.h>

#include "base/system.h"
#include "catalogue/answers.h"
#include "catalogue/catalogue_index.h"
#include "catalogue/fold.h"
#include "catalogue/knowledge.h"
#include "catalogue/understanding.h"
#include "chat/rate_window.h"
#include "chat/session_id.h"
#include "chat/spend_budget.h"
#include "protocols/native/protocol.h"
#include "storage/memory.h"
#include "storage/sqlite.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"
#include "tests/support/shipped_knowledge.h"
#include "tests/support/temporary_folder.h"

namespace mta {
namespace {

const Knowledge& shipped() {
  static const Knowledge knowledge = test::shipped_knowledge();
  return knowledge;
}

/// The shipped products again and again under other names, `count` of them.
std::vector<Product> many_products(std::size_t count) {
  const auto& products = shipped().products;
  std::vector<Product> many;
  many.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    many.push_back(products[i % products.size()]);
    if (i >= products.size()) many.back().name += " Series " + std::to_string(i);
  }
  return many;
}

constexpr std::array questions = {
    "How much is the 7D HIFU machine?",           "how mutch is the microneedeling",
    "something for cellulite under 3000 dollars", "هل عندكم جهاز إزالة الشعر بالليزر؟",
    "3andkon laser la ezalet el sha3er?",         "write me a python script that sorts a list"};

void index_search(benchmark::State& state) {
  const auto products = many_products(static_cast<std::size_t>(state.range(0)));
  const CatalogueIndex index(products);
  std::vector<std::vector<std::string>> words;
  for (const char* question : questions) words.push_back(fold_words(question));
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(index.search(words[next++ % words.size()]));
  }
}
BENCHMARK(index_search)->Arg(28)->Arg(10'000)->Unit(benchmark::kMicrosecond);

void index_build(benchmark::State& state) {
  const auto products = many_products(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(CatalogueIndex(products));
}
BENCHMARK(index_build)->Arg(28)->Unit(benchmark::kMicrosecond);

void catalogue_answer(benchmark::State& state) {
  const catalogue::Understanding understanding(shipped());
  std::vector<Message> messages;
  for (const char* question : questions) messages.push_back({.content = question});
  std::size_t next = 0;
  for (auto _ : state) {
    const std::span one(&messages[next++ % messages.size()], 1);
    benchmark::DoNotOptimize(compose(understanding.understand(one), understanding.knowledge()));
  }
}
BENCHMARK(catalogue_answer)->Unit(benchmark::kMicrosecond);

void limiter_admit(benchmark::State& state) {
  const auto counter = storage::make_memory_counter({});
  const SystemClock clock;
  SystemRandom random;
  const SessionIds sessions({.current = std::string(32, 's'), .previous = {}}, random);
  const std::string visitor = sessions.identify("192.0.2.1").hash;
  for (auto _ : state) test::run(counter->admit(visitor, clock.now())).value();
}
BENCHMARK(limiter_admit);

/// What a model call takes from the budget and gives back.
void reserve_and_settle(benchmark::State& state, Ledger& ledger, SpendBudget::Leasing leasing) {
  constexpr MicroUsd worst_case = 1400;
  constexpr MicroUsd cost = 300;
  constexpr MicroUsd plenty = 1'000'000'000'000'000;
  const SystemClock clock;
  test::RecordingMetrics metrics;
  test::RecordingLog log;
  SpendBudget budget({.per_day = plenty, .per_month = plenty}, leasing,
                     {.ledger = ledger, .clock = clock, .metrics = metrics, .log = log});
  for (auto _ : state) {
    test::run([](SpendBudget& of) -> Task<bool> {
      co_await of.settle((co_await of.reserve(worst_case)).value(), cost);
      co_return true;
    }(budget));
  }
}

void budget_leased(benchmark::State& state) {
  reserve_and_settle(state, *storage::make_memory_ledger(), SpendBudget::Leasing::leased);
}
BENCHMARK(budget_leased)->Unit(benchmark::kMicrosecond);

void budget_on_sqlite(benchmark::State& state) {
  const test::TemporaryFolder folder;
  reserve_and_settle(state, *storage::open_sqlite_ledger(folder.file("ledger.db")),
                     SpendBudget::Leasing::exact);
}
BENCHMARK(budget_on_sqlite)->Unit(benchmark::kMicrosecond)->UseRealTime();

void window_arithmetic(benchmark::State& state) {
  WindowCounts counts;
  WindowTime now{std::chrono::seconds(1'800'000'000)};
  for (auto _ : state) {
    now += std::chrono::milliseconds(7);
    benchmark::DoNotOptimize(count_request({}, counts, now));
  }
}
BENCHMARK(window_arithmetic);

void decode_request(benchmark::State& state) {
  const std::string body = R"({"message":"How much is the 7D HIFU machine?","session_id":"abc",)"
                           R"("conversation_history":[{"role":"user","content":"hello"}]})";
  for (auto _ : state) benchmark::DoNotOptimize(protocols::decode_chat_request(body, {}));
}
BENCHMARK(decode_request);

void encode_answer(benchmark::State& state) {
  const AnswerHead head{.session_id = std::string(43, 's'),
                        .conversation_id = std::string(32, 'c'),
                        .message_id = std::string(32, 'm'),
                        .model = "catalogue"};
  const std::string text = "Our indicative price:\n- 7D HIFU Machine: 6600 USD";
  const auto protocol = protocols::make_native_protocol({});
  for (auto _ : state) benchmark::DoNotOptimize(protocol->whole(head, text));
}
BENCHMARK(encode_answer);

}  // namespace
}  // namespace mta

BENCHMARK_MAIN();
