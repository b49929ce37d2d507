#include "catalogue/vocabulary.h"

#include <algorithm>
#include <array>
#include <utility>

#include "catalogue/fold.h"
#include "catalogue/word_lists.h"

namespace mta::catalogue {
namespace {

using Words = std::vector<std::string>;

bool is_number(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

bool contains(const TextIdsView& texts, std::string_view text) {
  return texts.find(text) != not_found;
}

void insert(ProductSet& set, std::uint32_t product) {
  const auto at = std::ranges::lower_bound(set, product);
  if (at == set.end() || *at != product) set.insert(at, product);
}

std::string joined(const Words& words) {
  if (words.size() == 1) return words.front();
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

Words split(std::string_view text) {
  Words words;
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = text.find(' ');
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(words.back().size() + 1, text.size()));
  }
  return words;
}

bool is_weak_phrase(std::string_view folded) {
  return contains(lexicon_tables.weak_phrases, folded) ||
         (folded.find(' ') == std::string_view::npos &&
          contains(lexicon_tables.weak_stems, stem(folded)));
}

}  // namespace

/// Fills a vocabulary; what only this needs ends with it.
class Vocabulary::Builder {
 public:
  Builder(const Knowledge& knowledge, Vocabulary& into) : knowledge_(knowledge), into_(into) {}

  void build() {
    fold_all();
    forget_brands();
    for (const Words& phrase : need_phrases_) needs_.add(joined(phrase));
    // Products first: where a word sounds like several, a name is meant before a need.
    for (std::uint32_t i = 0; i < knowledge_.products.size(); ++i) add_product(i);
    for (std::size_t i = 0; i < knowledge_.needs.size(); ++i) add_need(i);
    into_.entities_of_.resize(knowledge_.products.size());
    for (std::size_t i = 0; i < into_.entities_.size(); ++i) {
      if (into_.entities_[i].is_weak) continue;
      for (const std::uint32_t product : into_.entities_[i].products) {
        into_.entities_of_[product].push_back(static_cast<Phrases::Meaning>(first_entity + i));
      }
    }
  }

 private:
  /// Each text is folded once.
  void fold_all() {
    for (const Product& product : knowledge_.products) {
      names_.push_back(fold_words(product.name));
      for (const std::string& word : names_.back()) sold_words_.add(word);
      for (const std::string& synonym : product.synonyms) {
        synonyms_.push_back(fold_words(synonym));
        for (const std::string& word : synonyms_.back()) called_words_.add(word);
      }
    }
    for (const Need& need : knowledge_.needs) {
      for (const std::string& phrase : need.phrases) {
        need_phrases_.push_back(fold_words(phrase));
        for (const std::string& word : need_phrases_.back()) called_words_.add(word);
      }
    }
  }

  /// What the catalogue names is no other's product.
  void forget_brands() {
    const auto is_sold = [this](const std::string& word) {
      return contains(sold_words_.view(), word) || word == "machine" || word == "device";
    };
    for (std::uint32_t i = 0; i < lexicon_tables.brands.size(); ++i) {
      const Words words = split(lexicon_tables.brands.text(i));
      if (!std::ranges::all_of(words, is_sold)) continue;
      into_.phrases_.remove(words, static_cast<Phrases::Meaning>(Concept::unsupported),
                            kind_of_brands);
    }
  }

  void add_need(std::size_t i) {
    const Need& need = knowledge_.needs[i];
    for (std::size_t phrase = 0; phrase < need.phrases.size(); ++phrase) {
      const Words& words = need_phrases_[next_need_phrase_++];
      Entity* entity = find_entity(Entity::Kind::need, joined(words), words);
      if (entity == nullptr) continue;
      for (const std::size_t product : need.products) {
        insert(entity->products, static_cast<std::uint32_t>(product));
        entity->best_first.push_back(static_cast<std::uint32_t>(product));
      }
      for (const std::size_t product : need.second_choice) {
        insert(entity->second_choice, static_cast<std::uint32_t>(product));
      }
    }
  }

  void add_product(std::uint32_t product) {
    const Product& of = knowledge_.products[product];
    add_name(product, names_[product], into_.name_words_.emplace_back());
    add_name(product, fold_words(of.arabic_name), into_.arabic_name_words_.emplace_back());
    for (std::size_t i = 0; i < of.synonyms.size(); ++i) {
      add_called(product, synonyms_[next_synonym_++]);
    }
    add_category(product, of.category);
    add_category(product, of.arabic_category);
    add_description(product, of.description);
    add_description(product, of.arabic_description);
  }

  void add_description(std::uint32_t product, std::string_view description) {
    for (const std::string& word : fold_words(description)) {
      if (contains(lexicon_tables.stop_words, word)) continue;
      const auto [id, is_new] = into_.described_stems_.add(stem(word));
      if (is_new) into_.described_.emplace_back();
      insert(into_.described_[id], product);
    }
  }

