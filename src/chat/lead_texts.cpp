#include "chat/lead_texts.h"

#include <algorithm>
#include <array>
#include <utility>

#include "catalogue/answers.h"
#include "leads/contact_finder.h"
#include "leads/lead_words.h"

namespace mta::chat {
namespace {

using catalogue::Language;
using catalogue::Sentence;

constexpr auto missing_names = std::to_array<std::pair<std::string_view, Sentence>>({
    {"name", Sentence::lead_name},
    {"clinic", Sentence::lead_clinic},
    {"country", Sentence::lead_country},
    {"contact", Sentence::lead_reach},
});

void append(std::string& list, std::string_view item, std::string_view separator) {
  if (item.empty()) return;
  if (!list.empty()) list += separator;
  list += item;
}

std::string_view comma(Language language) { return language == Language::arabic ? "، " : ", "; }

}  // namespace

void LeadText::add(std::string_view paragraph) {
  append(text, paragraph, "\n\n");
  append(kept, paragraph, "\n\n");
}

void LeadText::add(const LeadText& paragraph) {
  append(text, paragraph.text, "\n\n");
  append(kept, paragraph.kept, "\n\n");
}

std::string LeadTexts::device_line(const std::string& name) const {
  const auto product = std::ranges::find(knowledge_.products, name, &Product::name);
  if (product == knowledge_.products.end()) return name;
  const bool is_arabic = language_ == Language::arabic && !product->arabic_name.empty();
  return name + (is_arabic ? " (" + product->arabic_name + ")" : "") + ": " +
         catalogue::price_text(product->price_usd, knowledge_.sentences, language_);
}

std::string LeadTexts::person_line(const leads::Contact& contact) const {
  std::string line = contact.name;
  append(line, contact.clinic, comma(language_));
  if (!contact.country.empty()) {
    append(line, leads::country_name(contact.country, language_), comma(language_));
  }
  return line;
}

LeadText LeadTexts::noted(Sentence intro, const Noted& noted) const {
  LeadText lines;
  const auto line = [&](std::string_view item, std::string_view kept) {
    if (item.empty()) return;
    lines.text.append("\n- ").append(item);
    lines.kept.append("\n- ").append(kept);
  };
  for (const std::string& device : noted.devices) {
    const std::string text = device_line(device);
    line(text, text);
  }
  const std::string person = person_line(noted.contact);
  line(person, person);
  std::string reach = noted.contact.phone;
  append(reach, noted.contact.email, comma(language_));
  line(reach, leads::masked(reach));
  if (lines.text.empty()) return {};
  return {.text = say(intro) + lines.text, .kept = say(intro) + lines.kept};
}

std::string LeadTexts::asking(Sentence intro, const std::vector<std::string_view>& missing) const {
  std::string list;
  for (const auto& [name, sentence] : missing_names) {
    if (std::ranges::find(missing, name) != missing.end()) {
      append(list, say(sentence), comma(language_));
    }
  }
  return list.empty() ? "" : say(intro) + " " + list + ".";
}

std::string LeadTexts::with_contact(Sentence sentence) const {
  const catalogue::Question question{.language = language_,
                                     .intents = {catalogue::Intent::contact}};
  return say(sentence) + "\n\n" + catalogue::compose(question, knowledge_);
}

std::string LeadTexts::for_whatsapp(const std::vector<std::string>& devices,
                                    std::string_view question) const {
  constexpr std::size_t longest = 300;
  std::string text = say(Sentence::lead_whatsapp_text);
  std::string list;
  for (const std::string& device : devices) append(list, device, comma(language_));
  append(text, list, "\n");
  if (question.size() <= longest) append(text, question, "\n");
  return text;
}

}  // namespace mta::chat
