#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/ports.h"

namespace mta::storage {

/// What a worker does beside its jobs, each time that `every` has passed since it last did. `clock`
/// must outlive the worker.
struct IdleWork {
  const Clock& clock;
  std::chrono::milliseconds every;
  std::function<void()> run;
};

/// A thread that takes whatever jobs have queued up, all at once: the group in group commit. Its
/// destructor finishes the jobs that wait and joins the thread.
template <class Job>
class Worker {
 public:
  /// `handle` (one job or more) and the idle work run on the worker's thread and must not throw.
  explicit Worker(std::function<void(std::vector<Job>)> handle, std::optional<IdleWork> idle = {})
      : handle_(std::move(handle)), idle_(std::move(idle)), thread_([this] { run(); }) {}

  ~Worker() {
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void add(Job job) {
    {
      const std::scoped_lock lock(mutex_);
      jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
  }

 private:
  void run() {
    SteadyTime idle_at = next_idle();
    std::unique_lock lock(mutex_);
    while (true) {
      wait(lock, idle_at);
      std::vector<Job> jobs = std::exchange(jobs_, {});
      if (jobs.empty() && stopping_) return;
      lock.unlock();
      if (!jobs.empty()) handle_(std::move(jobs));
      if (idle_ && idle_->clock.steady_now() >= idle_at) {
        idle_->run();
        idle_at = next_idle();
      }
      lock.lock();
    }
  }

  [[nodiscard]] SteadyTime next_idle() const {
    return idle_ ? idle_->clock.steady_now() + idle_->every : SteadyTime::max();
  }

  void wait(std::unique_lock<std::mutex>& lock, SteadyTime idle_at) {
    const auto has_work = [this] { return stopping_ || !jobs_.empty(); };
    if (idle_) {
      wake_.wait_for(lock, idle_at - idle_->clock.steady_now(), has_work);
    } else {
      wake_.wait(lock, has_work);
    }
  }

  std::function<void(std::vector<Job>)> handle_;
  std::optional<IdleWork> idle_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Job> jobs_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace mta::storage
