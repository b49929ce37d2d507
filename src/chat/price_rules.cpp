#include "chat/price_rules.h"

#include <algorithm>

#include "chat/contacts.h"
#include "chat/links.h"
#include "chat/plain_text.h"

namespace mta::chat {

PriceRules::PriceRules(const catalogue::Understanding& understanding)
    : understanding_(understanding),
      names_(understanding),
      plain_prices_(understanding.knowledge()) {
  const Knowledge& knowledge = understanding.knowledge();
  const std::string stated = knowledge.contact + "\n" + knowledge.terms;
  std::string answers;
  for (const StatedAnswer& answer : knowledge.answers) {
    if (!answer.holds_on(understanding.today())) continue;
    answers += "\n" + answer.english + "\n" + answer.arabic + "\n" + answer.arabizi;
  }
  stated_ = promises_of_text(stated + answers, understanding.vocabulary());
  links_.merge(links_in(answers));
  for (const std::string* text : {&knowledge.contact, &knowledge.terms, &knowledge.persona}) {
    links_.merge(links_in(*text));
    contacts_.merge(contacts_in(plain_text(*text)));
  }
}

bool PriceRules::links_are_stated(std::string_view text) const {
  return std::ranges::includes(links_, links_in(text));
}

}  // namespace mta::chat
