#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ports.h"
#include "main/wiring.h"

namespace mta {

struct EvalOptions {
  std::vector<std::string> files;      ///< `-`: stdin
  std::optional<std::string> against;  ///< a knowledge folder whose answers are compared
  bool json = false;
};

/// The command `eval`: asks an operator's questions, prints how many are answered right, returns
/// the exit code: 0 all, 1 not all, 2 the files cannot be used. Keeps, counts and limits nothing.
int evaluate(const Setup& setup, const EvalOptions& options, Log& log);

}  // namespace mta
