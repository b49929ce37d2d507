#include "lambda/canary.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace mta::lambda {
namespace {

constexpr std::string_view good =
    R"({"response":"Two.","model":"openai.gpt-oss-120b-1:0","session_id":"s"})";

std::string fault(int status, std::string_view body) {
  return fault_of_answer(status, body).value_or("");
}

TEST(Canary, IsContentWithAnAnswerOfTheModel) {
  EXPECT_EQ(fault(200, good), "");
  EXPECT_EQ(fault(200, R"({"response":"a","model":"m","session_id":"s","fallback":false})"), "");
}

TEST(Canary, AnAnswerInTheModelsPlaceIsAFault) {
  EXPECT_NE(fault(200, R"({"response":"a","model":"catalogue","session_id":"s","fallback":true})")
                .find("in the model's place"),
            std::string::npos);
  EXPECT_NE(fault(200, R"({"response":"a","model":"catalogue","session_id":"s"})")
                .find("no model is configured"),
            std::string::npos);
}

TEST(Canary, WhatIsNoAnswerOfTheChatIsAFault) {
  for (const char* body :
       {"", "<html>", "[]", "null", "{}", R"({"response":"","model":"m","session_id":"s"})",
        R"({"response":5,"model":"m","session_id":"s"})", R"({"response":"a","session_id":"s"})",
        R"({"response":"a","model":"m"})", R"({"message":"Hello from Lambda!"})"}) {
    EXPECT_NE(fault(200, body).find("no answer of the chat"), std::string::npos) << body;
  }
}

TEST(Canary, AnotherStatusIsAFaultThatQuotesTheError) {
  EXPECT_EQ(fault(503, R"({"error":"AI service unavailable","message":"later"})"),
            "status 503: AI service unavailable");
  EXPECT_EQ(fault(500, R"({"message":"Internal Server Error"})"),
            "status 500: Internal Server Error");
  EXPECT_EQ(fault(502, "<html>"), "status 502");
  EXPECT_EQ(fault(204, good), "status 204");
}

TEST(Canary, QuotesNoMoreThanALogLineTakes) {
  EXPECT_EQ(fault(500, R"({"error":")" + std::string(5000, 'x') + R"("})").size(), 112U);
  EXPECT_EQ(fault(500, "{\"error\":\"a\\nb\u00e9c\"}"), "status 500: abc");
}

TEST(Canary, TheQuestionHasItsMarkAndGoesOnWithAConversation) {
  const auto body = boost::json::parse(canary_question("bcdfgh")).as_object();
  EXPECT_NE(body.at("message").as_string().find("bcdfgh"), std::string::npos);
  EXPECT_EQ(body.at("conversation_history").as_array().size(), 2U);
  EXPECT_NE(canary_question("bcdfgh"), canary_question("bcdfgj"));
}

}  // namespace
}  // namespace mta::lambda
