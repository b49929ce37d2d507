#include <gtest/gtest.h>

#include "providers/openai/reply.h"

namespace mta::providers::openai {
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
  bool stopped = false;
  std::optional<TokenCounts> usage;
};

constexpr ReplyForm events = ReplyForm::events;
constexpr ReplyForm document = ReplyForm::json;

Read read(const std::string& body, ReplyForm declared = events, std::size_t piece = 1'000'000) {
  ReplyDecoder decoder(declared);
  Read result;
  for (std::size_t at = 0; at < body.size() && !decoder.fault(); at += piece) {
    result.text += decoder.feed(std::string_view(body).substr(at, piece));
  }
  if (!decoder.fault()) result.text += decoder.finish();
  if (decoder.fault()) result.fault = decoder.fault()->detail;
  result.stopped = decoder.ending() == Ending::stop;
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
    const Read result = read(body, events, piece);
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
                           document, 5);
  EXPECT_EQ(result.text, "hi");
  EXPECT_EQ(result.usage->output, 2);
}

TEST(ReplyDecoder, RefusesWhatIsNoReply) {
  const std::vector<std::pair<std::string, ReplyForm>> replies = {
      {"data: nonsense\n\n", events},
      {"data: [1]\n\n", events},
      {delta("7"), events},
      {delta(R"({"text":"a"})"), events},
      {"data: <html>\n\n", events},
      {"data: \"Internal error\"\n\n", events},
      {"", document},
      {"", events},
      {"", ReplyForm::unknown},
      {" \n", ReplyForm::unknown},
      {"dat", ReplyForm::unknown},
      {"<html>", ReplyForm::unknown},
      {"<html>", document},
      {"{}", document},
      {R"({"choices":[]})", document},
      {R"({"choices":[{"message":{"content":7}}]})", document},
      {R"([{"error":{"code":400}}])", document},
      {std::string(100, '[') + std::string(100, ']'), document},
  };
  for (const auto& [body, form] : replies) EXPECT_NE(read(body, form).fault, "") << body;
}

TEST(ReplyDecoder, RefusesMoreThanAMegabyte) {
  const std::string large(ReplyDecoder::max_bytes, 'x');
  EXPECT_NE(read(delta('"' + large + '"')).fault, "");
  EXPECT_NE(read(R"({"choices":[{"message":{"content":")" + large + "\"}}]}", document).fault, "");
  const std::string half(ReplyDecoder::max_bytes / 2, 'x');
  const std::string piece = delta('"' + half + '"');
  EXPECT_EQ(read(piece + piece + done).fault, "");
  EXPECT_NE(read(piece + piece + delta("\"x\"") + done).fault, "") << "in pieces too";
}

std::string finish(const std::string& reason) {
  return R"(data: {"choices":[{"delta":{},"finish_reason":)" + reason + "}]}\n\n";
}
std::string whole_with(const std::string& members) {
  return R"({"choices":[{"message":{"content":"half"},"finish_reason":"stop"}],)" + members + "}";
}

TEST(ReplyDecoder, OnlyAStopIsAnAnswerThatEndedByItself) {
  EXPECT_TRUE(read(delta("\"a\"") + stop + done).stopped);
  const Read at_limit = read(delta("\"a\"") + finish("\"length\"") + done);
  EXPECT_EQ(at_limit.fault, "");
  EXPECT_EQ(at_limit.text, "a");
  EXPECT_FALSE(at_limit.stopped);
  EXPECT_FALSE(read(delta("\"a\"") + finish("\"length\"") + stop).stopped);
  EXPECT_FALSE(read(delta("\"a\"") + done).stopped);
}

TEST(ReplyDecoder, AFinishReasonBeforeTheEndOfTheTextEndsNothing) {
  const std::string early =
      R"(data: {"choices":[{"delta":{"reasoning_content":"hm"},"finish_reason":"stop"}]})"
      "\n\n";
  EXPECT_EQ(read(early + delta("\"a\"")).fault, "the reply broke off");
  EXPECT_FALSE(read(early + delta("\"a\"") + done).stopped);
  EXPECT_TRUE(read(early + delta("\"a\"") + stop).stopped);
  EXPECT_TRUE(read(delta("\"a\"") + stop + delta("\"\"")).stopped);
}

