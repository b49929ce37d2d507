#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/knowledge.h"
#include "core/ports.h"

namespace mta {

/// Instructions (the persona, or `persona_override` in its place), every product's name and price,
/// then the conversation so far and the visitor's message. What visitors wrote stands in `messages`
/// alone, never in `system`.
Prompt build_prompt(const Knowledge& knowledge, const std::optional<std::string>& persona_override,
                    std::vector<Message> history, std::string message);

}  // namespace mta
