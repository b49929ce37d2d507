#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "catalogue/answers.h"
#include "catalogue/decision.h"
#include "catalogue/understanding.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/shipped_knowledge.h"

namespace {

using mta::test::require;

constexpr std::size_t most_characters = 4000;
constexpr std::size_t most_turns = 6;

struct Catalogue {
  explicit Catalogue(mta::Knowledge what) : knowledge(std::move(what)), understanding(knowledge) {}

  mta::Knowledge knowledge;
  mta::catalogue::Understanding understanding;
};

/// The shipped catalogue many times over, each product under a name of its own.
mta::Knowledge large_knowledge() {
  constexpr std::size_t size = 3000;
  mta::Knowledge knowledge = mta::test::shipped_knowledge();
  const std::vector<mta::Product> shipped = knowledge.products;
  while (knowledge.products.size() < size) {
    mta::Product product = shipped[knowledge.products.size() % shipped.size()];
    const std::string number = std::to_string(knowledge.products.size());
    product.name += " M" + number;
    product.synonyms.push_back("ipl" + number);
    knowledge.products.push_back(std::move(product));
  }
  return knowledge;
}

const Catalogue& shipped() {
  static const Catalogue catalogue(mta::test::shipped_knowledge());
  return catalogue;
}

const Catalogue& large() {
  static const Catalogue catalogue(large_knowledge());
  return catalogue;
}

std::string first_characters(std::string_view text) {
  std::string kept;
  for (std::size_t count = 0; !text.empty() && count < most_characters; ++count) {
    mta::append_code_point(kept, mta::next_code_point(text));
  }
  return kept;
}

/// Visitor and assistant take turns, a record separator between them; the last is the visitor's.
std::vector<mta::Message> conversation_of(std::string_view input) {
  std::vector<mta::Message> conversation;
  while (!input.empty() && conversation.size() < most_turns) {
    const std::size_t end = std::min(input.find('\x1e'), input.size());
    std::string text = mta::clean_text(first_characters(input.substr(0, end)));
    input.remove_prefix(std::min(end + 1, input.size()));
    if (!text.empty()) conversation.push_back({.content = std::move(text)});
  }
  for (std::size_t i = 0; i < conversation.size(); ++i) {
    const bool visitor = (conversation.size() - i) % 2 == 1;
    conversation[i].role = visitor ? mta::Role::user : mta::Role::assistant;
  }
  return conversation;
}

}  // namespace

/// An `L` in front asks the large catalogue. How long an input may take is libFuzzer's -timeout.
FUZZ_TARGET(question) {
  const bool is_large = input.starts_with('L');
  if (is_large) input.remove_prefix(1);
  const std::vector<mta::Message> conversation = conversation_of(input);
  if (conversation.empty()) return;
  const auto& [knowledge, understanding] = is_large ? large() : shipped();
  const auto question = understanding.understand(conversation);
  std::vector<std::size_t> products = question.products;
  require(products.size() <= mta::catalogue::most_products_of_several,
          "an answer's products are few");
  require(std::ranges::all_of(products, [&](auto i) { return i < knowledge.products.size(); }),
          "they are of the catalogue");
  std::ranges::sort(products);
  require(std::ranges::adjacent_find(products) == products.end(), "none is named twice");
  require(!mta::catalogue::compose(question, knowledge).empty(), "there is an answer");
}
