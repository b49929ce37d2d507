#pragma once

#include <string>

#include "main/wiring.h"

namespace mta {

struct CostQuestion {
  int requests_per_day = 1000;
  int answer_tokens = 250;  ///< what an answer has on average, reasoning included: an assumption
};

/// What a month of model calls costs, from the shipped prompts, the prices of the settings and the
/// mix of questions, with and without direct answers and the answer cache.
std::string cost_report(const Setup& setup, const CostQuestion& question);

}  // namespace mta
