#include "models/openai_reply.h"

#include <gtest/gtest.h>

namespace mta::models {
namespace {

std::string delta(const std::string& content) {
  return R"(data: {"choices":[{"index":0,"delta":{"content":)" + content + "}}]}\n\n";
}
const std::string stop = R"(data: {"choices":[{"delta":{},"finish_reason":"stop"}]})"
                         "\n\n";
const std::string done = "data: [DONE]\n\n";

struct Read {
  std::string text;
  std::string fault;
  std::optional<TokenCounts> usage;
};

Read read(const std::string& body, bool streamed = true, std::size_t piece = 1'000'000) {
  ReplyDecoder decoder(streamed);
  Read result;
  for (std::size_t at = 0; at < body.size() && !decoder.fault(); at += piece) {
    result.text += decoder.feed(std::string_view(body).substr(at, piece));
  }
  if (!decoder.fault()) result.text += decoder.finish();
  if (decoder.fault()) result.fault = decoder.fault()->detail;
  result.usage = decoder.usage();
  return result;
}

TEST(ReplyDecoder, ReadsWhateverTheSplit) {
  const std::string body =
      R"(data: {"choices":[{"delta":{"role":"assistant","content":null}}]})"
      "\n\n" +
      delta(R"("مر")") + delta(R"("\u062d\u0628ا")") + stop +
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\n" + done;
  for (const std::size_t piece : {1UL, 2UL, 3UL, 7UL, 64UL, 1'000'000UL}) {
    const Read result = read(body, true, piece);
    EXPECT_EQ(result.text, "مرحبا") << piece;
    EXPECT_EQ(result.fault, "");
    ASSERT_TRUE(result.usage);
    EXPECT_EQ(result.usage->input, 7);
    EXPECT_EQ(result.usage->output, 3);
  }
}

TEST(ReplyDecoder, EitherMarkOfTheEndWillDo) {
  EXPECT_EQ(read(delta("\"a\"") + stop).fault, "");
  EXPECT_EQ(read(delta("\"a\"") + done).fault, "");
  const Read cut = read(delta("\"a\""));
  EXPECT_EQ(cut.text, "a");
  EXPECT_EQ(cut.fault, "the reply broke off");
}

TEST(ReplyDecoder, GivesTheTextBeforeAFaultInTheSameBytes) {
  const Read result = read(delta("\"a\"") + "data: {\"error\":{\"code\":\"overloaded\"}}\n\n");
  EXPECT_EQ(result.text, "a");
  EXPECT_EQ(result.fault, "the provider reports an error: overloaded");
}

TEST(ReplyDecoder, NothingOfAProvidersProseReachesTheLog) {
  for (const char* error :
       {R"("you said: hello")", R"({"message":"you said: hello","code":"you said: hello"})",
        R"({"message":"hello","type":"Key sk-123"})"}) {
    EXPECT_EQ(read("data: {\"error\":" + std::string(error) + "}\n\n").fault,
              "the provider reports an error: ");
  }
  EXPECT_EQ(error_code_of(R"({"error":{"code":400,"message":"hello"}})"), "400");
  EXPECT_EQ(error_code_of("<html>"), "");
}

TEST(ReplyDecoder, IgnoresReasoningContentAndUnknownMembers) {
  EXPECT_EQ(read("data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\",\"x\":[1]}}]}\n\n" +
                 delta("\"a\"") + done)
                .text,
            "a");
}

TEST(ReplyDecoder, WhatFollowsDoneDoesNotMatter) {
  EXPECT_EQ(read(delta("\"a\"") + done + "data: garbage\n\n").fault, "");
}

TEST(ReplyDecoder, ReadsAWholeCompletion) {
  const Read result = read(R"({"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],)"
                           R"("usage":{"prompt_tokens":1,"completion_tokens":2}})",
                           false, 5);
  EXPECT_EQ(result.text, "hi");
  EXPECT_EQ(result.usage->output, 2);
}

TEST(ReplyDecoder, RefusesWhatIsNoReply) {
  const std::vector<std::pair<std::string, bool>> replies = {
      {"data: nonsense\n\n", true},
      {"data: [1]\n\n", true},
      {delta("7"), true},
      {delta(R"(["a"])"), true},
      {"", false},
      {"{}", false},
      {R"({"choices":[]})", false},
      {R"({"choices":[{"message":{"content":7}}]})", false},
      {std::string(100, '[') + std::string(100, ']'), false},
  };
  for (const auto& [body, streamed] : replies) EXPECT_NE(read(body, streamed).fault, "") << body;
}

TEST(ReplyDecoder, RefusesMoreThanAMegabyte) {
  const std::string large(ReplyDecoder::max_bytes, 'x');
  EXPECT_NE(read(delta('"' + large + '"')).fault, "");
  EXPECT_NE(read(R"({"choices":[{"message":{"content":")" + large + "\"}}]}", false).fault, "");
  const std::string half(ReplyDecoder::max_bytes / 2, 'x');
  const std::string piece = delta('"' + half + '"');
  EXPECT_EQ(read(piece + piece + done).fault, "");
  EXPECT_NE(read(piece + piece + delta("\"x\"") + done).fault, "") << "in pieces too";
}

}  // namespace
}  // namespace mta::models
