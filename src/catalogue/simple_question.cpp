#include "catalogue/simple_question.h"

#include <algorithm>
#include <initializer_list>

#include "base/text.h"
#include "catalogue/fold.h"

namespace mta::catalogue {
namespace {

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

/// A comma or an ampersand stands in it.
bool lists_several(std::string_view text) {
  return text.find(',') != std::string_view::npos || text.find("،") != std::string_view::npos ||
         text.find('&') != std::string_view::npos;
}

class Simplicity {
 public:
  Simplicity(const Question& question, const MessageReading& message, const DeviceDecision& devices,
             const Vocabulary& vocabulary)
      : question_(question), message_(message), devices_(devices), vocabulary_(vocabulary) {}

  [[nodiscard]] bool holds() const {
    if (question_.intents.size() != 1) return false;
    const Intent intent = question_.intents.front();
    if (intent == Intent::medical || intent == Intent::emergency || intent == Intent::despair) {
      return true;
    }
    // What is in another script, or a sign, has not been understood at all.
    if (questions_in(message_.text()) > 1 || !signs_left_out(message_.text()).empty()) return false;
    switch (intent) {
      case Intent::greeting:
        return only({Concept::greeting, Concept::thanks, Concept::farewell, Concept::small_talk});
      case Intent::thanks:
        return says_thanks() &&
               only({Concept::greeting, Concept::thanks, Concept::farewell, Concept::small_talk});
      case Intent::contact:
        return message_.mentions().empty() && !lists_several(message_.text()) &&
               only({Concept::greeting, Concept::contact, Concept::small_talk,
                     Concept::contact_words});
      case Intent::price:
        return names_one_device() && !message_.says(Concept::joins) &&
               !message_.says(Concept::compare) && !message_.says(Concept::beyond_a_price) &&
               !devices_.has_bounds() && !devices_.wants_order() &&
               !message_.says(Concept::negation) &&
               only({Concept::greeting, Concept::price, Concept::stop});
      default:
        return false;
    }
  }

 private:
  /// "ok" alone may answer what the model has asked.
  [[nodiscard]] bool says_thanks() const {
    for (std::size_t i = 0; i < message_.words().size(); ++i) {
      if (message_.phrase_at(Concept::thanks, i) > message_.phrase_at(Concept::agreement, i)) {
        return true;
      }
    }
    return false;
  }

  /// Nothing but these phrases and the device's name.
  [[nodiscard]] bool only(std::initializer_list<Concept> concepts) const {
    for (std::size_t i = 0; i < message_.words().size();) {
      std::size_t explained = is_of_the_device(i) ? 1 : 0;
      for (const Concept one : concepts)
        explained = std::max(explained, message_.phrase_at(one, i));
      if (explained == 0) return false;
      i += explained;
    }
    return true;
  }

  /// One product, by half at least of what its name says beside kinds of devices, of its Arabic
  /// name's Arabic words more: they are words for treatments, too (`الحجامة`). What only its
  /// synonyms hold (a treatment, a part of the body) names no device.
  [[nodiscard]] bool names_one_device() const {
    const auto& groups = devices_.spoken().groups;
    if (question_.products.size() != 1 || groups.size() != 1) return false;
    const auto product = question_.products.front();
    const auto is_named = [&](const std::vector<std::string>& name, bool is_arabic) {
      std::size_t telling = 0;
      std::size_t named = 0;
      for (const std::string& word : name) {
        const bool is_latin = static_cast<unsigned char>(word.front()) < 0x80;
        if (vocabulary_.is_weak(word) || (is_arabic && is_latin)) continue;
        ++telling;
        named += std::ranges::any_of(message_.words(),
                                     [&](const std::string& said) { return stem(said) == word; });
      }
      return telling > 0 && (is_arabic ? 2 * named > telling : 2 * named >= telling);
    };
    return is_named(vocabulary_.name_words(product), false) ||
           is_named(vocabulary_.arabic_name_words(product), true);
  }

  [[nodiscard]] bool is_of_the_device(std::size_t word) const {
    if (question_.products.size() != 1) return false;
    const auto product = static_cast<std::uint32_t>(question_.products.front());
    return std::ranges::any_of(message_.mentions(), [&](const Mention& mention) {
      return mention.begin <= word && word < mention.end && mention.entity->in_name &&
             std::ranges::binary_search(mention.entity->products, product);
    });
  }

  const Question& question_;
  const MessageReading& message_;
  const DeviceDecision& devices_;
  const Vocabulary& vocabulary_;
};

}  // namespace

bool is_simple(const Question& question, const MessageReading& message,
               const DeviceDecision& devices, const Vocabulary& vocabulary) {
  return Simplicity(question, message, devices, vocabulary).holds();
}

}  // namespace mta::catalogue
