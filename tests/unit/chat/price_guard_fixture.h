#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "chat/price_guard.h"
#include "tests/support/shipped_knowledge.h"

namespace mta::test {

inline std::vector<Message> asked(std::string question) {
  return {{.content = std::move(question)}};
}

class PriceGuardTest : public testing::Test {
 protected:
  /// What a visitor is shown of an answer that comes in these pieces.
  std::string shown(const std::vector<std::string>& pieces) {
    const std::vector<Message> conversation = asked(question_);
    chat::PriceGuard guard(*rules_, mode_, conversation);
    std::string text;
    for (const std::string& piece : pieces) text += guard.feed(piece);
    text += guard.finish();
    corrections_ = guard.corrections();
    return text;
  }

  /// The same, whole: and the same whatever it is cut into, but for the beginning of a word that
  /// was shown before it became a number.
  std::string shown(const std::string& answer) {
    const std::string whole = shown(std::vector{answer});
    const bool is_right = whole == answer;
    std::vector<std::string> characters;
    for (std::size_t at = 0; at < answer.size();) {
      std::size_t next = at + 1;
      while (next < answer.size() && is_inside(answer[next])) ++next;
      characters.push_back(answer.substr(at, next - at));
      at = next;
      const std::string cut = shown(std::vector{answer.substr(0, at), answer.substr(at)});
      EXPECT_EQ(cut == answer, is_right) << at << ": " << cut;
    }
    EXPECT_EQ(shown(characters) == answer, is_right) << shown(characters);
    shown(std::vector{answer});  // for `corrections_`
    return whole;
  }
  static bool is_inside(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

  void expect_right(const std::string& answer) {
    EXPECT_EQ(shown(answer), answer);
    EXPECT_FALSE(corrections_.any()) << answer;
  }
  void expect_wrong(const std::string& answer, const std::string& wrong) {
    const std::string text = shown(answer);
    EXPECT_FALSE(text.contains(wrong)) << text;
    EXPECT_TRUE(corrections_.price) << answer;
  }
  void expect_promise(const std::string& answer) {
    EXPECT_NE(shown(answer), answer);
    EXPECT_TRUE(corrections_.promise) << answer;
  }

  std::string question_ = "Tell me about the 7D HIFU";
  chat::PriceGuardMode mode_ = chat::PriceGuardMode::correct;
  Knowledge knowledge_ = test::shipped_knowledge();
  catalogue::Understanding understanding_{knowledge_};
  std::unique_ptr<chat::PriceRules> rules_ = std::make_unique<chat::PriceRules>(understanding_);
  Corrections corrections_;
};

}  // namespace mta::test
