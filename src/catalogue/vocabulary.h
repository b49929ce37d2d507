#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/concepts.h"
#include "catalogue/flat_tables.h"
#include "catalogue/knowledge.h"
#include "catalogue/phrases.h"

namespace mta::catalogue {

/// Positions in the catalogue, in ascending order.
using ProductSet = std::vector<std::uint32_t>;

/// How likely a product is meant, from 0 to 1, by its position in the catalogue.
using Likelihood = std::map<std::uint32_t, float>;

/// Something that a message may speak of, and the products it stands for.
struct Entity {
  enum class Kind : std::uint8_t {
    name,      ///< a word of a product's name, or what else the product is called
    need,      ///< what a product is used for
    category,  ///< of the catalogue
  };
  Kind kind = Kind::name;
  bool in_name = false;  ///< a word of the name itself
  bool is_weak = false;  ///< does not tell by itself which product is meant: "skin", "chair"
  ProductSet products;
  std::vector<std::uint32_t> best_first;  ///< of a need: as needs.csv has them
  ProductSet second_choice;               ///< of a need: where none of `products` is wanted
};

/// All that is looked for in a message: lexicon.txt, grammar.txt, and the catalogue's names and
/// needs. Immutable; thread-safe.
class Vocabulary {
 public:
  explicit Vocabulary(const Knowledge& knowledge);

  [[nodiscard]] const Phrases& phrases() const { return phrases_; }
  static bool is_entity(Phrases::Meaning meaning) { return meaning >= first_entity; }
  [[nodiscard]] const Entity& entity(Phrases::Meaning meaning) const {
    return entities_[meaning - first_entity];
  }
  /// The folded word alone is a name, a need or a category.
  [[nodiscard]] bool names_something(const std::string& word) const;
  /// The words of a product's name that tell it from others, stemmed.
  [[nodiscard]] const std::vector<std::string>& name_words(std::size_t product) const {
    return name_words_[product];
  }
  /// A stem of a word that does not tell by itself which product is meant.
  [[nodiscard]] static bool is_weak(std::string_view stem);
  /// Whose descriptions have a word of that stem; empty where it tells nothing.
  [[nodiscard]] const ProductSet& described_with(std::string_view stem) const;
  /// The folded word says that somebody wants something.
  [[nodiscard]] static bool is_wish(std::string_view word);
  /// The folded word asks "what" or "how much", or wishes.
  [[nodiscard]] bool asks_or_wishes(const std::string& word) const;
  /// What the product is called or used for, weak words left out.
  [[nodiscard]] const std::vector<Phrases::Meaning>& entities_of(std::size_t product) const {
    return entities_of_[product];
  }
  [[nodiscard]] const std::vector<std::string>& arabic_name_words(std::size_t product) const {
    return arabic_name_words_[product];
  }

 private:
  static constexpr Phrases::Meaning first_entity = 1000;
  class Builder;

  Phrases phrases_;
  std::vector<Entity> entities_;
  TextIds described_stems_;
  std::vector<ProductSet> described_;  // by stem
  std::vector<std::vector<std::string>> name_words_;
  std::vector<std::vector<std::string>> arabic_name_words_;
  std::vector<std::vector<Phrases::Meaning>> entities_of_;
};

}  // namespace mta::catalogue
