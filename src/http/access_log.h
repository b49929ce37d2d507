#pragma once

#include <chrono>
#include <memory>

#include "http/access_line_limiter.h"
#include "http/exchange.h"

namespace mta::http {

/// One log line and one observation of the duration for every request. Thread-safe; `log` and
/// `metrics` must outlive it.
class AccessLog {
 public:
  /// `lines` may be null: then every request keeps its line.
  AccessLog(Log& log, Metrics& metrics, std::shared_ptr<AccessLineLimiter> lines)
      : log_(log), metrics_(metrics), lines_(std::move(lines)) {}

  void record(const Exchange& exchange, int status, SteadyTime started, SteadyTime ended);

 private:
  Log& log_;
  Metrics& metrics_;
  std::shared_ptr<AccessLineLimiter> lines_;
};

}  // namespace mta::http
