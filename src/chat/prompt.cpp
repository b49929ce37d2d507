#include "chat/prompt.h"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <span>
#include <utility>

#include "catalogue/answers.h"
#include "catalogue/fold.h"
#include "chat/tokens.h"

namespace mta {
namespace {

constexpr std::size_t most_listed_whole = 60;
constexpr std::size_t listed_of_many = 30;
constexpr std::size_t described = 6;
constexpr std::int64_t most_history_tokens = 8000;  // some 2,000 where they are counted

std::string price_of(const Product& product, const Knowledge& knowledge) {
  return catalogue::price_text(product.price_usd, knowledge.sentences,
                               catalogue::Language::english);
}

std::string price_line(const Product& product, const Knowledge& knowledge) {
  return "- " + product.name + ": " + price_of(product, knowledge) + "\n";
}

std::string description_of(const Product& product, const Knowledge& knowledge, bool in_arabic) {
  const std::string& description = in_arabic && !product.arabic_description.empty()
                                       ? product.arabic_description
                                       : product.description;
  std::string text = "- " + product.name;
  if (!product.arabic_name.empty()) text += " (" + product.arabic_name + ")";
  if (!product.category.empty()) text += ", " + product.category;
  return text + ", " + price_of(product, knowledge) + ". " + description + "\n";
}

/// Behind `ranked` the products that fit the message best, then those that fit what was asked
/// before: "and how much is it?" names nothing itself.
std::vector<std::size_t> rank(const CatalogueIndex& index, std::span<const Message> messages,
                              std::size_t wanted, std::vector<std::size_t> ranked) {
  for (const Message& message : std::views::reverse(messages)) {
    if (ranked.size() >= wanted) break;
    if (message.role != Role::user) continue;
    for (const CatalogueIndex::Hit& hit : index.search(fold_words(message.content))) {
      if (std::ranges::find(ranked, hit.product) == ranked.end()) ranked.push_back(hit.product);
    }
  }
  return ranked;
}

}  // namespace

std::vector<Message> fitting_conversation(std::vector<Message> history, std::string message) {
  std::int64_t sum = 0;
  auto oldest = history.end();
  while (oldest != history.begin()) {
    sum += most_tokens(std::prev(oldest)->content);
    if (sum > most_history_tokens) break;
    --oldest;
  }
  history.erase(history.begin(), oldest);
  history.push_back({.role = Role::user, .content = std::move(message)});
  return history;
}

PromptBuilder::PromptBuilder(const Knowledge& knowledge, const CatalogueIndex& index)
    : knowledge_(knowledge), index_(index) {
  if (knowledge.products.size() > most_listed_whole) return;
  for (const Product& product : knowledge.products)
    whole_price_list_ += price_line(product, knowledge);
}

std::size_t PromptBuilder::most_meant() const {
  return whole_price_list_.empty() ? listed_of_many : described;
}

Prompt PromptBuilder::build(const std::optional<std::string>& persona_override,
                            std::vector<Message> conversation, std::vector<std::size_t> meant,
                            std::span<const std::size_t> answers) const {
  const bool in_arabic = has_arabic_letter(conversation.back().content);
  std::vector<std::size_t> ranked = rank(index_, conversation, most_meant(), std::move(meant));
  Prompt prompt{.system = persona_override ? *persona_override : knowledge_.persona,
                .messages = std::move(conversation),
                .products = {}};
  prompt.system += "\n\nHow to reach " + company() + ":\n" + knowledge_.contact;
  if (!knowledge_.terms.empty()) {
    prompt.system += "\n\nTerms of " + company() + ":\n" + knowledge_.terms;
  }
  if (!answers.empty()) prompt.system += "\n\nWhat " + company() + " answers to such questions:";
  for (const std::size_t row : answers) {
    const StatedAnswer& answer = knowledge_.answers[row];
    prompt.system += "\n- " + answer.questions.front() + ": " +
                     catalogue::stated_text(answer, in_arabic ? catalogue::Language::arabic
                                                              : catalogue::Language::english);
  }
  prompt.system += "\n\nProducts and their indicative prices:\n" + price_list(ranked);
  ranked.resize(std::min(ranked.size(), described));
  if (!ranked.empty()) prompt.system += "\nAbout the products that seem to be meant:\n";
  for (const std::size_t product : ranked) {
    prompt.system += description_of(knowledge_.products[product], knowledge_, in_arabic);
  }
  prompt.products = std::move(ranked);
  return prompt;
}

const std::string& PromptBuilder::company() const {
  return knowledge_.sentences.get(catalogue::Sentence::short_company, catalogue::Language::english);
}

std::string PromptBuilder::price_list(const std::vector<std::size_t>& ranked) const {
  if (!whole_price_list_.empty()) return whole_price_list_;
  std::string list;
  std::vector<bool> listed(knowledge_.products.size());
  std::size_t count = 0;
  const auto add = [&](std::size_t product) {
    if (count == listed_of_many || listed[product]) return;
    listed[product] = true;
    ++count;
    list += price_line(knowledge_.products[product], knowledge_);
  };
  for (const std::size_t product : ranked) add(product);
  for (std::size_t product = 0; product < listed.size() && count < listed_of_many; ++product) {
    add(product);
  }
  return list + "(These are the products that fit best; " + company() + " sells " +
         std::to_string(knowledge_.products.size()) + ".)\n";
}

}  // namespace mta
