#pragma once

#include <mutex>

#include "http/admin.h"
#include "main/wiring.h"

namespace mta {

/// Has a running server read its knowledge anew. Thread-safe; one at a time. All given must outlive
/// it.
class KnowledgeReload {
 public:
  KnowledgeReload(const config::Config& config, Application& application, Log& log)
      : config_(config), application_(application), log_(log) {}

  /// Logs what came of it. Where the files have a problem nothing changes.
  http::Reloaded run();

 private:
  const config::Config& config_;
  Application& application_;
  Log& log_;
  std::mutex mutex_;
};

}  // namespace mta
