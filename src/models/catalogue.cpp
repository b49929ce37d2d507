#include "models/catalogue.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "core/text.h"

namespace mta::models {
namespace {

constexpr std::string_view model_id = "catalogue";
constexpr std::size_t most_products = 4;

/// Lower-case ASCII words and digits; other letters as they are.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  while (!text.empty()) {
    const char32_t c = next_code_point(text);
    const bool upper = c >= U'A' && c <= U'Z';
    const bool word = upper || (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') || c >= 0xC0;
    if (word) {
      append_code_point(words.back(), upper ? c - U'A' + U'a' : c);
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// Words of names that say nothing about which device is meant.
bool is_common(std::string_view word) {
  constexpr auto common = std::to_array<std::string_view>(
      {"machine", "device", "system", "in", "with", "and", "the", "of", "a", "for", "advanced"});
  return std::ranges::find(common, word) != common.end();
}

bool greets(const std::vector<std::string>& words) {
  constexpr auto greetings = std::to_array<std::string_view>(
      {"hello", "hi", "hey", "salam", "marhaba", "مرحبا", "السلام", "اهلا", "أهلا"});
  return words.size() <= 4 && std::ranges::any_of(words, [&](const std::string& word) {
           return std::ranges::find(greetings, std::string_view(word)) != greetings.end();
         });
}

std::string line_of(const Product& product) {
  if (!product.price_usd) return product.name + ": price on request";
  std::string digits = std::to_string(*product.price_usd);
  for (auto at = static_cast<long>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return product.name + ": $" + digits + " (" + std::to_string(*product.price_usd) + " USD)";
}

class Catalogue final : public Model {
 public:
  explicit Catalogue(const Knowledge& knowledge) : knowledge_(knowledge) {}

  std::string_view id() const override { return model_id; }

  Task<Completion> complete(const Prompt& prompt, TokenSink& sink) override {
    co_await sink.text(answer(prompt.messages.back().content));
    co_return Completion{.error = {}, .model = std::string(model_id), .usage = Usage{}};
  }

 private:
  std::string answer(std::string_view question) const {
    const std::vector<std::string> words = words_of(question);
    if (const auto found = find(words); !found.empty()) {
      std::string text = found.size() == 1 ? "Our indicative price:\n" : "We offer:\n";
      for (const Product* product : found) text += "- " + line_of(*product) + "\n";
      return text + "\n" + knowledge_.contact;
    }
    if (greets(words)) {
      return "Hello! I am the assistant of Medical Tech Aesthetic. Ask me about our devices and "
             "their prices.";
    }
    return "I do not know that one. I can tell you about the aesthetic devices we supply and "
           "their indicative prices.\n\n" +
           knowledge_.contact;
  }

  /// The products that share the most words with the question.
  std::vector<const Product*> find(const std::vector<std::string>& words) const {
    const std::set<std::string> asked(words.begin(), words.end());
    std::vector<const Product*> best;
    std::size_t most = 1;
    for (const Product& product : knowledge_.products) {
      const std::vector<std::string> listed = words_of(product.name);
      const std::set<std::string> name(listed.begin(), listed.end());
      const auto shared = static_cast<std::size_t>(std::ranges::count_if(
          name, [&](const auto& word) { return asked.contains(word) && !is_common(word); }));
      if (shared < most) continue;
      if (shared > most) best.clear();
      most = shared;
      best.push_back(&product);
    }
    if (best.size() > most_products) best.resize(most_products);
    return best;
  }

  const Knowledge& knowledge_;
};

}  // namespace

std::unique_ptr<Model> make_catalogue(const Knowledge& knowledge) {
  return std::make_unique<Catalogue>(knowledge);
}

}  // namespace mta::models
