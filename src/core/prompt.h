#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/catalogue_index.h"
#include "core/knowledge.h"
#include "core/ports.h"

namespace mta {

/// Makes what a model is asked: the persona (or `persona_override` in its place), the contact text,
/// names and prices (all up to 60 products, else those of the 30 that fit best), everything about
/// the 6 products that are meant or else fit the question best, then the conversation so far (at
/// most 8,000 tokens by `most_tokens`, so about as many bytes; the oldest messages go first) and
/// the visitor's message. What visitors wrote stands in `messages` alone, never in `system`.
/// Immutable; thread-safe.
class PromptBuilder {
 public:
  /// The products that the last message of a conversation is about, best first, at most `most`.
  using Meant = std::function<std::vector<std::size_t>(std::span<const Message> conversation,
                                                       std::size_t most)>;

  /// `knowledge` and `index` must outlive it. Without `meant` the index alone ranks.
  PromptBuilder(const Knowledge& knowledge, const CatalogueIndex& index, Meant meant = {});

  [[nodiscard]] Prompt build(const std::optional<std::string>& persona_override,
                             std::vector<Message> history, std::string message) const;

 private:
  [[nodiscard]] std::string price_list(const std::vector<std::size_t>& ranked) const;

  const Knowledge& knowledge_;
  const CatalogueIndex& index_;
  Meant meant_;
  std::string whole_price_list_;  // empty: too many products for that
};

}  // namespace mta
