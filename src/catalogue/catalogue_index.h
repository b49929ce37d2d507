#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalogue/knowledge.h"

namespace mta {

/// Finds products by words: BM25 over folded, stemmed words of name, synonyms, category and
/// descriptions (a word's place is its weight), and trigram similarity for words that are not in
/// the catalogue, but for a slip of the pen. Immutable; thread-safe.
class CatalogueIndex {
 public:
  explicit CatalogueIndex(std::span<const Product> products);

  /// Which words of a question (by position, the first 64) met a product.
  using WordSet = std::uint64_t;

  struct Hit {
    std::size_t product = 0;
    double score = 0;
    WordSet matched = 0;                 ///< words found anywhere in the product
    WordSet named = 0;                   ///< words found in its name or synonyms
    WordSet in_name = 0;                 ///< words found in its name
    std::size_t name_words_missing = 0;  ///< of its name, how many the question does not have
  };

  /// Every product that shares a word with `words` (folded), best first; among equals the order of
  /// the catalogue. One word of a description alone finds nothing.
  [[nodiscard]] std::vector<Hit> search(std::span<const std::string> words) const;

  /// True where the word, or one a slip away, is in a name or among the synonyms.
  [[nodiscard]] bool knows(const std::string& word) const;

 private:
  using Term = std::uint32_t;
  struct Posting {
    std::uint32_t product;
    float weight;
  };
  struct Candidate {
    Term term;
    double similarity;
  };

  /// How many terms of `text` are new to the product.
  std::size_t add(std::size_t product, std::string_view text, float weight);
  bool add_term(std::size_t product, const std::string& text, float weight);
  void index_trigrams();
  [[nodiscard]] std::vector<Candidate> candidates(const std::string& word) const;
  [[nodiscard]] std::vector<Candidate> similar(const std::string& word) const;

  std::unordered_map<std::string, Term> terms_;
  std::vector<std::string> spellings_;
  std::vector<std::vector<Posting>> postings_;
  std::unordered_map<std::uint64_t, std::vector<Term>> trigrams_;
  std::vector<std::size_t> name_sizes_;
  std::size_t product_count_;
};

}  // namespace mta
