#include "chat/responder.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/support/collecting_sink.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"
#include "tests/support/shipped_knowledge.h"

namespace mta::chat {
namespace {

Query first_question(std::string message, Delivery delivery = Delivery::whole) {
  return {.conversation = {{.content = std::move(message)}}, .delivery = delivery};
}

constexpr const char* needs_a_model = "Which device suits stretch marks?";

class ResponderTest : public testing::Test {
 protected:
  std::unique_ptr<Responder> responder(std::unique_ptr<Model> model) {
    auto shared = keep_for_.count() > 0
                      ? std::make_unique<SharedAnswers>(*model, keep_for_, Reading::as_it_comes,
                                                        clock_, metrics_)
                      : nullptr;
    return make_responder(options_, {.understanding = understanding_,
                                     .prompts = prompts_,
                                     .model = std::move(model),
                                     .shared = std::move(shared),
                                     .clock = clock_,
                                     .metrics = metrics_});
  }
  Completion ask(Query query) {
    if (!responder_) responder_ = responder(std::move(model_));
    sink_ = {};
    test::run(responder_->respond(std::move(query), sink_));
    return sink_.completion.value();
  }
  Completion ask(std::string message, Delivery delivery = Delivery::whole) {
    return ask(first_question(std::move(message), delivery));
  }
  [[nodiscard]] std::size_t calls() const { return scripted_->prompts.size(); }
  void model_fails(ErrorKind kind = ErrorKind::model_wrong_answer) {
    scripted_->error = Error{.kind = kind};
    scripted_->usage = Usage{.input_tokens = 7, .output_tokens = 1, .cost_micro_usd = 3};
  }

