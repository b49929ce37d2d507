#include "models/simple_question.h"

#include <algorithm>

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

bool lists_several(const std::string& text) {
  return text.find(',') != std::string::npos || text.find("،") != std::string::npos ||
         text.find('&') != std::string::npos;
}

class Simplicity {
 public:
  explicit Simplicity(const UnderstoodWords& of) : of_(of) {
    if (of_.question.products.size() == 1) {
      device_ = std::ranges::find(of_.hits, of_.question.products.front(), &Hit::product);
    }
  }

  [[nodiscard]] bool holds() const {
    if (questions_in(of_.text) > 1) return false;
    const Lexicons& lex = lexicons();
    switch (of_.question.intent) {
      case Intent::greeting:
        return only({&lex.greeting, &lex.thanks, &lex.farewell}, lex.asking);
      case Intent::thanks:
        return says_thanks() && only({&lex.greeting, &lex.thanks, &lex.farewell}, lex.asking);
      case Intent::contact:
        return of_.hits.empty() && !lists_several(of_.text) && !asks(lex.joins) &&
               only({&lex.greeting, &lex.contact}, lex.beyond_a_price);
      case Intent::price:
        return names_one_device() && !asks(lex.joins) && !asks(lex.compare) &&
               !of_.budget.given() && only({&lex.greeting, &lex.price}, lex.beyond_a_price);
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

  /// Nothing but these phrases, empty words and the device's name, and none of `questions` but what
  /// a longer phrase explains.
  [[nodiscard]] bool only(std::initializer_list<const Lexicon*> phrases,
                          const Lexicon& questions) const {
    for (std::size_t i = 0; i < of_.words.size();) {
      std::size_t explained = 0;
      for (const Lexicon* lexicon : phrases) {
        explained = std::max(explained, lexicon->match(of_.forms, i));
      }
      if (questions.match(of_.forms, i) > explained) return false;
      const bool empty = lexicons().stop.match(of_.forms, i) > 0;
      if (explained == 0 && !empty && !is_of_the_device(of_.words[i])) return false;
      i += std::max<std::size_t>(explained, 1);
    }
    return true;
  }

  /// One product, and no other that the same words would name as well.
  [[nodiscard]] bool names_one_device() const {
    if (device_ == of_.hits.end()) return false;
    return device_->name_words_missing == 0 || std::ranges::none_of(of_.hits, [&](const Hit& hit) {
             return hit.product != device_->product &&
                    (hit.named & device_->named) == device_->named;
           });
  }

  [[nodiscard]] bool is_of_the_device(const std::string& word) const {
    constexpr long most_content = 64;  // CatalogueIndex::WordSet
    const auto at = std::ranges::find(of_.content, word) - of_.content.begin();
    return device_ != of_.hits.end() && at < std::min(std::ssize(of_.content), most_content) &&
           ((device_->matched >> at) & 1U) != 0;
  }

  const UnderstoodWords& of_;
  std::vector<Hit>::const_iterator device_ = of_.hits.end();
};

}  // namespace

bool is_simple(const UnderstoodWords& understood) { return Simplicity(understood).holds(); }

}  // namespace mta::models
