#include <gtest/gtest.h>

#include "providers/openai/request.h"

namespace mta::providers::openai {
namespace {

TEST(CompletionRequest, IsWhatTheApiDocuments) {
  const Prompt prompt{.system = "You are \"MTA\".",
                      .messages = {{.role = Role::user, .content = "hi"},
                                   {.role = Role::assistant, .content = "yes?"},
                                   {.role = Role::user, .content = "سعر\n\"}],\"x\":{"}}};
  EXPECT_EQ(encode_completion_request({.model = "m"}, prompt),
            R"({"model":"m","messages":[{"role":"system","content":"You are \"MTA\"."},)"
            R"({"role":"user","content":"hi"},{"role":"assistant","content":"yes?"},)"
            R"({"role":"user","content":"سعر\n\"}],\"x\":{"}],"max_completion_tokens":1024,)"
            R"("temperature":0.7,"top_p":0.9,"reasoning_effort":"low","stream":true,)"
            R"("stream_options":{"include_usage":true}})");
}

TEST(CompletionRequest, EachParameterCanBeLeftOut) {
  EXPECT_EQ(encode_completion_request({.model = "m",
                                       .max_tokens = {},
                                       .temperature = {},
                                       .top_p = {},
                                       .reasoning_effort = "",
                                       .stream_options = false},
                                      {}),
            R"({"model":"m","messages":[{"role":"system","content":""}],"stream":true})");
}

TEST(CompletionRequest, TheLongestAnswerCanBeSentUnderItsOlderName) {
  const std::string body =
      encode_completion_request({.model = "m", .max_tokens_name = "max_tokens"}, {});
  EXPECT_NE(body.find(R"(,"max_tokens":1024,)"), std::string::npos);
  EXPECT_EQ(body.find("max_completion_tokens"), std::string::npos);
}

TEST(CompletionRequest, AnEmptyReasoningEffortIsNotSent) {
  const std::string body =
      encode_completion_request({.model = "m", .temperature = 1, .reasoning_effort = ""}, {});
  EXPECT_EQ(body.find("reasoning_effort"), std::string::npos);
  EXPECT_NE(body.find(R"("temperature":1,)"), std::string::npos);
}

}  // namespace
}  // namespace mta::providers::openai
