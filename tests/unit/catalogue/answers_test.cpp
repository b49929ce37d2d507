// What visitors ask is in tests/questions; here is what the catalogue does with its knowledge.
#include "catalogue/answers.h"

#include <gtest/gtest.h>

#include "catalogue/understanding.h"

namespace mta::catalogue {
namespace {

class AnswersTest : public testing::Test {
 protected:
  std::string ask(std::vector<std::string> conversation) {
    std::vector<Message> messages;
    Role role = Role::user;
    for (std::string& text : conversation) {
      messages.push_back({.role = role, .content = std::move(text)});
      role = role == Role::user ? Role::assistant : Role::user;
    }
    return compose(understanding_.understand(messages), knowledge_);
  }

  Knowledge knowledge_{
      .products = {{.name = "7D HIFU Machine", .price_usd = 6600, .category = "Face"},
                   {.name = "EMS Kegel Chair", .price_usd = {}, .arabic_category = "عافية"},
                   {.name = "Freezer", .price_usd = 100},
                   {.name = "Freezer – Advanced", .price_usd = 200}},
      .persona = "",
      .contact = "See the contact page.\n\nانظر صفحة الاتصال."};
  Understanding understanding_{knowledge_};
};

TEST_F(AnswersTest, APriceOnRequestIsSaidSo) {
  EXPECT_NE(ask({"how much is the kegel chair?"}).find("price on request"), std::string::npos);
}

TEST_F(AnswersTest, TheContactTextIsInTheVisitorsScript) {
  EXPECT_EQ(ask({"contact"}), "See the contact page.");
  EXPECT_EQ(ask({"كيف أتواصل معكم؟"}), "انظر صفحة الاتصال.");
}

TEST_F(AnswersTest, ANameThatBeginsAlikeIsAnotherDevice) {
  const std::string plain = ask({"how much is the freezer?"});
  EXPECT_NE(plain.find("100 USD"), std::string::npos);
  EXPECT_EQ(plain.find("200 USD"), std::string::npos);
  const std::string advanced = ask({"how much is the advanced freezer?"});
  EXPECT_NE(advanced.find("200 USD"), std::string::npos);
  EXPECT_EQ(advanced.find("100 USD"), std::string::npos);
}

TEST_F(AnswersTest, AFollowUpLeansOnTheAnswerBefore) {
  const std::string first = ask({"do you have hifu?"});
  EXPECT_NE(ask({"do you have hifu?", first, "and how much is it?"}).find("6600"),
            std::string::npos);
  EXPECT_NE(ask({"how much is it?"}).find("Which device"), std::string::npos);
}

TEST_F(AnswersTest, AnswersAreDeterministic) {
  const std::string once = ask({"what do you have for the face?"});
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask({"what do you have for the face?"}), once);
}

TEST_F(AnswersTest, AnyTextGetsAnAnswer) {
  for (const char* text :
       {"?", "\xFF", "و", "7", "$", "a b c d e f g", "🙂", "0000000000000000000000"}) {
    EXPECT_FALSE(ask({text}).empty()) << text;
  }
}

}  // namespace
}  // namespace mta::catalogue
