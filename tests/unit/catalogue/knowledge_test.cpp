#include "catalogue/knowledge.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

KnowledgeFiles files(std::string products) {
  return {.products = {.path = "products.csv", .text = std::move(products)},
          .persona = {.path = "persona.md", .text = "be kind\n"},
          .contact = {.path = "contact.md", .text = "call us\n"}};
}

TEST(Knowledge, ReadsThePricesThatPeopleWrite) {
  const auto loaded = load_knowledge(
      files("Machine Name,Description,Price (USD)\nA,d,6600\nB,,\"$6,600\"\nC,,\"6,600 USD\"\n"
            "D,,\nE,,6600.00\nF,,$7\n"));
  ASSERT_TRUE(loaded);
  const auto& products = loaded->knowledge.products;
  ASSERT_EQ(products.size(), 6U);
  EXPECT_EQ(products[0].description, "d");
  for (const int i : {0, 1, 2, 4})
    EXPECT_EQ(products.at(static_cast<std::size_t>(i)).price_usd, 6600);
  EXPECT_EQ(products[3].price_usd, std::nullopt) << "on request";
  EXPECT_EQ(products[5].price_usd, 7);
  EXPECT_TRUE(loaded->warnings.empty());
}

TEST(Knowledge, TheTermsMayBeMissing) {
  KnowledgeFiles all = files("Machine Name,Price (USD)\nA,1\n");
  EXPECT_EQ(load_knowledge(all)->knowledge.terms, "");
  all.terms = KnowledgeFile{.path = "terms.md", .text = "Delivery is free.\n"};
  EXPECT_EQ(load_knowledge(all)->knowledge.terms, "Delivery is free.");
}

TEST(Knowledge, LeavesBadRowsOutAndSaysWhere) {
  const auto loaded = load_knowledge(
      files("Machine Name,Description,Price (USD)\nA,,1\nB,,cheap\nA,,2\n,,3\nC,,1,x\nD,,-5\n"));
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->knowledge.products.size(), 1U);
  ASSERT_EQ(loaded->warnings.size(), 5U);
  EXPECT_EQ(loaded->warnings[0],
            "products.csv:3: price \"cheap\" is not one; write it like 6600, $6,600 or 6,600 USD, "
            "or leave it empty for a price on request; the row is left out");
  EXPECT_TRUE(loaded->warnings[1].starts_with("products.csv:4: \"A\" is already in the list"));
  EXPECT_TRUE(loaded->warnings[2].starts_with("products.csv:5: "));
  EXPECT_TRUE(loaded->warnings[3].starts_with("products.csv:6: "));
  EXPECT_TRUE(loaded->warnings[4].starts_with("products.csv:7: "));
}

constexpr std::string_view header = "Machine Name,Description,Price (USD)\n";
constexpr std::string_view wide_header =
    "Machine Name,Description,Price (USD),Arabic Name,Arabic Description,Synonyms\n";

LoadedKnowledge loaded(std::string_view head, std::string_view rows) {
  return load_knowledge(files(std::string(head) + std::string(rows))).value();
}

std::string problems(KnowledgeFiles given) {
  const auto outcome = load_knowledge(given);
  std::string text;
  if (!outcome) {
    for (const std::string& problem : outcome.error()) text += problem + "\n";
  }
  return text;
}

TEST(Knowledge, ADecimalCommaIsNeverAHundredTimesThePrice) {
  const auto some = loaded(header, "A,,1\nB,,\"7300,00\"\nC,,\"7.300,00\"\nD,,7.300\n");
  EXPECT_EQ(some.knowledge.products.size(), 1U);
  ASSERT_EQ(some.warnings.size(), 3U);
  EXPECT_TRUE(some.warnings[0].starts_with(
      "products.csv:3: price \"7300,00\" is not one; write it like 7300, if that is meant,"));
}

TEST(Knowledge, APriceThatIsSplitByItsCommaIsNotHalfAPrice) {
  const auto some = loaded(wide_header, "A,,1\nB,d,7,300\nC,d,7300,00\nD,d,7,300,,,\n");
  EXPECT_EQ(some.knowledge.products.size(), 1U);
  ASSERT_EQ(some.warnings.size(), 3U);
  EXPECT_TRUE(some.warnings[0].contains(":3: the price goes on in the next field"));
  const auto narrow = loaded(header, "A,,1\nB,d,7,300\n");
  EXPECT_TRUE(narrow.warnings.at(0).contains(":3: the row has 4 fields and the header 3"));
}

