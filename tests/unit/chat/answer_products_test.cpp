#include "chat/answer_products.h"

#include <gtest/gtest.h>

namespace mta::chat {
namespace {

std::vector<Product> catalogue() {
  Product chair{.name = "Kegel Chair", .description = "Pelvic floor.", .price_usd = 3200};
  chair.arabic_name = "كرسي كيجل";
  chair.arabic_description = "قاع الحوض.";
  const Product small{.name = "HIFU", .price_usd = 100};
  const Product large{.name = "7D HIFU", .price_usd = 6600};
  const Product unpriced{.name = "Fat Freezing 360° (4 Handles)"};
  return {chair, small, large, unpriced};
}

std::vector<std::string> names(std::string_view answer) {
  std::vector<std::string> found;
  for (const AnswerProduct& product : products_of_answer(answer, catalogue())) {
    found.push_back(product.name);
  }
  return found;
}

using Names = std::vector<std::string>;

TEST(AnswerProducts, AreTheNamedOnesInTheirOrderEachOnce) {
  EXPECT_EQ(names("The 7D HIFU, then the Kegel Chair; the 7D HIFU again."),
            (Names{"7D HIFU", "Kegel Chair"}));
  EXPECT_EQ(names("Hello!"), Names{});
  EXPECT_EQ(names("Fat Freezing 360° (4 Handles): on request"),
            (Names{"Fat Freezing 360° (4 Handles)"}));
}

TEST(AnswerProducts, TheLongerNameIsMeant) {
  EXPECT_EQ(names("7D HIFU"), (Names{"7D HIFU"}));
  EXPECT_EQ(names("HIFU or 7D HIFU"), (Names{"HIFU", "7D HIFU"}));
}

TEST(AnswerProducts, AreWholeNames) {
  EXPECT_EQ(names("HIFUs and aHIFU"), Names{});
  EXPECT_EQ(names("(HIFU)"), (Names{"HIFU"}));
}

TEST(AnswerProducts, OfAnArabicAnswerHaveArabicNamesAndSummaries) {
  const auto arabic = products_of_answer("- Kegel Chair (كرسي كيجل): 3200 دولار", catalogue());
  ASSERT_EQ(arabic.size(), 1U);
  EXPECT_EQ(arabic[0].localized_name, "كرسي كيجل");
  EXPECT_EQ(arabic[0].summary, "قاع الحوض.");
  EXPECT_EQ(arabic[0].price_usd, 3200);
  const auto english = products_of_answer("The Kegel Chair costs 3200 USD.", catalogue());
  EXPECT_EQ(english.at(0).localized_name, "");
  EXPECT_EQ(english.at(0).summary, "Pelvic floor.");
}

TEST(AnswerProducts, OfAnArabicNameIsFoundToo) {
  EXPECT_EQ(names("سعر كرسي كيجل هو 3200 دولار"), (Names{"Kegel Chair"}));
}

}  // namespace
}  // namespace mta::chat