TEST(ReplyDecoder, AToolCallOrARefusalIsNoAnswerWhateverTheFinishReason) {
  for (const char* instead :
       {R"("tool_calls":[{"index":0,"type":"function","function":{"name":"f"}}])",
        R"("function_call":{"name":"f","arguments":""})", R"("refusal":"I cannot")"}) {
    const std::string said = std::string(R"({"content":"b",)") + instead + "}";
    const Read streamed = read(delta("\"half\"") + "data: {\"choices\":[{\"delta\":" + said +
                               "}]}\n\n" + stop + done);
    EXPECT_EQ(streamed.text, "half");
    EXPECT_TRUE(streamed.fault.starts_with("the model did not answer: ")) << streamed.fault;
    const Read whole =
        read(R"({"choices":[{"message":)" + said + R"(,"finish_reason":"stop"}]})", document);
    EXPECT_TRUE(whole.fault.starts_with("the model did not answer: ")) << whole.fault;
  }
  const std::string none = R"({"content":"b","tool_calls":[],"function_call":null,"refusal":""})";
  EXPECT_EQ(read("data: {\"choices\":[{\"delta\":" + none + "}]}\n\n" + stop).fault, "");
}

TEST(ReplyDecoder, TellsAContentFilterFromOtherFaults) {
  ReplyDecoder filtered(ReplyForm::events);
  filtered.feed(finish("\"content_filter\""));
  EXPECT_TRUE(filtered.fault());
  EXPECT_TRUE(filtered.ending() == Ending::filtered);
  ReplyDecoder failed(ReplyForm::events);
  failed.feed(finish("\"error\""));
  EXPECT_TRUE(failed.fault());
  EXPECT_FALSE(failed.ending() == Ending::filtered);
}

TEST(ReplyDecoder, AnEmptyFinishReasonIsNone) {
  const std::string unfinished =
      R"(data: {"choices":[{"delta":{"content":"a"},"finish_reason":""}]})"
      "\n\n";
  EXPECT_EQ(read(unfinished).fault, "the reply broke off");
  const Read whole = read(unfinished + stop + done);
  EXPECT_EQ(whole.text, "a");
  EXPECT_TRUE(whole.stopped);
}

TEST(ReplyDecoder, EveryOtherFinishReasonIsAFault) {
  for (const char* reason : {R"("error")", R"("abort")", R"("cancelled")", R"("content_filter")",
                             R"("insufficient_system_resource")", R"("SAFETY")", R"("tool_calls")",
                             R"("network_error")", R"("STOP")", "7", "true", "{}"}) {
    const Read streamed = read(delta("\"a\"") + finish(reason) + done);
    EXPECT_NE(streamed.fault, "") << reason;
    EXPECT_EQ(streamed.text, "a");
    const Read whole = read(
        R"({"choices":[{"message":{"content":"a"},"finish_reason":)" + std::string(reason) + "}]}",
        document);
    EXPECT_NE(whole.fault, "") << reason;
    EXPECT_EQ(whole.text, "");
  }
  EXPECT_EQ(read(finish("\"content_filter\"")).fault,
            "the model ended otherwise than by stop or length: content_filter");
}

const std::vector<std::string> reports = {
    R"({"error":{"message":"no","code":"overloaded"}})",
    R"({"error":"no"})",
    R"({"object":"error","message":"no","type":"BadRequestError","code":400})",
    R"({"type":"error","message":"no","code":"server_error"})",
    R"({"message":"no","code":500})",
    R"({"message":"no"})",
    R"({"code":"10013","msg":"no"})",
    R"({"detail":"no"})",
    R"({"detail":[{"loc":["body"],"msg":"no"}]})",
    R"({"errors":[{"message":"no"}],"success":false})",
    R"({"error_code":336000,"error_msg":"no"})",
    R"({"choices":[],"code":500,"message":"no"})",
    R"({"choices":[{"delta":{},"error":{"code":502,"message":"no"},"finish_reason":null}]})",
    R"({"choices":[{"delta":{"content":"b","error":"no"}}]})",
};

TEST(ReplyDecoder, AFaultToldInAStreamIsAFaultWhateverFollows) {
  for (const std::string& report : reports) {
    const Read result = read(delta("\"half\"") + "data: " + report + "\n\n" + stop + done);
    EXPECT_TRUE(result.fault.starts_with("the provider reports an error")) << report;
    EXPECT_EQ(result.text, "half");
  }
  for (const char* data : {"{}", "no", "[DONE]", R"({"message":"no"})"}) {
    const std::string event = "event: error\ndata: " + std::string(data) + "\n\n";
    EXPECT_NE(read(delta("\"half\"") + event + done).fault, "") << data;
    EXPECT_NE(read(delta("\"half\"") + stop + event + done).fault, "") << data;
  }
  EXPECT_NE(read(delta("\"half\"") + "event: upstream_Error\ndata: x\n\n" + done).fault, "");
  EXPECT_NE(read(delta("\"half\"") + "event: error\ndata: x").fault, "the reply broke off")
      << "without its blank line too";
}

