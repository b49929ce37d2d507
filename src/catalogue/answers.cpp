#include "catalogue/answers.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "catalogue/fold.h"

namespace mta::catalogue {
namespace {

/// The sentence of an answer that names no device.
Sentence plain(Intent intent) {
  switch (intent) {
    case Intent::greeting:
      return Sentence::greeting;
    case Intent::thanks:
      return Sentence::thanks;
    case Intent::farewell:
      return Sentence::farewell;
    case Intent::about:
      return Sentence::about;
    case Intent::human:
      return Sentence::human;
    case Intent::training:
      return Sentence::training;
    case Intent::support:
      return Sentence::support;
    case Intent::terms:
      return Sentence::terms;
    case Intent::details:
      return Sentence::details;
    case Intent::medical:
      return Sentence::medical;
    case Intent::emergency:
      return Sentence::emergency;
    case Intent::despair:
      return Sentence::despair;
    case Intent::treatment:
      return Sentence::treatment;
    case Intent::unknown_product:
      return Sentence::unknown_product;
    case Intent::which_device:
      return Sentence::which_device;
    case Intent::nothing_left:
      return Sentence::nothing_left;
    default:
      return Sentence::off_topic;
  }
}

bool asks_contact(Intent intent) {
  switch (intent) {
    case Intent::contact:
    case Intent::human:
    case Intent::training:
    case Intent::support:
    case Intent::terms:
    case Intent::details:
    case Intent::unknown_product:
    case Intent::nothing_in_budget:
    case Intent::nothing_left:
      return true;
    default:
      return false;
  }
}

class Answer {
 public:
  Answer(const Question& question, const Knowledge& knowledge)
      : question_(question), knowledge_(knowledge), language_(question.language) {}

  std::string text() {
    for (const Intent intent : question_.intents) add(paragraph(intent));
    if (catalogue::ends_with_contact(question_)) add(contact(knowledge_, language_));
    return std::move(text_);
  }

  [[nodiscard]] std::string price_sentence() const {
    if (question_.products.empty()) return say(Sentence::name_a_device);
    std::string list;
    for (const std::size_t i : question_.products) {
      const Product& product = knowledge_.products[i];
      if (!list.empty()) list += language_ == Language::arabic ? "؛ " : "; ";
      list += name_of(product) + ": " + price_of(product);
    }
    return say(question_.products.size() == 1 ? Sentence::price_intro : Sentence::prices_intro) +
           " " + list + ".";
  }

 private:
  void add(const std::string& paragraph) {
    if (paragraph.empty()) return;
    if (!text_.empty()) text_ += "\n\n";
    text_ += paragraph;
  }

  [[nodiscard]] const std::string& say(Sentence sentence) const {
    return knowledge_.sentences.get(sentence, language_);
  }

  [[nodiscard]] std::string paragraph(Intent intent) const {
    switch (intent) {
      case Intent::contact:
        return {};
      case Intent::overview:
        return say(Sentence::overview) + categories() + "\n" + say(Sentence::overview_end);
      case Intent::price:
        return say(question_.products.size() == 1 ? Sentence::price_intro
                                                  : Sentence::prices_intro) +
               lines(false) + money();
      case Intent::compare:
        return say(Sentence::compare_intro) + lines(true) + money();
      case Intent::find:
        return say(Sentence::find_intro) + lines(true) + money();
      case Intent::cheapest_already:
        return say(Sentence::cheapest_already) + lines(false) + money();
      case Intent::nothing_in_budget:
        return say(Sentence::nothing_in_budget) + lines(false);
      case Intent::stated:
        return stated();
      default:
        return say(plain(intent));
    }
  }

  /// Word for word.
  [[nodiscard]] std::string stated() const {
    std::string text;
    for (const std::size_t row : question_.stated) {
      if (!text.empty()) text += "\n\n";
      text += stated_text(knowledge_.answers[row], language_);
    }
    return text;
  }

  [[nodiscard]] std::string lines(bool described) const {
    std::string text;
    for (std::size_t at = 0; at < question_.products.size(); ++at) {
      const Product& product = knowledge_.products[question_.products[at]];
      text += "\n- " + name_of(product) + ": " + price_of(product) + times(product, pieces(at));
      const std::string& description = description_of(product);
      if (described && !description.empty()) text += "\n  " + description;
    }
    return text;
  }

  [[nodiscard]] std::string name_of(const Product& product) const {
    if (language_ != Language::arabic || product.arabic_name.empty()) return product.name;
    return product.name + " (" + product.arabic_name + ")";
  }

  [[nodiscard]] const std::string& description_of(const Product& product) const {
    const bool arabic = language_ == Language::arabic && !product.arabic_description.empty();
    return arabic ? product.arabic_description : product.description;
  }

  [[nodiscard]] std::string price_of(const Product& product) const {
    return product.price_usd ? dollars(*product.price_usd)
                             : price_text(std::nullopt, knowledge_.sentences, language_);
  }

  [[nodiscard]] int pieces(std::size_t at) const {
    return question_.pieces.empty() ? 1 : question_.pieces[at];
  }

  /// " × 3 = 19800 USD"
  [[nodiscard]] std::string times(const Product& product, int pieces) const {
    if (pieces == 1 || !product.price_usd) return {};
    return " × " + std::to_string(pieces) + " = " + dollars(*product.price_usd * pieces);
  }

  /// With the amount in a currency that is pegged to the dollar, where it was asked for.
  [[nodiscard]] std::string dollars(std::int64_t amount) const {
    std::string text = price_text(amount, knowledge_.sentences, language_);
    const bool sar = question_.currency == Currency::sar;
    if (sar || question_.currency == Currency::aed) {
      text += " (" + std::to_string(from_dollars(amount, question_.currency)) + " " +
              say(sar ? Sentence::sar : Sentence::aed) + ")";
    }
    return text;
  }

