#pragma once

#include <memory>
#include <stop_token>

#include "delivery/wake.h"
#include "delivery/worker.h"

namespace mta::delivery {

/// What other processes have left due is found after this time at the latest.
inline constexpr std::chrono::seconds longest_pause{10};

/// Runs a worker again and again: when something new is to be delivered, when the next try is due,
/// and after `longest_pause`. For one event loop.
class Loop {
 public:
  /// All of it must outlive the loop.
  explicit Loop(const WorkerParts& parts) : worker_(parts), clock_(parts.clock), log_(parts.log) {}

  /// Until `stop` is called.
  Task<void> run();
  void wake() { wake_.request_stop(); }
  /// A try under way ends at once.
  void stop();

 private:
  Task<Pass> pass();

  Worker worker_;
  const Clock& clock_;
  Log& log_;
  std::stop_source stop_;
  std::stop_source wake_;
};

/// A thread of its own that runs a loop from now on. Destroying it ends the loop.
class Thread {
 public:
  virtual ~Thread() = default;
};

/// What the parts refer to, and `wake`, must outlive it.
std::unique_ptr<Thread> start_thread(const WorkerParts& parts, Wake& wake);

}  // namespace mta::delivery