TEST(ReplyDecoder, AFaultToldInADocumentIsAFault) {
  for (const std::string& report : reports) {
    EXPECT_NE(read(report, document).fault, "") << report;
  }
  for (const char* members : {R"("error":{"code":500})", R"("object":"error")", R"("type":"error")",
                              R"("errors":["no"])"}) {
    const Read result = read(whole_with(members), document);
    EXPECT_TRUE(result.fault.starts_with("the provider reports an error")) << members;
    EXPECT_EQ(result.text, "");
  }
}

TEST(ReplyDecoder, WhatOnlyLooksLikeAReportIsNone) {
  for (const char* members :
       {R"("error":null)", R"("error":"")", R"("error":false)", R"("errors":[])", R"("error":0)",
        R"("error":{"message":"","type":"","code":null})", R"("errors":{})",
        R"("code":0,"message":"Success")", R"("object":"chat.completion","type":null)"}) {
    EXPECT_EQ(read(whole_with(members), document).fault, "") << members;
  }
  for (const char* event :
       {R"({"code":0,"message":"Success","choices":[]})", R"({"type":"ping"})", "{}",
        R"({"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}})",
        R"({"choices":null,"error":null})"}) {
    const Read result = read(delta("\"a\"") + "data: " + event + "\n\n" + stop + done);
    EXPECT_EQ(result.fault, "") << event;
    EXPECT_TRUE(result.stopped);
  }
}

TEST(ReplyDecoder, WhatKeepsAConnectionOpenIsSkipped) {
  for (const char* event : {"data:\n\n",
                            "data\n\n",
                            "data:   \n\n",
                            "data: ping\n\n",
                            "data: PING\n\n",
                            "data: \"ping\"\n\n",
                            "data: heartbeat\n\n",
                            "data: keep-alive\n\n",
                            "data: null\n\n",
                            "data: \"\"\n\n",
                            "data: []\n\n",
                            "data: 0\n\n",
                            "data: 2024-04-27 01:35:43.686476\n\n",
                            ": comment\n\n",
                            "retry: 3000\n\n",
                            "id: 7\nevent: x\n\n",
                            "event: ping\ndata: {}\n\n",
                            "event: ping\ndata: {\"message\":\"x\"}\n\n",
                            "event: heartbeat\ndata: alive\n\n",
                            "event: status\ndata: thinking\n\n"}) {
    const Read result = read(event + delta("\"a\"") + event + stop + event + done);
    EXPECT_EQ(result.fault, "") << event;
    EXPECT_EQ(result.text, "a");
    EXPECT_TRUE(result.stopped);
  }
}

TEST(ReplyDecoder, DoneMayHaveSpacesAndMissItsBlankLine) {
  for (const char* end : {"data: [DONE] \n\n", "data:[DONE]\n\n", "data:  [DONE]\r\n\r\n",
                          "data: \"[DONE]\"\n\n", "data: [DONE]", "data: [DONE]\n"}) {
    EXPECT_EQ(read(delta("\"a\"") + end).fault, "") << end;
  }
}

TEST(ReplyDecoder, TheLastEventMayMissItsBlankLine) {
  for (const std::string end : {"", "\n", "\r\n", "\r"}) {
    const Read result =
        read(delta("\"a\"") + R"(data: {"choices":[{"delta":{},"finish_reason":"stop"}]})" + end);
    EXPECT_EQ(result.fault, "");
    EXPECT_TRUE(result.stopped);
  }
  const Read cut_usage = read(delta("\"a\"") + stop + R"(data: {"choices":[],"usage":{"prompt)");
  EXPECT_EQ(cut_usage.fault, "") << "the answer had come to its end";
  EXPECT_EQ(read(delta("\"a\"") + R"(data: {"choices":[{"delta":{"conte)").fault,
            "the reply broke off");
}

TEST(ReplyDecoder, NamedEventsThatCarryChunksAreRead) {
  EXPECT_EQ(read("event: chunk\n" + delta("\"a\"") + "event: message\n" + stop).text, "a");
}

TEST(ReplyDecoder, ANamedEventWithABrokenChunkIsAFault) {
  const Read result = read(delta("\"a\"") + "event: chunk\ndata: {\"choices\":[{\"del\n\n" +
                           delta("\"b\"") + stop + done);
  EXPECT_EQ(result.text, "a");
  EXPECT_EQ(result.fault, "the reply is not a JSON object");
}

TEST(ReplyDecoder, TheBlankLinesBetweenEventsMayBeMissing) {
  const auto without_blank_lines = [](std::string body) {
    for (auto at = body.find("\n\n"); at != std::string::npos; at = body.find("\n\n")) {
      body.erase(at, 1);
    }
    return body;
  };
  const std::string whole = delta("\"a\"") + delta("\"b\"") + stop;
  for (const std::string& body : {whole, whole + done, whole + "data: {\"choices\":[],\"usa"}) {
    const Read result = read(without_blank_lines(body));
    EXPECT_EQ(result.text, "ab") << body;
    EXPECT_EQ(result.fault, "") << body;
    EXPECT_TRUE(result.stopped);
  }
  EXPECT_EQ(read(without_blank_lines(delta("\"a\"") + delta("\"b\""))).fault,
            "the reply broke off");
  EXPECT_EQ(read(without_blank_lines(delta("\"a\"") + "data: {\"cho\n\n" + whole)).fault,
            "the reply is not a JSON object");
  EXPECT_EQ(read("data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"a\"}}]}\n\n" + stop).text,
            "a")
      << "one chunk on two lines";
}

