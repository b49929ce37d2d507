#include "models/question.h"

#include <algorithm>
#include <ranges>
#include <span>

#include "core/fold.h"
#include "models/budget.h"
#include "models/lexicon.h"
#include "models/ranking.h"
#include "models/simple_question.h"
#include "models/wording.h"

namespace mta::models {
namespace {

using Hit = CatalogueIndex::Hit;
using Words = std::vector<std::string>;
using WordSet = CatalogueIndex::WordSet;

class Understanding {
 public:
  Understanding(const std::vector<Message>& conversation, const std::vector<Product>& products,
                const CatalogueIndex& index)
      : conversation_(conversation),
        products_(products),
        index_(index),
        text_(conversation.back().content),
        words_(with_separate_and(fold_words(text_))),
        forms_(lexical_forms(words_)),
        budget_(find_budget(text_, words_, forms_)) {
    question_.language = language_of(text_, words_);
    content_ = content_words();
    hits_ = index_.search(content_);
    drop_weak_hits();
  }

  Question answer() {
    question_.intent = decide();
    question_.is_simple = is_simple({.question = question_,
                                     .text = text_,
                                     .words = words_,
                                     .forms = forms_,
                                     .content = content_,
                                     .hits = hits_,
                                     .budget = budget_,
                                     .products = products_});
    return question_;
  }

 private:
  [[nodiscard]] bool asks(const Lexicon& lexicon) const { return lexicon.in(forms_); }

  Intent decide() {
    const Lexicons& lex = lexicons();
    if (asks(lex.off_topic)) return Intent::off_topic;
    if (is_medical()) return Intent::medical;
    if (is_treatment()) return Intent::treatment;
    if (names_what_nobody_sells()) return Intent::unknown_product;
    if (asks(lex.training) && !asks(lex.body_training)) return Intent::training;
    if (asks(lex.support)) return Intent::support;
    if (names_an_unknown_model()) return Intent::unknown_product;
    const bool terms = asks(lex.terms);
    if (terms && !asks(lex.price)) return Intent::terms;
    if (asks(lex.contact) && hits_.empty()) return Intent::contact;
    if (const auto about_devices = decide_about_devices()) return *about_devices;
    return terms ? Intent::terms : small_talk();
  }

  /// Everything that is answered with products; nothing where the message has none to do with it.
  std::optional<Intent> decide_about_devices() {
    const Lexicons& lex = lexicons();
    if (asks(lex.about) && hits_.empty() && !asks(lex.price) && !asks(lex.thanks)) {
      return Intent::about;
    }
    if (hits_.empty() && content_.empty() && asks(lex.overview)) return Intent::overview;
    const bool extreme = asks(lex.cheapest) || asks(lex.dearest);
    if (!hits_.empty()) return about_found(extreme);
    if (extreme || budget_.given()) {
      if (!content_.empty()) return Intent::unknown_product;
      return among(extreme && asks(lex.pronoun) ? referents() : std::vector<std::size_t>{});
    }
    return about_earlier();
  }

  Intent about_found(bool extreme) {
    const Lexicons& lex = lexicons();
    if (asks(lex.compare) && !extreme) {
      question_.products = named_one_by_one();
      if (question_.products.size() == 1) add_referents();
      // "Compare the inner ball rollers": one name, said of several.
      if (question_.products.size() == 1) {
        append_new(question_.products, worth_listing(hits_, most_products));
      }
      if (question_.products.size() > 1) return Intent::compare;
    }
    if (extreme || budget_.given()) {
      std::erase_if(hits_, [this](const Hit& hit) { return !affordable(hit.product); });
      if (hits_.empty()) return Intent::nothing_in_budget;
      return among(worth_listing(hits_, products_.size()));
    }
    if (asks(lex.price)) {
      question_.products = joins_several() ? named_one_by_one() : best_of(hits_);
      return Intent::price;
    }
    const bool follows_a_price = words_.size() <= 5 && !asks(lex.request) && earlier_was_a_price();
    question_.products = follows_a_price ? best_of(hits_) : listed();
    return follows_a_price ? Intent::price : Intent::find;
  }

  /// "And how much is it?": the devices of the turn before.
  std::optional<Intent> about_earlier() {
    const Lexicons& lex = lexicons();
    const bool price = asks(lex.price);
    const bool compare = asks(lex.compare);
    if (!price && !compare && !(asks(lex.pronoun) && !referents().empty())) return std::nullopt;
    if (!content_.empty())
      return price || compare ? std::optional(Intent::unknown_product) : std::nullopt;
    question_.products = referents();
    if (question_.products.empty()) return Intent::which_device;
    if (compare && question_.products.size() > 1) return Intent::compare;
    return price ? Intent::price : Intent::find;
  }

