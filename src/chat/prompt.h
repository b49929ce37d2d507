#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/catalogue_index.h"
#include "catalogue/knowledge.h"
#include "chat/ports.h"

namespace mta {

/// A conversation that ends with `message`: of the messages before it those that fit into 8,000
/// tokens by `most_tokens`, so about as many bytes; the oldest are left out.
std::vector<Message> fitting_conversation(std::vector<Message> history, std::string message);

/// Makes what a model is asked: the persona (or `persona_override` in its place), the contact text,
/// names and prices (all up to 60 products, else those of the 30 that fit best), everything about
/// the 6 products that are meant or else fit the question best (Prompt::products), then the
/// conversation. What visitors wrote stands in `messages` alone, never in `system`. Immutable;
/// thread-safe.
class PromptBuilder {
 public:
  /// `knowledge` and `index` must outlive it.
  PromptBuilder(const Knowledge& knowledge, const CatalogueIndex& index);

  /// How many products that are meant can be told of.
  [[nodiscard]] std::size_t most_meant() const;

  /// `meant`: the products that the last message of the conversation is about, best first; behind
  /// them the index ranks. `answers`: rows of answers.csv that it may be about.
  [[nodiscard]] Prompt build(const std::optional<std::string>& persona_override,
                             std::vector<Message> conversation, std::vector<std::size_t> meant,
                             std::span<const std::size_t> answers = {}) const;

 private:
  [[nodiscard]] const std::string& company() const;
  [[nodiscard]] std::string price_list(const std::vector<std::size_t>& ranked) const;

  const Knowledge& knowledge_;
  const CatalogueIndex& index_;
  std::string whole_price_list_;  // empty: too many products for that
};

}  // namespace mta
