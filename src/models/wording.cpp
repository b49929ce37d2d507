#include "models/wording.h"

#include "core/fold.h"
#include "core/text.h"
#include "models/lexicon.h"

namespace mta::models {

using Words = std::vector<std::string>;

Language language_of(std::string_view text, const std::vector<std::string>& words) {
  std::size_t arabic = 0;
  std::size_t latin = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const char32_t c = next_code_point(rest);
    if (is_arabic_letter(c)) ++arabic;
    if ((c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z')) ++latin;
  }
  if (arabic > 0 && arabic * 3 >= latin) return Language::arabic;
  std::size_t arabizi = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (looks_arabizi(words[i]) || lexicons().arabizi.match(words, i) > 0) ++arabizi;
  }
  return arabizi * 4 >= words.size() && arabizi > 0 ? Language::arabizi : Language::english;
}

Words lexical_forms(const Words& words) {
  Words forms;
  forms.reserve(words.size());
  for (const std::string& word : words) forms.push_back(lexical_form(word));
  return forms;
}

Words with_separate_and(const Words& words) {
  const Lexicons& lex = lexicons();
  Words separate;
  for (const std::string& word : words) {
    const std::string_view conjunction = "و";
    if (word.starts_with(conjunction) && word.size() > 2 * conjunction.size()) {
      const std::string rest = word.substr(conjunction.size());
      const Words form = {lexical_form(rest)};
      const bool asks = lex.price.in(form) || lex.stop.in(form) || lex.request.in(form);
      if (rest.starts_with("ال") || asks) {
        separate.emplace_back(conjunction);
        separate.push_back(rest);
        continue;
      }
    }
    separate.push_back(word);
  }
  return separate;
}

bool is_weak(const std::string& word) { return lexicons().weak.in({lexical_form(word)}); }

}  // namespace mta::models
