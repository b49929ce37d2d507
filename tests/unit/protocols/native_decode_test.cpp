#include <gtest/gtest.h>

#include "protocols/native/decode.h"

namespace mta::protocols {
namespace {

ErrorKind fault_of(std::string_view body, const ChatRules& rules = {}) {
  const auto decoded = decode_chat_request(body, rules);
  EXPECT_FALSE(decoded) << body;
  return decoded ? ErrorKind::internal : decoded.error().kind;
}

std::string message_of(std::string_view body) {
  const auto decoded = decode_chat_request(body, {});
  EXPECT_TRUE(decoded) << body;
  return decoded ? decoded->message : "";
}

std::string nested(int depth) {
  std::string body = R"({"message":"m","x":)";
  for (int i = 1; i < depth; ++i) body += "[";
  for (int i = 1; i < depth; ++i) body += "]";
  return body + (depth == 1 ? "1}" : "}");
}

TEST(ChatCodec, ReadsAQuestion) {
  EXPECT_EQ(message_of(R"({"message":"  hello\r\n "})"), "hello");
  EXPECT_EQ(message_of("\xEF\xBB\xBF{\"message\":\"x\"}"), "x") << "a BOM is skipped";
  EXPECT_EQ(message_of(R"({"message":"a","message":"b"})"), "b") << "the last wins";
  EXPECT_EQ(message_of(R"({"message":"\u0645\u0000","other":{"a":[1,2]}})"), "م");
}

TEST(ChatCodec, InvalidJson) {
  for (const char* body :
       {"", "x", "[]", "\"text\"", "1", "{", "{\"message\":\"\xFF\"}", R"({"message":"\ud800"})",
        R"({"message":"\udc00"})", R"({"message":"a"} x)"}) {
    EXPECT_EQ(fault_of(body), ErrorKind::invalid_json) << body;
  }
  EXPECT_EQ(message_of(nested(16)), "m");
  EXPECT_EQ(fault_of(nested(17)), ErrorKind::invalid_json) << "deeper than 16";
}

TEST(ChatCodec, TheMessage) {
  for (const char* body :
       {"{}", R"({"message":null})", R"({"message":""})", R"({"message":" \u0001\u00a0 "})"}) {
    EXPECT_EQ(fault_of(body), ErrorKind::missing_message) << body;
  }
  EXPECT_EQ(decode_chat_request("{}", {}).error().message,
            "Request must include a \"message\" field");
  EXPECT_EQ(fault_of(R"({"message":5})"), ErrorKind::invalid_message);
  std::string arabic;
  for (int i = 0; i < 4000; ++i) arabic += "س";
  EXPECT_EQ(message_of("{\"message\":\"" + arabic + "\"}"), arabic) << "characters, not bytes";
  const auto too_long = decode_chat_request("{\"message\":\"" + arabic + "س\"}", {});
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().kind, ErrorKind::message_too_long);
  EXPECT_NE(too_long.error().message.find("4000"), std::string::npos);
  EXPECT_NE(too_long.error().message.find("4001"), std::string::npos);
}

TEST(ChatCodec, TheSessionId) {
  EXPECT_EQ(decode_chat_request(R"({"message":"m","session_id":"a.b"})", {})->session_id, "a.b");
  EXPECT_EQ(decode_chat_request(R"({"message":"m","session_id":null})", {})->session_id,
            std::nullopt);
  for (const char* id : {"\"\"", "\"a b\"", "5", "\"\\u0645\"", "{}"}) {
    EXPECT_EQ(fault_of(std::string(R"({"message":"m","session_id":)") + id + "}"),
              ErrorKind::invalid_session_id);
  }
}

TEST(ChatCodec, TheHistory) {
  const auto decoded = decode_chat_request(
      R"({"message":"m","conversation_history":[{"role":"user","content":" a ","x":1},)"
      R"({"role":"assistant","content":"b"}]})",
      {});
  ASSERT_TRUE(decoded);
  ASSERT_EQ(decoded->client_history.size(), 2U);
  EXPECT_EQ(decoded->client_history[0].content, "a");
  EXPECT_EQ(decoded->client_history[1].role, Role::assistant);
  std::string many = "[";
  for (int i = 0; i < 51; ++i) many += R"({"role":"user","content":"x"},)";
  many.back() = ']';
  for (const std::string& history :
       {std::string("5"), std::string("{}"), std::string("[1]"),
        std::string(R"([{"role":"user"}])"), std::string(R"([{"role":"system","content":"x"}])"),
        std::string(R"([{"role":"user","content":5}])"),
        std::string(R"([{"role":"user","content":" "}])"),
        R"([{"role":"user","content":")" + std::string(4001, 'x') + R"("}])", many}) {
    EXPECT_EQ(fault_of(R"({"message":"m","conversation_history":)" + history + "}"),
              ErrorKind::invalid_conversation_history)
        << history.substr(0, 60);
  }
  EXPECT_TRUE(decode_chat_request(R"({"message":"m","conversation_history":null})", {}));
}

TEST(ChatCodec, APageIsItsOriginAndPathAndABadOneIsNoReasonToRefuse) {
  const auto page_of = [](const std::string& value) {
    const auto decoded = decode_chat_request("{\"message\":\"m\",\"page\":" + value + "}", {});
    EXPECT_TRUE(decoded) << value;
    return decoded ? decoded->page : "";
  };
  EXPECT_EQ(page_of(R"("https://shop.example/hifu?who=sara#top")"), "https://shop.example/hifu");
  for (const char* bad : {R"("javascript:alert")", "7", "null", R"({"a":1})", R"("x")"}) {
    EXPECT_EQ(page_of(bad), "") << bad;
  }
}

TEST(ChatCodec, TheSystemPromptIsIgnoredUnlessAllowed) {
  const auto override_of = [](const std::string& value, bool allowed) {
    return decode_chat_request(R"({"message":"m","system_prompt":)" + value + "}",
                               {.allow_system_prompt_override = allowed})
        .value()
        .persona_override;
  };
  EXPECT_EQ(override_of("\"be a pirate\"", false), std::nullopt);
  EXPECT_EQ(override_of("\"be a pirate\"", true), "be a pirate");
  for (const std::string& value : {std::string("5"), std::string("null"), std::string("\" \""),
                                   "\"" + std::string(4001, 'x') + "\""}) {
    EXPECT_EQ(override_of(value, true), std::nullopt);
    EXPECT_EQ(override_of(value, false), std::nullopt);
  }
}

TEST(ChatCodec, TheFirstFaultInTheTablesOrderIsReported) {
  EXPECT_EQ(fault_of(R"({"session_id":"a b","conversation_history":5})"),
            ErrorKind::missing_message);
  EXPECT_EQ(fault_of(R"({"message":5,"session_id":"a b"})"), ErrorKind::invalid_message);
  EXPECT_EQ(fault_of(R"({"message":"m","session_id":"a b","conversation_history":5})"),
            ErrorKind::invalid_session_id);
}

}  // namespace
}  // namespace mta::protocols