TEST(ReplyDecoder, AReplyThatCameWholeMayBeOneEvent) {
  const auto message = [](const char* content, const char* reason) {
    return std::string(R"(data: {"choices":[{"message":{"content":")") + content +
           R"("},"finish_reason":)" + reason + "}]}\n\n";
  };
  const Read result = read(message("ab", "\"stop\"") + done);
  EXPECT_EQ(result.text, "ab");
  EXPECT_TRUE(result.stopped);
  EXPECT_EQ(read(message("a", "null") + message("ab", "\"stop\"")).text, "")
      << "neither what has come so far nor a part of it is the answer";
  EXPECT_EQ(read(delta("\"ab\"") + message("ab", "\"stop\"")).text, "ab") << "told again";
}

TEST(ReplyDecoder, ContentMayBeAListOfParts) {
  const std::string parts =
      R"([{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},)"
      R"({"type":"text","text":"a"},{"type":"image"},7,{"text":"b"},"c"])";
  EXPECT_EQ(read(delta(parts) + delta("[]") + delta("\"d\"") + stop).text, "abcd");
  EXPECT_EQ(read(R"({"choices":[{"message":{"content":)" + parts + "}}]}", document).text, "abc");
  ReplyDecoder decoder(events);
  decoder.feed(
      delta(R"([{"type":"thinking","thinking":[{"type":"text","text":"a long thought"}]}])"));
  EXPECT_GT(decoder.reasoning_tokens(), 0) << "it costs too";
}

TEST(ReplyDecoder, HalvesOfACharacterInTwoChunksAreJoined) {
  EXPECT_EQ(read(delta(R"("a\ud83d")") + delta(R"("")") + delta(R"("\ude00b")") + stop).text,
            "a😀b");
  EXPECT_EQ(read(delta(R"("\ud83d\ude00\\ud83d")") + stop).text, "😀\\ud83d");
  EXPECT_EQ(read(delta("\"a\xF0\x9F\"") + delta("\"\x98\x80\"") + stop).text, "a😀");
  EXPECT_EQ(read(delta("\"\xED\xA0\xBD\"") + delta("\"\xED\xB8\x80\"") + stop).text, "😀")
      << "each half in three bytes";
}

TEST(ReplyDecoder, ALoneHalfIsReplaced) {
  const std::string replacement = "\uFFFD";
  EXPECT_EQ(read(delta(R"("a\ud83d")") + delta(R"("b")") + stop).text, "a" + replacement + "b");
  EXPECT_EQ(read(delta(R"("a\ude00b")") + stop).text, "a" + replacement + "b");
  EXPECT_EQ(read(delta(R"("\ud83d\ud83d\ude00")") + stop).text, replacement + "😀");
  EXPECT_EQ(read(delta(R"("a\ud83d")") + stop).text, "a" + replacement) << "at the end";
  EXPECT_EQ(read(delta(R"("a\ud83d")") + done).text, "a" + replacement);
  EXPECT_EQ(read(R"({"choices":[{"message":{"content":"\ud83d"}}]})", document).text, replacement);
}

TEST(ReplyDecoder, WhatTheBodyPlainlyIsDecidesAndNotItsType) {
  const std::string stream = delta("\"a\"") + stop + done;
  const std::string whole = R"({"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]})";
  const std::vector<std::string> bodies = {stream,
                                           "\n" + stream,
                                           "\xEF\xBB\xBF" + stream,
                                           ": waiting\n\n" + stream,
                                           "id: 1\n" + stream,
                                           "retry: 5\n\n" + stream,
                                           "event: message\n" + stream,
                                           whole,
                                           "\r\n " + whole,
                                           "\xEF\xBB\xBF" + whole,
                                           whole + "\n\ndata: [DONE]\n\n"};
  for (const std::string& body : bodies) {
    for (const ReplyForm declared : {events, document, ReplyForm::unknown}) {
      for (const std::size_t piece : {1UL, 2UL, 5UL, 1'000'000UL}) {
        const Read result = read(body, declared, piece);
        EXPECT_EQ(result.text, "a") << body;
        EXPECT_EQ(result.fault, "") << body;
        EXPECT_TRUE(result.stopped) << body;
      }
    }
  }
}

}  // namespace
}  // namespace mta::providers::openai
