#include "providers/openai/parameter_hint.h"

#include <gtest/gtest.h>

namespace mta::providers::openai {
namespace {

/// The name in the hint.
std::string named(std::string_view body) {
  const std::string hint = parameter_hint(body);
  constexpr std::string_view start = "it does not take ";
  if (!hint.starts_with(start)) return hint;
  EXPECT_NE(hint.find("model.omit_parameters"), std::string::npos);
  return hint.substr(start.size(), hint.find(' ', start.size()) - start.size());
}

TEST(ParameterHint, NamesTheParameterThatAProviderRefuses) {
  // As OpenAI, LiteLLM, Mistral, vLLM, Groq and Bedrock put it.
  EXPECT_EQ(named(R"({"error":{"message":"Unsupported value: 'temperature' does not support 0.7 )"
                  R"(with this model.","type":"invalid_request_error","param":"temperature",)"
                  R"("code":"unsupported_value"}})"),
            "temperature");
  EXPECT_EQ(named(R"({"error":{"message":"Unsupported parameter: 'max_tokens' is not supported )"
                  R"(with this model. Use 'max_completion_tokens' instead.","param":null}})"),
            "max_tokens");
  EXPECT_EQ(named(R"({"error":{"message":"litellm.UnsupportedParamsError: gpt-5 models don't )"
                  R"(support temperature=0.7. Only temperature=1 is supported.","param":null}})"),
            "temperature");
  EXPECT_EQ(named(R"({"detail":[{"type":"extra_forbidden","loc":["body","max_completion_tokens"],)"
                  R"("msg":"Extra inputs are not permitted","input":1024}]})"),
            "max_completion_tokens");
  EXPECT_EQ(named(R"({"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', )"
                  R"('reasoning_effort'), 'msg': 'Extra inputs are not permitted'}]","code":400})"),
            "reasoning_effort");
  EXPECT_EQ(named(R"({"error":{"message":"`reasoning_effort` is not supported with this model"}})"),
            "reasoning_effort");
  EXPECT_EQ(named(R"({"message":"Malformed input request: extraneous key [top_p] is not )"
                  R"(permitted"})"),
            "top_p");
  EXPECT_EQ(named("Unrecognized request argument supplied: stream_options"), "stream_options");
  EXPECT_NE(parameter_hint("max_tokens").find("model.max_tokens_parameter"), std::string::npos);
}

TEST(ParameterHint, IsEmptyWhereSomethingElseIsWrong) {
  for (
      const std::string_view body :
      {"", "{}", R"({"error":{"message":"model not found","param":"model"}})",
       R"({"error":"the context is too long"})", R"({"error":{"message":"temperatures"}})",
       // What is repeated of the request says nothing.
       R"({"detail":[{"loc":["body","messages",0],"msg":"too long","input":"temperature top_p"}]})",
       R"({"error":{"message":"'temperature' of the skin","param":"messages.1.content"}})"}) {
    EXPECT_EQ(parameter_hint(body), "") << body;
  }
}

}  // namespace
}  // namespace mta::providers::openai