  [[nodiscard]] std::string money() const {
    std::string text;
    if (const auto sum = total()) text += "\n" + say(Sentence::together) + ": " + dollars(*sum);
    if (const auto gap = difference()) {
      text += "\n" + say(Sentence::difference) + ": " + dollars(*gap);
    }
    if (question_.currency == Currency::other) text += "\n" + say(Sentence::prices_in_dollars);
    return text;
  }

  [[nodiscard]] std::optional<std::int64_t> total() const {
    if (!question_.wants_total) return std::nullopt;
    std::int64_t sum = 0;
    for (std::size_t at = 0; at < question_.products.size(); ++at) {
      const auto& price = knowledge_.products[question_.products[at]].price_usd;
      if (!price) return std::nullopt;
      sum += *price * pieces(at);
    }
    return sum;
  }

  [[nodiscard]] std::optional<std::int64_t> difference() const {
    if (!question_.wants_difference || question_.products.size() != 2) return std::nullopt;
    const auto& one = knowledge_.products[question_.products[0]].price_usd;
    const auto& other = knowledge_.products[question_.products[1]].price_usd;
    if (!one || !other) return std::nullopt;
    return std::abs(*one - *other);
  }

  [[nodiscard]] std::string categories() const {
    std::vector<std::string> names;
    for (const Product& product : knowledge_.products) {
      const bool arabic = language_ == Language::arabic && !product.arabic_category.empty();
      const std::string& category = arabic ? product.arabic_category : product.category;
      const std::string& name = category.empty() ? product.name : category;
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    std::string text;
    for (const std::string& name : names) text += "\n- " + name;
    return text;
  }

  const Question& question_;
  const Knowledge& knowledge_;
  Language language_;
  std::string text_;
};

}  // namespace

const std::string& stated_text(const StatedAnswer& answer, Language language) {
  std::array order = {&answer.english, &answer.arabic, &answer.arabizi};
  if (language == Language::arabic) order = {&answer.arabic, &answer.english, &answer.arabizi};
  if (language == Language::arabizi) order = {&answer.arabizi, &answer.arabic, &answer.english};
  for (const std::string* text : order) {
    if (!text->empty()) return *text;
  }
  return answer.english;
}

bool says_contact(std::span<const Message> conversation, const Knowledge& knowledge) {
  const auto is_answer = [](const Message& message) { return message.role == Role::assistant; };
  if (std::ranges::none_of(conversation, is_answer)) return false;
  const std::string english = contact(knowledge, Language::english);
  const std::string arabic = contact(knowledge, Language::arabic);
  return std::ranges::any_of(conversation, [&](const Message& message) {
    return is_answer(message) &&
           (message.content.contains(english) || message.content.contains(arabic));
  });
}

std::string contact(const Knowledge& knowledge, Language language) {
  std::string chosen;
  std::string_view rest = knowledge.contact;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find("\n\n"), rest.size());
    const std::string paragraph = clean_text(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 2, rest.size()));
    if (paragraph.empty() || has_arabic_letter(paragraph) != (language == Language::arabic))
      continue;
    chosen += (chosen.empty() ? "" : "\n\n") + paragraph;
  }
  return chosen.empty() ? knowledge.contact : chosen;
}

bool ends_with_contact(const Question& question) {
  return std::ranges::any_of(question.intents, [&](Intent intent) {
    const bool asks = intent == Intent::contact || intent == Intent::human;
    return asks_contact(intent) && (asks || !question.contact_was_said);
  });
}

std::vector<Sentence> sentences_of(const Question& question) {
  std::vector<Sentence> sentences;
  for (const Intent intent : question.intents) {
    switch (intent) {
      case Intent::contact:
      case Intent::stated:
        break;
      case Intent::overview:
        sentences.push_back(Sentence::overview);
        break;
      case Intent::price:
        sentences.push_back(question.products.size() == 1 ? Sentence::price_intro
                                                          : Sentence::prices_intro);
        break;
      case Intent::compare:
        sentences.push_back(Sentence::compare_intro);
        break;
      case Intent::find:
        sentences.push_back(Sentence::find_intro);
        break;
      case Intent::cheapest_already:
        sentences.push_back(Sentence::cheapest_already);
        break;
      case Intent::nothing_in_budget:
        sentences.push_back(Sentence::nothing_in_budget);
        break;
      default:
        sentences.push_back(plain(intent));
    }
  }
  return sentences;
}

std::string compose(const Question& question, const Knowledge& knowledge) {
  return Answer(question, knowledge).text();
}

std::string price_sentence(std::span<const std::size_t> products, Language language,
                           const Knowledge& knowledge) {
  const Question question{.language = language,
                          .intents = {Intent::price},
                          .products = {products.begin(), products.end()}};
  return Answer(question, knowledge).price_sentence();
}

std::string no_promise(Language language, const Knowledge& knowledge) {
  return knowledge.sentences.get(Sentence::no_promise, language);
}

std::string price_text(std::optional<std::int64_t> price_usd, const Sentences& sentences,
                       Language language) {
  if (!price_usd) return sentences.get(Sentence::on_request, language);
  return std::to_string(*price_usd) + " " + sentences.get(Sentence::dollars, language);
}

std::string refusal(Language language, const Knowledge& knowledge) {
  return knowledge.sentences.get(Sentence::refused, language);
}

}  // namespace mta::catalogue
