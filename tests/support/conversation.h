#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/answers.h"
#include "catalogue/understanding.h"
#include "tests/support/shipped_knowledge.h"

/// Conversations with the shipped catalogue.
namespace mta::test {

inline const catalogue::Understanding& shipped_understanding() {
  static const Knowledge knowledge = shipped_knowledge();
  static const catalogue::Understanding of(knowledge);
  return of;
}

/// The last of a visitor's messages, each of the others answered.
inline catalogue::Question ask(const std::vector<std::string>& messages) {
  const auto& understanding = shipped_understanding();
  std::vector<Message> conversation;
  for (const std::string& text : messages) {
    if (!conversation.empty()) {
      conversation.push_back(
          {.role = Role::assistant,
           .content = compose(understanding.understand(conversation), understanding.knowledge())});
    }
    conversation.push_back({.role = Role::user, .content = text});
  }
  return understanding.understand(conversation);
}

inline std::vector<std::string> names(const catalogue::Question& question) {
  std::vector<std::string> found;
  for (const std::size_t product : question.products) {
    found.push_back(shipped_understanding().knowledge().products[product].name);
  }
  return found;
}

inline bool offers(const catalogue::Question& question, std::string_view name) {
  return std::ranges::any_of(names(question), [&](const auto& one) { return one == name; });
}

inline std::string answer_to(const std::vector<std::string>& messages) {
  return compose(ask(messages), shipped_understanding().knowledge());
}

}  // namespace mta::test
