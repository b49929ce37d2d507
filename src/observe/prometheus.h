#pragma once

#include <memory>
#include <string>

#include "base/ports.h"

namespace mta::observe {

/// The program's metrics in memory, written out in the Prometheus text format (version 0.0.4).
/// Thread-safe.
class PrometheusMetrics : public Metrics {
 public:
  [[nodiscard]] virtual std::string exposition() const = 0;
};

std::unique_ptr<PrometheusMetrics> make_prometheus_metrics();

}  // namespace mta::observe
