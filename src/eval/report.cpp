#include "eval/report.h"

#include <algorithm>

namespace mta::eval {

Spent spent_on(const Run& run) {
  Spent spent;
  for (const Verdict& result : run.results) {
    for (const Answer& answer : result.answers) {
      if (answer.model == run.model && answer.model != "catalogue") ++spent.calls;
      if (answer.fallback) ++spent.fallbacks;
      if (answer.corrected) ++spent.corrected;
      spent.usage.input_tokens += answer.usage.input_tokens;
      spent.usage.output_tokens += answer.usage.output_tokens;
      spent.usage.cost_micro_usd += answer.usage.cost_micro_usd;
    }
  }
  return spent;
}

std::size_t count_right(const Run& run) {
  return static_cast<std::size_t>(std::ranges::count_if(run.results, &Verdict::is_right));
}

std::size_t count_answers(const Run& run) {
  std::size_t count = 0;
  for (const Verdict& result : run.results) count += result.answers.size();
  return count;
}

std::vector<Difference> differences(const Comparison& comparison) {
  std::vector<Difference> found;
  for (std::size_t i = 0; i < comparison.run.results.size(); ++i) {
    const auto& answers = comparison.run.results[i].answers;
    const auto& others = comparison.others[i].answers;
    for (std::size_t turn = 0; turn < std::min(answers.size(), others.size()); ++turn) {
      if (answers[turn].text != others[turn].text) found.push_back({.question = i, .turn = turn});
    }
  }
  return found;
}

}  // namespace mta::eval
