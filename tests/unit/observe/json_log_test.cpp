#include "observe/json_log.h"

#include <gtest/gtest.h>

#include "tests/support/fakes.h"

namespace mta::observe {
namespace {

TEST(JsonLog, WritesOneObjectALine) {
  test::ManualClock clock;
  clock.set(Timestamp{std::chrono::milliseconds(1'800'000'000'042)});
  std::string lines;
  const auto log = make_json_log(clock, [&](std::string_view line) { lines += line; });
  log->write(LogLevel::warn, "it \"said\"\n",
             {{"text", std::string_view("عربي \x01")},
              {"whole", std::int64_t{7}},
              {"part", 0.25},
              {"flag", true},
              {"nothing", {}},
              {"broken", std::string_view("\xFF")}});
  EXPECT_EQ(lines,
            R"({"timestamp":"2027-01-15T08:00:00.042Z","level":"WARN","message":"it \"said\"\n",)"
            R"("text":"عربي \u0001","whole":7,"part":0.25,"flag":true,"nothing":null,)"
            "\"broken\":\"\xEF\xBF\xBD\"}\n");
}

}  // namespace
}  // namespace mta::observe
