#include "catalogue/catalogue_index.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "base/text.h"
#include "catalogue/fold.h"

namespace mta {
namespace {

constexpr float name_weight = 3;
constexpr float synonym_weight = 2;
constexpr float category_weight = 1;
constexpr float description_weight = 0.5F;
constexpr double k1 = 1.2;  // BM25's saturation
constexpr double least_similarity = 0.55;
constexpr double one_slip = 0.8;
constexpr std::size_t most_words = 64;
// Skeletons stand among the terms with a mark that no folded word has.
constexpr char skeleton_mark = '~';

std::u32string letters_of(std::string_view text) {
  std::u32string letters;
  while (!text.empty()) letters += next_code_point(text);
  return letters;
}

/// Trigrams of a word with its ends marked.
std::vector<std::uint64_t> trigrams_of(std::string_view word) {
  const std::u32string letters = U"^" + letters_of(word) + U"$";
  std::vector<std::uint64_t> trigrams;
  for (std::size_t i = 0; i + 2 < letters.size(); ++i) {
    trigrams.push_back((std::uint64_t{letters[i]} << 42U) | (std::uint64_t{letters[i + 1]} << 21U) |
                       letters[i + 2]);
  }
  return trigrams;
}

bool is_latin(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Short words and numbers are right or wrong; only long ones can be misspelt.
bool may_be_misspelt(std::string_view word) {
  const std::size_t letters = count_code_points(word);
  return !has_digit(word) && letters >= (is_latin(word) ? 5U : 4U);
}

/// Arabic writes "and", "for", "with" as a letter before the word.
std::string_view without_particle(std::string_view word) {
  constexpr std::size_t letter = 2;  // bytes
  for (const std::string_view particle : {"و", "ل", "ب", "ف", "ك"}) {
    if (word.starts_with(particle) && word.size() >= 3 * letter) return word.substr(letter);
  }
  return word;
}

}  // namespace

CatalogueIndex::CatalogueIndex(std::span<const Product> products)
    : product_count_(products.size()) {
  for (std::size_t i = 0; i < products.size(); ++i) {
    const Product& product = products[i];
    // The heaviest place first: a later, lighter one does not count again.
    name_sizes_.push_back(add(i, product.name, name_weight));
    add(i, product.arabic_name, name_weight);
    for (const std::string& synonym : product.synonyms) add(i, synonym, synonym_weight);
    add(i, product.category, category_weight);
    add(i, product.arabic_category, category_weight);
    add(i, product.description, description_weight);
    add(i, product.arabic_description, description_weight);
  }
  index_trigrams();
}

std::size_t CatalogueIndex::add(std::size_t product, std::string_view text, float weight) {
  std::size_t added = 0;
  for (const std::string& word : fold_words(text)) {
    added += add_term(product, stem(word), weight) ? 1 : 0;
    if (const std::string skeleton = looks_arabizi(word) ? arabizi_skeleton(word) : std::string();
        !skeleton.empty()) {
      added += add_term(product, skeleton_mark + skeleton, weight) ? 1 : 0;
    }
  }
  return added;
}

bool CatalogueIndex::add_term(std::size_t product, const std::string& text, float weight) {
  const auto [found, is_new] = terms_.emplace(text, static_cast<Term>(spellings_.size()));
  if (is_new) {
    spellings_.push_back(text);
    postings_.emplace_back();
  }
  std::vector<Posting>& list = postings_[found->second];
  if (!list.empty() && list.back().product == product) return false;
  list.push_back({static_cast<std::uint32_t>(product), weight});
  return true;
}

void CatalogueIndex::index_trigrams() {
  for (Term term = 0; term < spellings_.size(); ++term) {
    if (!may_be_misspelt(spellings_[term]) || spellings_[term].front() == skeleton_mark) continue;
    for (const std::uint64_t trigram : trigrams_of(spellings_[term])) {
      auto& list = trigrams_[trigram];
      if (list.empty() || list.back() != term) list.push_back(term);
    }
  }
}

std::vector<CatalogueIndex::Candidate> CatalogueIndex::candidates(const std::string& word) const {
  const std::string stemmed = stem(word);
  if (const auto exact = terms_.find(stemmed); exact != terms_.end()) return {{exact->second, 1.0}};
  if (const std::string skeleton = is_latin(word) ? arabizi_skeleton(word) : std::string();
      !skeleton.empty()) {
    const auto found = terms_.find(skeleton_mark + skeleton);
    if (found != terms_.end()) return {{found->second, looks_arabizi(word) ? 0.9 : 0.7}};
  }
  if (const auto bare = terms_.find(stem(without_particle(word))); bare != terms_.end()) {
    return {{bare->second, 0.9}};
  }
  return may_be_misspelt(word) ? similar(stemmed) : std::vector<Candidate>{};
}

/// The terms most like `word` (Dice's coefficient of their trigrams).
std::vector<CatalogueIndex::Candidate> CatalogueIndex::similar(const std::string& word) const {
  const std::vector<std::uint64_t> trigrams = trigrams_of(word);
  std::unordered_map<Term, int> shared;
  for (const std::uint64_t trigram : trigrams) {
    const auto found = trigrams_.find(trigram);
    if (found == trigrams_.end()) continue;
    for (const Term term : found->second) ++shared[term];
  }
  std::vector<Candidate> likely;
  for (const auto& [term, count] : shared) {
    const std::size_t sizes = trigrams.size() + count_code_points(spellings_[term]);
    double similarity = 2.0 * count / static_cast<double>(sizes);
    if (similarity < one_slip && one_slip_apart(word, spellings_[term])) similarity = one_slip;
    if (similarity >= least_similarity) likely.push_back({term, similarity});
  }
  double best = 0;
  for (const Candidate& one : likely) best = std::max(best, one.similarity);
  std::erase_if(likely, [best](const Candidate& one) { return one.similarity < best - 0.05; });
  return likely;
}

std::vector<CatalogueIndex::Hit> CatalogueIndex::search(std::span<const std::string> words) const {
  std::unordered_map<std::size_t, Hit> hits;
  std::unordered_map<std::size_t, std::set<Term>> names;
  std::set<std::size_t> beyond_description;
  std::set<Term> seen;
  const auto meet = [&](std::size_t position, std::size_t width, const Candidate& candidate) {
    if (!seen.insert(candidate.term).second) return;
    const auto& list = postings_[candidate.term];
    const double count = static_cast<double>(list.size());
    const double idf =
        std::log(1 + (static_cast<double>(product_count_) - count + 0.5) / (count + 0.5));
    const WordSet positions = (width == 2 ? WordSet{3} : WordSet{1}) << position;
    for (const Posting& posting : list) {
      Hit& hit = hits[posting.product];
      hit.product = posting.product;
      const double weight = posting.weight;
      hit.score += candidate.similarity * idf * weight * (k1 + 1) / (weight + k1);
      hit.matched |= positions;
      if (posting.weight >= synonym_weight) hit.named |= positions;
      if (posting.weight >= category_weight) beyond_description.insert(posting.product);
      if (posting.weight < name_weight) continue;
      hit.in_name |= positions;
      names[posting.product].insert(candidate.term);
    }
  };
  for (std::size_t i = 0; i < words.size() && i < most_words; ++i) {
    for (const Candidate& candidate : candidates(words[i])) meet(i, 1, candidate);
    if (i + 1 >= words.size() || i + 1 >= most_words) continue;
    // `hydra facial` is `hydrafacial`.
    const auto joined = terms_.find(stem(words[i] + words[i + 1]));
    if (joined != terms_.end()) meet(i, 2, {joined->second, 1.0});
  }
  std::vector<Hit> found;
  for (auto& [product, hit] : hits) {
    const std::size_t met = std::min(names[product].size(), name_sizes_[product]);
    hit.name_words_missing = name_sizes_[product] - met;
    const bool listed = beyond_description.contains(product) || std::popcount(hit.matched) > 1;
    if (listed) found.push_back(hit);
  }
  std::ranges::sort(found, [](const Hit& a, const Hit& b) {
    return a.score != b.score ? a.score > b.score : a.product < b.product;
  });
  return found;
}

bool CatalogueIndex::knows(const std::string& word) const {
  return std::ranges::any_of(candidates(word), [&](const Candidate& candidate) {
    return std::ranges::any_of(postings_[candidate.term], [](const Posting& posting) {
      return posting.weight >= synonym_weight;
    });
  });
}

}  // namespace mta
