#pragma once

#include <memory>
#include <string>

#include "base/ports.h"
#include "observe/json_log.h"

namespace mta::observe {

/// Metrics as CloudWatch Embedded Metric Format: what one request counted goes out as one line.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
/// For one request at a time.
class EmfMetrics : public Metrics {
 public:
  virtual void count_cold_start() = 0;
  /// Written whether it failed (1) or not (0): a canary that says nothing does not run.
  virtual void record_canary(bool failed) = 0;
  /// Writes what has been counted since the last call; nothing where nothing was.
  virtual void flush() = 0;
};

/// `clock` must outlive it.
std::unique_ptr<EmfMetrics> make_emf_metrics(const Clock& clock, std::string name_space,
                                             LineWriter write);

}  // namespace mta::observe
