#include "core/knowledge.h"

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

TEST(Knowledge, LeavesBadRowsOutAndSaysWhere) {
  const auto loaded = load_knowledge(
      files("Machine Name,Description,Price (USD)\nA,,1\nB,,cheap\nA,,2\n,,3\nC,1\nD,,-5\n"));
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
