#include "models/catalogue.h"

#include <gtest/gtest.h>

#include "tests/support/run_task.h"

namespace mta::models {
namespace {

class Sink final : public TokenSink {
 public:
  Task<Flow> text(std::string_view piece) override {
    said += piece;
    co_return Flow::more;
  }
  std::string said;
};

class CatalogueTest : public testing::Test {
 protected:
  std::string ask(std::string question) {
    Sink sink;
    const Prompt prompt{.system = "",
                        .messages = {{.role = Role::user, .content = std::move(question)}}};
    const Completion completion = test::run(model_->complete(prompt, sink));
    EXPECT_FALSE(completion.error);
    EXPECT_EQ(completion.model, "catalogue");
    return sink.said;
  }

  Knowledge knowledge_{
      .products = {{.name = "7D HIFU Machine", .description = "", .price_usd = 6600},
                   {.name = "EMS Kegel Chair", .description = "", .price_usd = {}}},
      .persona = "",
      .contact = "See the contact page."};
  std::unique_ptr<Model> model_ = make_catalogue(knowledge_);
};

TEST_F(CatalogueTest, PricesAreFoundByTheWordsOfTheName) {
  EXPECT_NE(ask("How much is the 7D hifu machine?").find("6600"), std::string::npos);
  EXPECT_NE(ask("kegel").find("price on request"), std::string::npos);
}

TEST_F(CatalogueTest, GreetingsGreetAndTheUnknownLeadsToTheContactPage) {
  EXPECT_NE(ask("hello").find("Hello"), std::string::npos);
  const std::string unknown = ask("what is the weather");
  EXPECT_NE(unknown.find("do not know"), std::string::npos);
  EXPECT_NE(unknown.find("contact page"), std::string::npos);
}

}  // namespace
}  // namespace mta::models
