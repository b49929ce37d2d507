#pragma once

#include <cstdint>
#include <vector>

#include "catalogue/decision.h"
#include "catalogue/learned/features.h"
#include "catalogue/medical.h"
#include "catalogue/message.h"
#include "catalogue/question.h"

namespace mta::catalogue::learned {

/// What the word lists and the rules make of a message.
struct RulesView {
  const MessageReading& message;
  const DeviceDecision& devices;
  const std::vector<Intent>& intents;
  const Health& health;
};

/// The same as numbers, in ascending order (`features_of`).
std::vector<std::uint32_t> hints_of(const RulesView& view);

/// All features of the message.
Features features_of(const RulesView& view);

}  // namespace mta::catalogue::learned
