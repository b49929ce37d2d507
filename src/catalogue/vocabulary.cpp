#include "catalogue/vocabulary.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "catalogue/lexicon_txt.h"  // made from lexicon.txt by CMake
#include "core/fold.h"

namespace mta::catalogue {
namespace {

constexpr std::array<std::pair<std::string_view, Concept>, concept_count> sections{{
    {"greeting", Concept::greeting},
    {"thanks", Concept::thanks},
    {"farewell", Concept::farewell},
    {"contact", Concept::contact},
    {"training", Concept::training},
    {"support", Concept::support},
    {"terms", Concept::terms},
    {"availability", Concept::availability},
    {"about", Concept::about},
    {"overview", Concept::overview},
    {"treatment", Concept::treatment},
    {"treatment_maybe", Concept::treatment_maybe},
    {"own_body", Concept::own_body},
    {"off_topic", Concept::off_topic},
    {"unsupported", Concept::unsupported},
    {"other_trade", Concept::other_trade},
    {"joins", Concept::joins},
    {"or", Concept::or_},
    {"price", Concept::price},
    {"compare", Concept::compare},
    {"cheapest", Concept::cheapest},
    {"dearest", Concept::dearest},
    {"request", Concept::request},
    {"pronoun", Concept::pronoun},
    {"arabizi", Concept::arabizi},
    {"stop", Concept::stop},
    {"weak", Concept::weak},
    {"business", Concept::business},
    {"agreement", Concept::agreement},
    {"small_talk", Concept::small_talk},
    {"contact_words", Concept::contact_words},
    {"beyond_a_price", Concept::beyond_a_price},
    {"human", Concept::human},
    {"cheaper", Concept::cheaper},
    {"dearer", Concept::dearer},
    {"simple_one", Concept::simple_one},
    {"full_one", Concept::full_one},
    {"both", Concept::both},
    {"other_one", Concept::other_one},
    {"first_one", Concept::first_one},
    {"second_one", Concept::second_one},
    {"third_one", Concept::third_one},
    {"last_one", Concept::last_one},
    {"negation", Concept::negation},
    {"scope_end", Concept::scope_end},
    {"no_scope", Concept::no_scope},
    {"describe", Concept::describe},
    {"details", Concept::details},
    {"in_sar", Concept::in_sar},
    {"in_aed", Concept::in_aed},
    {"in_other", Concept::in_other},
    {"total", Concept::total},
    {"override", Concept::override_},
    {"condition", Concept::condition},
}};

bool is_number(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

/// "My skin" is not "the skin", and a brand is spelled as it is.
Phrases::Kind kind_of(Concept concept_said) {
  if (concept_said == Concept::own_body) return Phrases::Kind::exact;
  switch (concept_said) {
    case Concept::unsupported:
    case Concept::off_topic:
      return Phrases::Kind::spelled;
    case Concept::other_trade:
    case Concept::human:
    case Concept::negation:
    case Concept::no_scope:
    case Concept::other_one:
    case Concept::pronoun:
    case Concept::first_one:
    case Concept::second_one:
      return Phrases::Kind::function;
    default:
      return Phrases::Kind::words;
  }
}

void insert(ProductSet& set, std::uint32_t product) {
  const auto at = std::ranges::lower_bound(set, product);
  if (at == set.end() || *at != product) set.insert(at, product);
}

std::string folded(std::string_view phrase) {
  std::string text;
  for (const std::string& word : fold_words(phrase)) text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace

bool Vocabulary::is_weak_phrase(const std::string& folded) const {
  return weak_words_.contains(folded) ||
         (folded.find(' ') == std::string::npos && weak_stems_.contains(stem(folded)));
}

Vocabulary::Vocabulary(const Knowledge& knowledge) {
  for (const Product& product : knowledge.products) {
    for (const std::string& word : fold_words(product.name)) sold_words_.insert(word);
  }
  for (const Product& product : knowledge.products) {
    for (const std::string& synonym : product.synonyms) {
      for (std::string& word : fold_words(synonym)) called_words_.insert(std::move(word));
    }
  }
  add_lexicon();
  for (const Need& need : knowledge.needs) {
    for (const std::string& phrase : need.phrases) {
      for (std::string& word : fold_words(phrase)) called_words_.insert(std::move(word));
      const std::string text = folded(phrase);
      needs_.insert(text);
      for (const std::size_t product : need.products) {
        add_entity(Entity::Kind::need, text, static_cast<std::uint32_t>(product));
      }
    }
  }
  for (std::uint32_t i = 0; i < knowledge.products.size(); ++i) {
    add_product(i, knowledge.products[i]);
  }
  entities_of_.resize(knowledge.products.size());
  for (std::size_t i = 0; i < entities_.size(); ++i) {
    if (entities_[i].is_weak) continue;
    for (const std::uint32_t product : entities_[i].products) {
      entities_of_[product].push_back(static_cast<Phrases::Meaning>(first_entity + i));
    }
  }
}

void Vocabulary::add_lexicon() {
  const Concept* current = nullptr;
  for (const auto part : std::views::split(lexicon_txt, '\n')) {
    const std::string_view line(part.begin(), part.end());
    if (line.starts_with('#')) continue;
    if (line.starts_with('[')) {
      const std::string_view name = line.substr(1, line.find(']') - 1);
      const auto found = std::ranges::find(sections, name, &decltype(sections)::value_type::first);
      current = found == sections.end() ? nullptr : &found->second;
      continue;
    }
    if (current == nullptr) continue;
    for (const auto piece : std::views::split(line, ';')) {
      const std::string_view phrase(piece.begin(), piece.end());
      if (*current == Concept::unsupported && is_sold(phrase)) continue;
      phrases_.add(phrase, static_cast<Phrases::Meaning>(*current), kind_of(*current));
      if (*current == Concept::stop || *current == Concept::joins) {
        stop_words_.insert(folded(phrase));
      }
      if (*current == Concept::weak) {
        weak_words_.insert(folded(phrase));
        weak_stems_.insert(stem(folded(phrase)));
      }
    }
  }
}

/// What the catalogue names is no other's product.
bool Vocabulary::is_sold(std::string_view phrase) const {
  const std::vector<std::string> words = fold_words(phrase);
  return !words.empty() && std::ranges::all_of(words, [this](const std::string& word) {
    return sold_words_.contains(word) || word == "machine" || word == "device";
  });
}

void Vocabulary::add_product(std::uint32_t product, const Product& of) {
  add_name(product, of.name, name_words_.emplace_back());
  add_name(product, of.arabic_name, arabic_name_words_.emplace_back());
  for (const std::string& synonym : of.synonyms) add_called(product, synonym);
  add_category(product, of.category);
  add_category(product, of.arabic_category);
}

/// Without the "and" or "for" that Arabic writes before a word, where the rest is a word, too.
std::string Vocabulary::bare(const std::string& word) const {
  constexpr std::size_t letter = 2;  // bytes
  for (const std::string_view particle : {"و", "ل"}) {
    if (!word.starts_with(particle) || word.size() < 4 * letter) continue;
    std::string rest = word.substr(letter);
    if (called_words_.contains(rest)) return rest;
  }
  return word;
}

/// A number is looked for only beside the word that it stands beside in the name.
void Vocabulary::add_name(std::uint32_t product, std::string_view name,
                          std::vector<std::string>& telling) {
  std::vector<std::string> words = fold_words(name);
  for (std::string& word : words) word = bare(word);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_number(words[i])) {
      if (i > 0) add_entity(Entity::Kind::name, words[i - 1] + " " + words[i], product);
      if (i + 1 < words.size()) {
        add_entity(Entity::Kind::name, words[i] + " " + words[i + 1], product);
      }
      continue;
    }
    if (words[i].size() < 2 || stop_words_.contains(words[i])) continue;
    telling.push_back(stem(words[i]));
    Entity* entity = add_entity(Entity::Kind::name, words[i], product);
    if (entity != nullptr) entity->in_name = true;
  }
}

void Vocabulary::add_category(std::uint32_t product, std::string_view category) {
  for (const std::string& word : fold_words(category)) {
    if (word.size() < 2 || stop_words_.contains(word)) continue;
    Entity* entity = add_entity(Entity::Kind::category, word, product);
    if (entity != nullptr) entity->is_weak = true;
  }
}

void Vocabulary::add_called(std::uint32_t product, std::string_view phrase) {
  const std::string text = folded(phrase);
  // The needs' file says better which devices these are.
  if (needs_.contains(text)) return;
  Entity* entity = add_entity(Entity::Kind::name, text, product);
  const bool in_name = std::ranges::all_of(fold_words(phrase), [&](const std::string& word) {
    const std::string stemmed = stem(word);
    return std::ranges::find(name_words_[product], stemmed) != name_words_[product].end() ||
           std::ranges::find(arabic_name_words_[product], stemmed) !=
               arabic_name_words_[product].end();
  });
  if (entity != nullptr && in_name) entity->in_name = true;
  const std::size_t space = text.find(' ');
  if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos) return;
  std::string together = text;
  together.erase(space, 1);
  if (together.size() >= 8) add_entity(Entity::Kind::name, together, product);
}

Entity* Vocabulary::add_entity(Entity::Kind kind, const std::string& text, std::uint32_t product) {
  if (text.empty()) return nullptr;
  const auto meaning = static_cast<Phrases::Meaning>(first_entity + entities_.size());
  const auto [found, is_new] = known_.try_emplace({kind, text}, meaning);
  if (is_new) {
    entities_.push_back({.kind = kind,
                         .is_weak = kind == Entity::Kind::name && is_weak_phrase(text),
                         .products = {}});
    phrases_.add(text, meaning, Phrases::Kind::name);
  }
  Entity& entity = entities_[found->second - first_entity];
  insert(entity.products, product);
  return &entity;
}

}  // namespace mta::catalogue
