#include "core/prompt.h"

#include <utility>

namespace mta {

Prompt build_prompt(const Knowledge& knowledge, const std::optional<std::string>& persona_override,
                    std::vector<Message> history, std::string message) {
  std::string system = persona_override ? *persona_override : knowledge.persona;
  system += "\n\nContact:\n" + knowledge.contact + "\n\nProducts and indicative prices in USD:\n";
  for (const Product& product : knowledge.products) {
    system += "- " + product.name + ": " +
              (product.price_usd ? std::to_string(*product.price_usd) : "price on request") + "\n";
  }
  history.push_back({.role = Role::user, .content = std::move(message)});
  return {.system = std::move(system), .messages = std::move(history)};
}

}  // namespace mta
