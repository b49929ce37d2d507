// What visitors ask is in tests/questions; here is what the catalogue does with its knowledge.
#include "models/catalogue.h"

#include <gtest/gtest.h>

#include "tests/support/collecting_sink.h"
#include "tests/support/run_task.h"

namespace mta::models {
namespace {

class CatalogueTest : public testing::Test {
 protected:
  std::string ask(std::vector<std::string> conversation) {
    Prompt prompt;
    Role role = Role::user;
    for (std::string& text : conversation) {
      prompt.messages.push_back({.role = role, .content = std::move(text)});
      role = role == Role::user ? Role::assistant : Role::user;
    }
    test::CollectingSink sink;
    const Completion completion = test::run(model_->complete(prompt, sink, {}));
    EXPECT_FALSE(completion.error);
    EXPECT_EQ(completion.model, "catalogue");
    return sink.said;
  }

  Knowledge knowledge_{
      .products = {{.name = "7D HIFU Machine", .price_usd = 6600, .category = "Face"},
                   {.name = "EMS Kegel Chair", .price_usd = {}, .arabic_category = "عافية"},
                   {.name = "Freezer", .price_usd = 100},
                   {.name = "Freezer – Advanced", .price_usd = 200}},
      .persona = "",
      .contact = "See the contact page.\n\nانظر صفحة الاتصال."};
  catalogue::Understanding understanding_{knowledge_};
  std::unique_ptr<Model> model_ = make_catalogue(understanding_);
};

TEST_F(CatalogueTest, APriceOnRequestIsSaidSo) {
  EXPECT_NE(ask({"how much is the kegel chair?"}).find("price on request"), std::string::npos);
}

TEST_F(CatalogueTest, TheContactTextIsInTheVisitorsScript) {
  EXPECT_EQ(ask({"contact"}), "See the contact page.");
  EXPECT_EQ(ask({"كيف أتواصل معكم؟"}), "انظر صفحة الاتصال.");
}

TEST_F(CatalogueTest, ANameThatBeginsAlikeIsAnotherDevice) {
  const std::string plain = ask({"how much is the freezer?"});
  EXPECT_NE(plain.find("100 USD"), std::string::npos);
  EXPECT_EQ(plain.find("200 USD"), std::string::npos);
  const std::string advanced = ask({"how much is the advanced freezer?"});
  EXPECT_NE(advanced.find("200 USD"), std::string::npos);
  EXPECT_EQ(advanced.find("100 USD"), std::string::npos);
}

TEST_F(CatalogueTest, AFollowUpLeansOnTheAnswerBefore) {
  const std::string first = ask({"do you have hifu?"});
  EXPECT_NE(ask({"do you have hifu?", first, "and how much is it?"}).find("6600"),
            std::string::npos);
  EXPECT_NE(ask({"how much is it?"}).find("Which device"), std::string::npos);
}

TEST_F(CatalogueTest, AnswersAreDeterministic) {
  const std::string once = ask({"what do you have for the face?"});
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask({"what do you have for the face?"}), once);
}

TEST_F(CatalogueTest, AnyTextGetsAnAnswer) {
  for (const char* text :
       {"?", "\xFF", "و", "7", "$", "a b c d e f g", "🙂", "0000000000000000000000"}) {
    EXPECT_FALSE(ask({text}).empty()) << text;
  }
}

}  // namespace
}  // namespace mta::models