TEST(Knowledge, EmptyCellsAtTheEndMayBeMissingOrTooMany) {
  const auto all = loaded(wide_header, "A,d,7300\nB\nC,,7400,,,,,,\n,,,,,\n\nD,,5,name\n");
  ASSERT_EQ(all.knowledge.products.size(), 4U);
  EXPECT_TRUE(all.warnings.empty());
  EXPECT_EQ(all.knowledge.products[0].price_usd, 7300);
  EXPECT_EQ(all.knowledge.products[1].price_usd, std::nullopt) << "on request";
  EXPECT_EQ(all.knowledge.products[2].price_usd, 7400);
  EXPECT_EQ(all.knowledge.products[3].arabic_name, "name");
  EXPECT_EQ(loaded("Machine Name,Price (USD),,,\n", "A,1,,,\nB,2\n").knowledge.products.size(), 2U);
}

TEST(Knowledge, AFileStartsWhereItsFirstFilledRowIs) {
  EXPECT_EQ(loaded(",,\n\n", std::string(header) + "A,,1\n").knowledge.products.size(), 1U);
  EXPECT_EQ(loaded("sep=,\r\n", std::string(header) + "A,,1\n").knowledge.products.size(), 1U);
}

TEST(Knowledge, WhereNoProductIsKnownTheNeedsAreNotCalledWrong) {
  KnowledgeFiles all = files("Machine Name;Description;Price (USD)\nA;;7300\n");
  all.needs = {.path = "needs.csv", .text = "Need,Words,Devices\nacne,pimples,A\n"};
  const std::string told = problems(std::move(all));
  EXPECT_TRUE(told.contains("semicolons"));
  EXPECT_FALSE(told.contains("needs.csv")) << told;
}

TEST(Knowledge, OtherSeparatorsAreNamed) {
  EXPECT_TRUE(problems(files("Machine Name;Description;Price (USD)\nA;;7300,00\n"))
                  .starts_with("products.csv:1: the fields are separated by semicolons"));
  EXPECT_TRUE(problems(files("sep=;\nMachine Name;Price (USD)\nA;7300\n")).contains("semicolons"));
  EXPECT_TRUE(problems(files("Machine Name\tPrice (USD)\nA\t7300\n")).contains("by tabs"));
  EXPECT_TRUE(problems(files("sep=;")).contains("has no column"));
  const auto mixed = loaded(header, "A,,1\nB;d;7300\nC;d, and more;7300\n");
  EXPECT_EQ(mixed.knowledge.products.size(), 1U);
  EXPECT_TRUE(mixed.warnings.at(0).contains(":3: its fields are separated by semicolons or tabs"));
  EXPECT_EQ(mixed.warnings.size(), 2U);
}

TEST(Knowledge, AColumnThatIsThereTwiceIsAProblem) {
  EXPECT_TRUE(problems(files("Machine Name,Price (USD),price (usd)\nA,1,2\n"))
                  .contains("products.csv:1: the header has the column \"price (usd)\" twice"));
}

TEST(Knowledge, AnotherEncodingIsAProblemInEveryFile) {
  KnowledgeFiles given = files(std::string(header) + "\xCC\xE5\xC7\xD2,,1\n");
  given.persona.text = "be polite\nS\xE9rum";
  given.contact.text = "\xFF\xFE";
  EXPECT_EQ(problems(given),
            "products.csv:2: the file is not UTF-8: it looks like Windows-1256 (Arabic); save it "
            "as UTF-8 (in Excel: \"CSV UTF-8\")\n"
            "persona.md:2: the file is not UTF-8: it looks like Windows-1252 (Western European); "
            "save it as UTF-8 (in Excel: \"CSV UTF-8\")\n"
            "contact.md:1: the file is not UTF-8: it looks like UTF-16; save it as UTF-8 (in "
            "Excel: \"CSV UTF-8\")\n");
}

TEST(Knowledge, AByteOrderMarkIsNoPartOfAText) {
  KnowledgeFiles given = files(std::string(header) + "A,,1\n");
  given.contact.text =
      "\xEF\xBB\xBF"
      "call us\n";
  EXPECT_EQ(load_knowledge(given)->knowledge.contact, "call us");
}

TEST(Knowledge, RefusesFilesWithoutAGoodRow) {
  EXPECT_FALSE(load_knowledge(files("")));
  EXPECT_FALSE(load_knowledge(files("Name,Cost\nA,1\n")));
  EXPECT_FALSE(load_knowledge(files("Machine Name,Description,Price (USD)\nA,,cheap\n")));
  KnowledgeFiles no_persona = files("Machine Name,Description,Price (USD)\nA,,1\n");
  no_persona.persona.text = " \n";
  const auto loaded = load_knowledge(no_persona);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().at(0), "persona.md:1: the file is empty");
}

}  // namespace
}  // namespace mta
