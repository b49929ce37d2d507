#include "base/csv.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

using Fields = std::vector<std::string>;

TEST(Csv, ReadsQuotesBomAndCrlf) {
  const auto rows =
      parse_csv("\xEF\xBB\xBFName,Price\r\n\"A, \"\"b\"\"\",1\r\n\r\n\"two\nlines\",2");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].fields, (Fields{"Name", "Price"}));
  EXPECT_EQ(rows[1].fields, (Fields{"A, \"b\"", "1"}));
  EXPECT_EQ(rows[2].fields, (Fields{"two\nlines", "2"}));
  EXPECT_EQ(rows[2].line, 4U);
}

TEST(Csv, KeepsEmptyFields) {
  const auto rows = parse_csv("a,,\n,b,\n");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].fields, (Fields{"a", "", ""}));
  EXPECT_EQ(rows[1].fields, (Fields{"", "b", ""}));
}

TEST(Csv, BlankRowsAreLeftOutWhateverTheyAreMadeOf) {
  const auto rows = parse_csv(",,\na,b\n \n , \t,\r\n\"\",\"\"\nc\n,,");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].line, 2U);
  EXPECT_EQ(rows[1].fields, (Fields{"c"}));
  EXPECT_EQ(rows[1].line, 6U);
}

TEST(Csv, CarriageReturnsAloneEndLinesToo) {
  const auto rows = parse_csv("a,1\rb,2\rc \"x\",3\r");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1].fields, (Fields{"b", "2"}));
  EXPECT_EQ(rows[2].line, 3U);
}

TEST(Csv, ABrokenRowDoesNotTakeTheOthersWithIt) {
  const auto rows = parse_csv("a,1\nb \"x\",2\n\"c\" d,3\n\"never closed,4\ne,5\n");
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_TRUE(rows[0].problem.empty());
  EXPECT_FALSE(rows[1].problem.empty());
  EXPECT_FALSE(rows[2].problem.empty());
  EXPECT_FALSE(rows[3].problem.empty());
  EXPECT_EQ(rows[3].line, 4U);
  EXPECT_EQ(rows[4].fields, (Fields{"e", "5"}));
  EXPECT_EQ(rows[4].line, 5U);
}

}  // namespace
}  // namespace mta
