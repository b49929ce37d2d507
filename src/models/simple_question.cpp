#include "models/simple_question.h"

#include <algorithm>

#include "core/fold.h"
#include "core/text.h"
#include "models/lexicon.h"

namespace mta::models {
namespace {

using Hit = CatalogueIndex::Hit;

/// By the marks that end them; "???" is one.
int questions_in(std::string_view text) {
  int count = 0;
  bool was_mark = false;
  while (!text.empty()) {
    const char32_t c = next_code_point(text);
    const bool is_mark = c == U'?' || c == U'؟';
    if (is_mark && !was_mark) ++count;
    was_mark = is_mark;
  }
  return count;
}

class Simplicity {
 public:
  explicit Simplicity(const UnderstoodWords& of) : of_(of) {
    if (of_.question.products.size() == 1) {
      device_ = std::ranges::find(of_.hits, of_.question.products.front(), &Hit::product);
    }
  }

  [[nodiscard]] bool holds() const {
    // What is in another script, or a sign, has not been understood at all.
    if (questions_in(of_.text) > 1 || !signs_left_out(of_.text).empty()) return false;
    const Lexicons& lex = lexicons();
    switch (of_.question.intent) {
      case Intent::greeting:
        return only({&lex.greeting, &lex.thanks, &lex.farewell, &lex.small_talk});
      case Intent::thanks:
        return says_thanks() && only({&lex.greeting, &lex.thanks, &lex.farewell, &lex.small_talk});
      case Intent::contact:
        return of_.hits.empty() && !lists_several(of_.text) &&
               only({&lex.greeting, &lex.contact, &lex.small_talk, &lex.contact_words});
      case Intent::price:
        return names_one_device() && !asks(lex.joins) && !asks(lex.compare) &&
               !asks(lex.beyond_a_price) && !of_.budget.given() &&
               only({&lex.greeting, &lex.price, &lex.stop});
      default:
        return false;
    }
  }

 private:
  [[nodiscard]] bool asks(const Lexicon& lexicon) const { return lexicon.in(of_.forms); }

  /// "ok" alone may answer what the model has asked.
  [[nodiscard]] bool says_thanks() const {
    for (std::size_t i = 0; i < of_.words.size(); ++i) {
      if (lexicons().thanks.match(of_.forms, i) > lexicons().agreement.match(of_.forms, i)) {
        return true;
      }
    }
    return false;
  }

  /// Nothing but these phrases and the device's name.
  [[nodiscard]] bool only(std::initializer_list<const Lexicon*> phrases) const {
    for (std::size_t i = 0; i < of_.words.size();) {
      std::size_t explained = is_of_the_device(of_.words[i]) ? 1 : 0;
      for (const Lexicon* lexicon : phrases) {
        explained = std::max(explained, lexicon->match(of_.forms, i));
      }
      if (explained == 0) return false;
      i += explained;
    }
    return true;
  }

  /// One product, by half at least of what its name says beside kinds of devices, and no other that
  /// the same words would name as well. What only its synonyms hold (a treatment, a part of the
  /// body) names no device.
  [[nodiscard]] bool names_one_device() const {
    if (device_ == of_.hits.end()) return false;
    const Product& product = of_.products[device_->product];
    if (!names_half_of(product.name) && !names_half_of(product.arabic_name)) return false;
    return std::ranges::none_of(of_.hits, [&](const Hit& hit) {
      return hit.product != device_->product && device_->name_words_missing > 0 &&
             (hit.in_name & device_->in_name) == device_->in_name;
    });
  }

  [[nodiscard]] bool names_half_of(const std::string& name) const {
    std::size_t telling = 0;
    std::size_t named = 0;
    for (const std::string& word : fold_words(name)) {
      const std::vector<std::string> form = {lexical_form(word)};
      if (lexicons().weak.match(form, 0) > 0 || lexicons().stop.match(form, 0) > 0) continue;
      ++telling;
      named += std::ranges::any_of(
          of_.content, [&](const std::string& said) { return stem(said) == stem(word); });
    }
    return telling > 0 && 2 * named >= telling;
  }

  [[nodiscard]] bool is_of_the_device(const std::string& word) const {
    constexpr long most_content = 64;  // CatalogueIndex::WordSet
    const auto at = std::ranges::find(of_.content, word) - of_.content.begin();
    return device_ != of_.hits.end() && at < std::min(std::ssize(of_.content), most_content) &&
           ((device_->in_name >> at) & 1U) != 0;
  }

  const UnderstoodWords& of_;
  std::vector<Hit>::const_iterator device_ = of_.hits.end();
};

}  // namespace

bool lists_several(const std::string& text) {
  return text.find(',') != std::string::npos || text.find("،") != std::string::npos ||
         text.find('&') != std::string::npos;
}

bool is_simple(const UnderstoodWords& understood) { return Simplicity(understood).holds(); }

}  // namespace mta::models