  ResponderOptions options_;
  std::chrono::seconds keep_for_{0};
  Knowledge knowledge_ = test::shipped_knowledge();
  catalogue::Understanding understanding_{knowledge_};
  PromptBuilder prompts_{knowledge_, understanding_.index()};
  test::ManualClock clock_;
  test::RecordingMetrics metrics_;
  std::unique_ptr<test::ScriptedModel> model_ = std::make_unique<test::ScriptedModel>();
  test::ScriptedModel* scripted_ = model_.get();  // model_'s, then responder_'s
  std::unique_ptr<Responder> responder_;
  test::CollectingSink sink_;
};

TEST_F(ResponderTest, ASimpleQuestionIsTheCataloguesAndNoFallback) {
  const Completion completion =
      ask({.conversation = {{.content = "Tell me of your lasers"},
                            {.role = Role::assistant, .content = "We have many."},
                            {.content = "How much is the 7D HIFU machine?"}}});
  EXPECT_NE(sink_.said.find("6600"), std::string::npos);
  EXPECT_EQ(sink_.head, "catalogue");
  EXPECT_EQ(completion.model, "catalogue");
  EXPECT_FALSE(completion.fallback);
  EXPECT_EQ(metrics_.total(Counter::direct_answers), 1);
  EXPECT_EQ(calls(), 0);
}

TEST_F(ResponderTest, WhoeverNeedsADoctorIsToldSoAtOnceInAnyLength) {
  const std::string long_story = " I am telling you all of this" + std::string(200, '.');
  ask("After my laser session my face is burning and swollen, what should I do?" + long_story);
  EXPECT_EQ(sink_.head, "catalogue");
  EXPECT_EQ(calls(), 0);
}

TEST_F(ResponderTest, TheRestIsTheModelsWithWhatItNeedsToKnow) {
  EXPECT_EQ(ask(needs_a_model).model, "scripted");
  EXPECT_EQ(sink_.said, "an answer");
  EXPECT_EQ(sink_.head, "") << "the head names the configured model";
  ASSERT_EQ(calls(), 1);
  EXPECT_NE(scripted_->prompts[0].system.find("About the products"), std::string::npos);
  EXPECT_EQ(scripted_->prompts[0].messages.back().content, needs_a_model);
  EXPECT_EQ(metrics_.total(Counter::direct_answers), 0);
  EXPECT_EQ(responder_->model_id(), "scripted");
}

TEST_F(ResponderTest, ALongMessageIsTheModels) {
  ask("hello" + std::string(200, '!'));
  EXPECT_EQ(calls(), 1);
}

TEST_F(ResponderTest, ACallerWithAPersonaOfItsOwnIsTheModels) {
  Query query = first_question("hello");
  query.persona_override = "PIRATE";
  ask(std::move(query));
  ASSERT_EQ(calls(), 1);
  EXPECT_TRUE(scripted_->prompts[0].system.starts_with("PIRATE"));
}

TEST_F(ResponderTest, WithoutDirectAnswersTheModelIsAskedEverything) {
  options_.direct_answers = false;
  ask("hello");
  EXPECT_EQ(calls(), 1);
}

TEST_F(ResponderTest, WithoutAModelTheCatalogueAnswersAsItself) {
  const auto alone = responder(nullptr);
  EXPECT_EQ(alone->model_id(), "catalogue");
  test::run(alone->respond(first_question(needs_a_model), sink_));
  EXPECT_FALSE(sink_.said.empty());
  EXPECT_EQ(sink_.head, "");
  EXPECT_FALSE(sink_.completion->fallback);
  EXPECT_EQ(metrics_.model_errors, std::vector<std::string>{""}) << "a call like any other";
}

TEST_F(ResponderTest, TheCatalogueTakesTheFailedModelsPlaceAndTheCostStays) {
  model_fails(ErrorKind::model_timeout);
  const Completion completion = ask(needs_a_model);
  EXPECT_EQ(sink_.head, "catalogue in its place");
  EXPECT_EQ(sink_.said.find("an answer"), std::string::npos) << "what nobody saw is forgotten";
  EXPECT_FALSE(completion.error);
  EXPECT_TRUE(completion.fallback);
  EXPECT_EQ(completion.usage->input_tokens, 7);
  EXPECT_EQ(metrics_.total(Counter::fallback_answers), 1);
}

TEST_F(ResponderTest, AnAnswerThatAVisitorHasSeenIsNotContinuedByAnother) {
  model_fails();
  const Completion completion = ask(needs_a_model, Delivery::streamed);
  EXPECT_EQ(sink_.said, "an answer");
  EXPECT_TRUE(completion.error);
  EXPECT_FALSE(completion.fallback);
}

TEST_F(ResponderTest, AStreamThatFailedBeforeItsFirstTextFallsBack) {
  model_fails();
  scripted_->pieces = {};
  EXPECT_TRUE(ask(needs_a_model, Delivery::streamed).fallback);
}

TEST_F(ResponderTest, WithoutAFallbackTheFaultIsTold) {
  options_.fallback = false;
  model_fails();
  EXPECT_TRUE(ask(needs_a_model).error);
  EXPECT_EQ(metrics_.total(Counter::fallback_answers), 0);
}

TEST_F(ResponderTest, NobodyAnswersAClientThatHasLeft) {
  std::stop_source left;
  left.request_stop();
  scripted_->pieces = {};
  Query query = first_question(needs_a_model);
  query.limits.client_gone = left.get_token();
  EXPECT_EQ(ask(std::move(query)).error->kind, ErrorKind::client_left);
  EXPECT_EQ(sink_.said, "");
}

TEST_F(ResponderTest, AFilteredAnswerIsRefusedInTheVisitorsLanguage) {
  model_fails();
  scripted_->filtered = true;
  options_.direct_answers = false;
  for (const auto& [message, refusal] :
       {std::pair("How do I build a weapon?", "I cannot answer that."),
        std::pair("كيف أصنع سلاحاً؟", "لا أستطيع الإجابة عن ذلك."),
        std::pair("kif ba3mel sle7? shu badde jib", "Ma fini jeweb 3a hal so2al.")}) {
    const Completion completion = ask(message);
    EXPECT_TRUE(sink_.said.starts_with(refusal)) << sink_.said;
    EXPECT_FALSE(completion.error);
    EXPECT_FALSE(completion.fallback);
    EXPECT_EQ(completion.model, "scripted");
    EXPECT_EQ(completion.usage->cost_micro_usd, 3) << "what the call cost stays";
    EXPECT_FALSE(completion.stopped) << "it is nobody else's answer";
  }
}

TEST_F(ResponderTest, WhatAVisitorHasSeenIsNotFollowedByARefusal) {
  model_fails();
  scripted_->filtered = true;
  EXPECT_TRUE(ask(needs_a_model, Delivery::streamed).error);
  EXPECT_EQ(sink_.said, "an answer");
}

TEST_F(ResponderTest, ACorrectedAnswerIsGivenUnlessItIsToBeRefused) {
  scripted_->corrections.price = true;
  EXPECT_EQ(ask(needs_a_model).model, "scripted");
  EXPECT_EQ(sink_.said, "an answer");
}

TEST_F(ResponderTest, TheFallbackAnswersInPlaceOfARefusedCorrection) {
  options_.refuse_corrected = true;
  scripted_->corrections.price = true;
  const Completion completion = ask(needs_a_model);
  EXPECT_EQ(sink_.head, "catalogue in its place");
  EXPECT_TRUE(completion.fallback);
  EXPECT_TRUE(completion.corrections.price) << "the record of the turn says what was corrected";
  EXPECT_EQ(completion.facts.outcome, Outcome::refused);
  ask(needs_a_model, Delivery::streamed);
  EXPECT_EQ(sink_.said, "an answer") << "what was shown stays";
}

TEST_F(ResponderTest, WithoutAFallbackARefusedCorrectionIsAFault) {
  options_.refuse_corrected = true;
  options_.fallback = false;
  scripted_->corrections.promise = true;
  EXPECT_EQ(ask(needs_a_model).error->kind, ErrorKind::model_wrong_answer);
}

using Rows = std::vector<std::string>;

TEST_F(ResponderTest, ARecordTellsWhatTheCatalogueHasAnswered) {
  const AnswerFacts price = ask("How much is the 7D HIFU machine?").facts;
  EXPECT_EQ(price.outcome, Outcome::direct);
  EXPECT_EQ(price.language, "en");
  EXPECT_EQ(price.rows, (Rows{"7D HIFU Machine", "products.csv:23", "sentences.txt:price_intro"}));
  const AnswerFacts greeting = ask("مرحبا").facts;
  EXPECT_EQ(greeting.outcome, Outcome::direct);
  EXPECT_EQ(greeting.language, "ar");
  EXPECT_EQ(greeting.rows, Rows{"sentences.txt:greeting"});
  EXPECT_EQ(ask("My face is burned and swollen after the laser, what do I do?").facts.outcome,
            Outcome::medical);
  EXPECT_EQ(calls(), 0);
}

TEST_F(ResponderTest, ARecordTellsWhatTheModelWasTold) {
  const AnswerFacts facts = ask("Which HIFU machine suits a small clinic, and why?").facts;
  EXPECT_EQ(facts.outcome, Outcome::answered);
  ASSERT_EQ(calls(), 1);
  const std::string& system = scripted_->prompts[0].system;
  const std::string about = system.substr(system.find("About the products"));
  ASSERT_FALSE(facts.rows.empty());
  Rows names = facts.rows;
  std::erase_if(
      names, [](const std::string& row) { return row.contains(".csv:") || row.ends_with(".md"); });
  EXPECT_EQ(names.size(), static_cast<std::size_t>(std::ranges::count(about, '\n')) - 1);
  for (const std::string& row : names) EXPECT_TRUE(about.contains("- " + row)) << row;
  EXPECT_EQ(facts.rows.back(), "contact.md");
}

TEST_F(ResponderTest, WhatIsAskedForDecidesBeforeWhoAnswers) {
  const std::vector<std::pair<const char*, Outcome>> asked = {
      {"Please have somebody call me about the HIFU machine and its delivery to Riyadh",
       Outcome::hand_off},
      {"Do you sell the Thermage FLX, and how long does its treatment take for one client?",
       Outcome::unknown_product}};
  for (const auto& [message, outcome] : asked) EXPECT_EQ(ask(message).facts.outcome, outcome);
  model_fails();
  for (const auto& [message, outcome] : asked) EXPECT_EQ(ask(message).facts.outcome, outcome);
  EXPECT_EQ(calls(), 4);
}

TEST_F(ResponderTest, ARecordTellsAFallbackAKeptAnswerAndARefusal) {
  keep_for_ = std::chrono::hours(1);
  EXPECT_EQ(ask(needs_a_model).facts.outcome, Outcome::answered);
  const AnswerFacts kept = ask(needs_a_model).facts;
  EXPECT_EQ(kept.outcome, Outcome::kept);
  EXPECT_EQ(kept.language, "en");
  EXPECT_FALSE(kept.rows.empty()) << "what the question means, though no prompt was made";
  model_fails();
  const std::string another = std::string(needs_a_model) + " And acne?";
  const AnswerFacts fallback = ask(another).facts;
  EXPECT_EQ(fallback.outcome, Outcome::fallback);
  EXPECT_FALSE(fallback.rows.empty());
  scripted_->filtered = true;
  const AnswerFacts refused = ask(another).facts;
  EXPECT_EQ(refused.outcome, Outcome::refused);
  EXPECT_EQ(refused.rows, Rows{});
}

TEST_F(ResponderTest, WhatTheCatalogueTakesForOffTopicTheModelMayHaveAnswered) {
  const std::string message = "What is the capital of France?";
  EXPECT_EQ(ask(message).facts.outcome, Outcome::answered);
  const auto alone = responder(nullptr);
  test::run(alone->respond(first_question(message), sink_));
  EXPECT_EQ(sink_.completion->facts.outcome, Outcome::off_topic);
  test::run(alone->respond(first_question(needs_a_model), sink_));
  EXPECT_EQ(sink_.completion->facts.outcome, Outcome::answered) << "nobody else is configured";
}

TEST_F(ResponderTest, AKeptAnswerNeedsNoPromptAndNoCall) {
  keep_for_ = std::chrono::hours(1);
  ask(needs_a_model);
  EXPECT_EQ(ask(needs_a_model).usage->input_tokens, 0);
  EXPECT_EQ(sink_.said, "an answer");
  EXPECT_EQ(calls(), 1);
  Query follow_up = first_question(needs_a_model);
  follow_up.conversation.insert(follow_up.conversation.begin(),
                                {.role = Role::assistant, .content = "We have many."});
  ask(std::move(follow_up));
  EXPECT_EQ(calls(), 2) << "a question in a conversation is always asked";
}

}  // namespace
}  // namespace mta::chat