  /// A number is looked for only beside the word that it stands beside in the name.
  void add_name(std::uint32_t product, Words words, Words& telling) {
    for (std::string& word : words) word = bare(word);
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (is_number(words[i])) {
        if (i > 0) add_name_part(product, {words[i - 1], words[i]});
        if (i + 1 < words.size()) add_name_part(product, {words[i], words[i + 1]});
        continue;
      }
      if (words[i].size() < 2 || contains(lexicon_tables.stop_words, words[i])) continue;
      telling.push_back(stem(words[i]));
      add_name_part(product, {words[i]})->in_name = true;
    }
  }

  Entity* add_name_part(std::uint32_t product, const Words& words) {
    return add_entity(Entity::Kind::name, joined(words), words, product);
  }

  /// Without the "and" or "for" that Arabic writes before a word, where the rest is a word, too.
  [[nodiscard]] std::string bare(const std::string& word) const {
    constexpr std::size_t letter = 2;  // bytes
    for (const std::string_view particle : {"و", "ل"}) {
      if (!word.starts_with(particle) || word.size() < 4 * letter) continue;
      std::string rest = word.substr(letter);
      if (contains(called_words_.view(), rest)) return rest;
    }
    return word;
  }

  void add_category(std::uint32_t product, std::string_view category) {
    for (const std::string& word : fold_words(category)) {
      if (word.size() < 2 || contains(lexicon_tables.stop_words, word)) continue;
      add_entity(Entity::Kind::category, word, {word}, product)->is_weak = true;
    }
  }

  void add_called(std::uint32_t product, const Words& words) {
    const std::string text = joined(words);
    // The needs' file says better which devices these are.
    if (contains(needs_.view(), text)) return;
    Entity* entity = add_entity(Entity::Kind::name, text, words, product);
    const auto stands_in = [](const Words& name, const std::string& stemmed) {
      return std::ranges::find(name, stemmed) != name.end();
    };
    const bool in_name = std::ranges::all_of(words, [&](const std::string& word) {
      const std::string stemmed = stem(word);
      return stands_in(into_.name_words_[product], stemmed) ||
             stands_in(into_.arabic_name_words_[product], stemmed);
    });
    if (entity != nullptr && in_name) entity->in_name = true;
    if (words.size() != 2) return;
    const std::string together = words[0] + words[1];
    if (together.size() < 8) return;
    const Words folded = fold_words(together);
    add_entity(Entity::Kind::name, together, folded, product);
  }

  Entity* add_entity(Entity::Kind kind, const std::string& text, const Words& words,
                     std::uint32_t product) {
    Entity* entity = find_entity(kind, text, words);
    if (entity != nullptr) insert(entity->products, product);
    return entity;
  }

  /// The one that there is or a new one. `text` is the words with spaces between them. Null where
  /// no word is in it; valid until the next call.
  Entity* find_entity(Entity::Kind kind, const std::string& text, const Words& words) {
    if (text.empty()) return nullptr;
    Known& known = known_.at(static_cast<std::size_t>(kind));
    const auto [id, is_new] = known.texts.add(text);
    if (is_new) {
      known.entities.push_back(into_.entities_.size());
      const auto meaning = static_cast<Phrases::Meaning>(first_entity + into_.entities_.size());
      into_.entities_.push_back({.kind = kind,
                                 .is_weak = kind == Entity::Kind::name && is_weak_phrase(text),
                                 .products = {},
                                 .second_choice = {}});
      into_.phrases_.add(words, meaning, Phrases::Kind::name);
    }
    return &into_.entities_[known.entities[id]];
  }

  /// The entities of one kind by their texts.
  struct Known {
    TextIds texts;
    std::vector<std::size_t> entities;
  };

  const Knowledge& knowledge_;
  Vocabulary& into_;
  std::vector<Words> names_;
  std::vector<Words> synonyms_;      // of all products in turn
  std::vector<Words> need_phrases_;  // of all needs in turn
  std::size_t next_synonym_ = 0;
  std::size_t next_need_phrase_ = 0;
  TextIds called_words_;  // of synonyms and needs
  TextIds sold_words_;    // of the products' names
  TextIds needs_;         // phrases
  std::array<Known, 3> known_;
};

Vocabulary::Vocabulary(const Knowledge& knowledge)
    : phrases_(lexicon_tables.phrases, static_cast<Phrases::Meaning>(Concept::stop)) {
  Builder(knowledge, *this).build();
}

const ProductSet& Vocabulary::described_with(std::string_view stem) const {
  static const ProductSet none;
  const auto id = described_stems_.view().find(stem);
  return id == not_found ? none : described_[id];
}

bool Vocabulary::names_something(const std::string& word) const {
  return std::ranges::any_of(phrases_.find(std::span(&word, 1)),
                             [](const Phrases::Match& match) { return is_entity(match.meaning); });
}

bool Vocabulary::asks_or_wishes(const std::string& word) const {
  return std::ranges::any_of(phrases_.find(std::span(&word, 1)), [](const Phrases::Match& match) {
    return match.meaning == static_cast<Phrases::Meaning>(Concept::what) ||
           match.meaning == static_cast<Phrases::Meaning>(Concept::wish);
  });
}

bool Vocabulary::is_wish(std::string_view word) { return contains(lexicon_tables.wishes, word); }

bool Vocabulary::is_weak(std::string_view stem) {
  return contains(lexicon_tables.weak_stems, stem);
}

}  // namespace mta::catalogue
