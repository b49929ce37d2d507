#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>

#include "main/knowledge_files.h"

namespace mta {

/// Looks whether another version of the knowledge was published, at most once in `interval` and
/// only when somebody asks. Where the store fails, or what was published cannot be used, what is
/// known stays. Thread-safe.
class KnowledgeCheck {
 public:
  /// The references must outlive it.
  struct Parts {
    std::unique_ptr<storage::KnowledgeVersions> versions;
    std::function<void(KnowledgeSet)> use;  ///< answers that begin from now on are made with it
    bool needs_consent = false;
    const Clock& clock;
    Metrics& metrics;
    Log& log;
  };
  KnowledgeCheck(Parts parts, std::chrono::seconds interval)
      : parts_(std::move(parts)), interval_(interval) {}

  /// To be awaited before an answer. Mostly it does nothing; one of those who ask at the same
  /// moment looks, the others go on with what is known.
  Task<void> look();
  /// The next one who asks looks.
  void look_soon() { next_ = SteadyTime(); }

 private:
  Task<void> load(int number);
  void store_failed(const Error& error);

  const Parts parts_;
  const std::chrono::seconds interval_;
  std::atomic<SteadyTime> next_{SteadyTime()};
  std::atomic<int> seen_ = 0;  // the version that was used or refused last; 0: none
  std::mutex mutex_;
  std::string last_failure_;  // told once
};

}  // namespace mta
