#pragma once

#include <cstdint>
#include <functional>

#include "http/message.h"
#include "lambda/runtime_api.h"

namespace mta::lambda {

enum class ResponseMode : std::uint8_t { buffered, streaming };

struct RuntimeParts {
  RuntimeApi& api;
  const http::RequestHandler& handler;
  const Clock& clock;
  Log& log;
  /// Called once what an invocation is answered with is known and before the answer is posted:
  /// a frozen process writes nothing.
  std::function<void()> before_answer;
  std::function<void()> on_cold_start;
};

/// Answers events one after the other until Lambda is gone. The parts must outlive the task.
Task<void> run_runtime(RuntimeParts parts, ResponseMode mode);

}  // namespace mta::lambda