  Intent small_talk() {
    const Lexicons& lex = lexicons();
    if (asks(lex.contact)) return Intent::contact;
    if (asks(lex.overview)) return Intent::overview;
    if (asks(lex.thanks)) return Intent::thanks;
    if (asks(lex.about)) return Intent::about;
    if (asks(lex.request) && !content_.empty()) return Intent::unknown_product;
    if (asks(lex.greeting)) return Intent::greeting;
    if (asks(lex.farewell)) return Intent::farewell;
    const bool looks_around = content_.empty() && asks(lex.business);
    return asks(lex.request) || looks_around ? Intent::overview : Intent::off_topic;
  }

  [[nodiscard]] bool is_medical() const {
    const Lexicons& lex = lexicons();
    if (asks(lex.medical)) return true;
    return asks(lex.medical_hint) && (asks(lex.own_body) || asks(lex.treatment));
  }

  [[nodiscard]] bool is_treatment() const {
    const Lexicons& lex = lexicons();
    return asks(lex.treatment) || (asks(lex.own_body) && !asks(lex.business));
  }

  /// The words that could name something: without those that ask, count or bind.
  [[nodiscard]] Words content_words() const {
    const Lexicons& lex = lexicons();
    Words content;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const std::size_t stopped = std::max(
          {lex.stop.match(forms_, i), lex.request.match(forms_, i), lex.greeting.match(forms_, i),
           lex.price.match(forms_, i), lex.pronoun.match(forms_, i), lex.business.match(forms_, i),
           lex.contact.match(forms_, i), lex.overview.match(forms_, i),
           lex.compare.match(forms_, i), lex.cheapest.match(forms_, i),
           lex.dearest.match(forms_, i)});
      const bool cue = lex.at_most.match(forms_, i) > 0 || lex.at_least.match(forms_, i) > 0 ||
                       lex.currency.match(forms_, i) > 0 || lex.between.match(forms_, i) > 0 ||
                       is_thousand(words_, i);
      if (stopped > 1) i += stopped - 1;
      if (stopped == 0 && !cue && !is_budget_number(i)) content.push_back(words_[i]);
    }
    return content;
  }

  [[nodiscard]] bool is_budget_number(std::size_t at) const {
    const auto number = number_of(words_[at]);
    return number && budget_.given() &&
           (budget_.most == number || budget_.least == number || is_thousand(words_, at + 1));
  }

  /// Other people's brands and trades; not those that the business has put into its catalogue.
  [[nodiscard]] bool names_what_nobody_sells() const {
    for (std::size_t i = 0; i < forms_.size(); ++i) {
      const std::size_t size = lexicons().unsupported.match(forms_, i);
      if (size == 0) continue;
      const std::span phrase(words_.begin() + static_cast<long>(i), size);
      if (std::ranges::none_of(products_, [&](const Product& product) {
            const Words name = fold_words(product.name);
            return std::ranges::all_of(phrase, [&](const std::string& word) {
              return std::ranges::find(name, word) != name.end();
            });
          })) {
        return true;
      }
    }
    return false;
  }

  /// A model number that is none of ours: `Cryo 9000`, `5D HIFU`.
  [[nodiscard]] bool names_an_unknown_model() const {
    return std::ranges::any_of(content_, [this](const std::string& word) {
      const bool digits = std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
      if (!digits || index_.knows(word)) return false;
      const bool dimension = word.size() == 2 && word[1] == 'd';
      const bool number = word.size() >= 3 && number_of(word).has_value();
      const bool model = word.size() >= 2 && !looks_arabizi(word) && !number_of(word);
      return dimension || number || model;
    });
  }

  /// What "skin" or "chair" alone has found is not meant.
  void drop_weak_hits() {
    const Lexicons& lex = lexicons();
    WordSet strong = 0;
    for (std::size_t i = 0; i < content_.size() && i < 64; ++i) {
      if (!is_weak(content_[i])) strong |= WordSet{1} << i;
    }
    const bool only_weak =
        std::ranges::none_of(hits_, [&](const Hit& hit) { return (hit.named & strong) != 0; });
    const auto known = static_cast<std::size_t>(std::ranges::count_if(
        content_, [this](const std::string& word) { return index_.knows(word); }));
    // "face", "kegel chair": weak words alone may still ask for devices, among nothing but known
    // ones.
    const bool all_known = known == content_.size() && (asks(lex.business) || asks(lex.price) ||
                                                        asks(lex.request) || content_.size() > 1);
    if (only_weak && !all_known) hits_.clear();
  }

  /// The words between "and", "vs" and the like.
  [[nodiscard]] std::vector<Words> segments() const {
    std::vector<Words> parts(1);
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (lexicons().joins.match(forms_, i) > 0) {
        parts.emplace_back();
      } else if (std::ranges::find(content_, words_[i]) != content_.end()) {
        parts.back().push_back(words_[i]);
      }
    }
    return parts;
  }

  [[nodiscard]] bool joins_several() const {
    return lists_several(text_) || asks(lexicons().joins);
  }

  /// Several devices in one question: part by part, or where only one part names any, the best
  /// product, then the best for the words that are left, and so on.
  [[nodiscard]] std::vector<std::size_t> named_one_by_one() const {
    std::vector<std::size_t> found;
    std::size_t naming_parts = 0;
    for (const Words& part : segments()) {
      const auto named = strongly_named(part, {});
      if (!named.empty()) ++naming_parts;
      append_new(found, best_of(named));
    }
    if (naming_parts < 2) {
      if (auto greedy = named_greedily(); greedy.size() > found.size()) found = std::move(greedy);
    }
    if (found.size() > most_products) found.resize(most_products);
    return found;
  }

