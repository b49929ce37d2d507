#include "base/encoding.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

using namespace std::string_view_literals;

TEST(Encoding, Utf8HasNoProblem) {
  EXPECT_FALSE(find_encoding_problem(""));
  EXPECT_FALSE(
      find_encoding_problem("\xEF\xBB\xBF"
                            "plain, العربية, 360°, \xEF\xBF\xBD"));
}

TEST(Encoding, TheLineAndTheLikelyEncodingAreTold) {
  struct Case {
    std::string_view text;
    std::size_t line;
    std::string_view described;
  };
  const auto cases = std::to_array<Case>({
      {"a\n\xCC\xE5\xC7\xD2 \xCA\xCC\xE3\xED\xCF\n", 2, "it looks like Windows-1256 (Arabic)"},
      {"a\nb\nS\xE9rum 360\xB0\n", 3, "it looks like Windows-1252 (Western European)"},
      {"\xFF\xFE"
       "a\0,\0"sv,
       1, "it looks like UTF-16"},
      {"\xFE\xFF\0a\0,"sv, 1, "it looks like UTF-16"},
      {"a\0,\0"sv, 1, "it looks like UTF-16 without a byte order mark"},
      {"العربية\nقط\xD8\n", 2, "a character in this line is damaged"},
  });
  for (const Case& one : cases) {
    const auto problem = find_encoding_problem(one.text);
    ASSERT_TRUE(problem) << one.described;
    EXPECT_EQ(problem->line, one.line) << one.described;
    EXPECT_EQ(problem->described, one.described);
  }
}

}  // namespace
}  // namespace mta
