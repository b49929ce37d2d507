#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "eval/question.h"

/// What `mta-chat eval` prints.
namespace mta::eval {

/// What was spent on a run.
struct Spent {
  std::size_t calls = 0;      ///< answers of a model
  std::size_t fallbacks = 0;  ///< the model failed and another answered in its place
  std::size_t corrected = 0;  ///< by the price guard
  Usage usage;
};

/// A run over questions; each has its result at the same position.
struct Run {
  std::span<const Question> questions;
  std::span<const Verdict> results;
  std::string model;  ///< the configured one's id
};

Spent spent_on(const Run& run);
std::size_t count_right(const Run& run);

/// An answer that two versions of the knowledge give differently.
struct Difference {
  std::size_t question = 0;
  std::size_t turn = 0;  ///< from 0
};

/// Two runs over the same questions.
struct Comparison {
  Run run;
  std::span<const Verdict> others;
  std::string folder;        ///< of the knowledge
  std::string other_folder;  ///< of the other one
};

/// In the order of the questions.
std::vector<Difference> differences(const Comparison& comparison);
std::size_t count_answers(const Run& run);

/// The misses with their answers, the table and the sum.
std::string text_report(const Run& run);
/// The answers that differ, and how many.
std::string text_report(const Comparison& comparison);

/// One JSON document (docs/eval.md).
std::string json_report(const Run& run);
std::string json_report(const Comparison& comparison);

}  // namespace mta::eval