  [[nodiscard]] std::vector<std::size_t> named_greedily() const {
    std::vector<std::size_t> found;
    for (Words left = content_; !left.empty() && found.size() < most_products;) {
      const auto hits = strongly_named(left, found);
      if (hits.empty()) break;
      const auto best = best_of(hits);
      const WordSet used = std::ranges::find(hits, best.front(), &Hit::product)->matched;
      append_new(found, best);
      Words rest;
      for (std::size_t i = 0; i < left.size(); ++i) {
        if (i >= 64 || ((used >> i) & 1U) == 0) rest.push_back(left[i]);
      }
      left = std::move(rest);
    }
    return found;
  }

  [[nodiscard]] std::vector<Hit> strongly_named(const Words& words,
                                                const std::vector<std::size_t>& but) const {
    auto hits = index_.search(words);
    std::erase_if(hits, [&](const Hit& hit) {
      return std::ranges::find(but, hit.product) != but.end() || !names_strongly(hit, words);
    });
    return hits;
  }

  static void append_new(std::vector<std::size_t>& to, const std::vector<std::size_t>& more) {
    for (const std::size_t one : more) {
      if (std::ranges::find(to, one) == to.end()) to.push_back(one);
    }
  }

  static bool names_strongly(const Hit& hit, const Words& words) {
    for (std::size_t i = 0; i < words.size() && i < 64; ++i) {
      if (((hit.named >> i) & 1U) != 0 && !is_weak(words[i])) return true;
    }
    return false;
  }

  /// For a question that finds: all that is about as good, and what is named alone.
  [[nodiscard]] std::vector<std::size_t> listed() const {
    auto named = best_of(hits_);
    if (named.size() == 1 && hits_.front().name_words_missing == 0) return named;
    return worth_listing(hits_, most_products);
  }

  [[nodiscard]] bool affordable(std::size_t i) const {
    const auto& price = products_[i].price_usd;
    return price && (!budget_.most || *price <= *budget_.most) &&
           (!budget_.least || *price >= *budget_.least);
  }

  /// Of `candidates` (none: the whole catalogue) what the budget allows, the cheapest or the
  /// dearest.
  Intent among(std::vector<std::size_t> candidates) {
    const Lexicons& lex = lexicons();
    if (candidates.empty()) {
      for (std::size_t i = 0; i < products_.size(); ++i) candidates.push_back(i);
    }
    const auto price = [this](std::size_t i) { return products_[i].price_usd.value_or(0); };
    std::erase_if(candidates, [this](std::size_t i) { return !affordable(i); });
    if (candidates.empty()) return Intent::nothing_in_budget;
    const bool dearest = asks(lex.dearest) && !asks(lex.cheapest);
    if (asks(lex.cheapest) || dearest) {
      std::ranges::sort(candidates, {}, [&](std::size_t i) {
        return std::pair(dearest ? -price(i) : price(i), i);
      });
      const std::int64_t extreme = price(candidates.front());
      std::erase_if(candidates, [&](std::size_t i) { return price(i) != extreme; });
    }
    if (candidates.size() > most_products) candidates.resize(most_products);
    question_.products = std::move(candidates);
    return Intent::find;
  }

  /// The devices that the last answer named, or else the last question that named any.
  [[nodiscard]] std::vector<std::size_t> referents() const {
    for (auto i = conversation_.size() - 1; i-- > 0;) {
      std::vector<std::size_t> named = named_in(conversation_[i]);
      if (!named.empty()) return named;
    }
    return {};
  }

  [[nodiscard]] std::vector<std::size_t> named_in(const Message& message) const {
    if (message.role == Role::assistant) return names_written_in(message.content, products_);
    const std::vector<Message> alone = {message};
    return Understanding(alone, products_, index_).answer().products;
  }

  void add_referents() {
    append_new(question_.products, referents());
    if (question_.products.size() > most_products) question_.products.resize(most_products);
  }

  [[nodiscard]] bool earlier_was_a_price() const {
    for (auto i = conversation_.size() - 1; i-- > 0;) {
      if (conversation_[i].role == Role::user) {
        return lexicons().price.in(lexical_forms(fold_words(conversation_[i].content)));
      }
    }
    return false;
  }

  const std::vector<Message>& conversation_;
  const std::vector<Product>& products_;
  const CatalogueIndex& index_;
  const std::string& text_;
  Words words_;
  Words forms_;  // of words_, for the lexicons
  Budget budget_;
  Words content_;
  std::vector<Hit> hits_;
  Question question_;
};

}  // namespace

Question understand(const std::vector<Message>& conversation, const std::vector<Product>& products,
                    const CatalogueIndex& index) {
  return Understanding(conversation, products, index).answer();
}

}  // namespace mta::models
