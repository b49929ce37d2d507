#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace mta::storage {

/// A thread that takes whatever jobs have queued up, all at once: the group in group commit. Its
/// destructor finishes the jobs that wait and joins the thread.
template <class Job>
class Worker {
 public:
  /// Both run on the worker's thread and must not throw. `handle` gets one job or more; `idle` is
  /// called when `idle_after` has passed since it was last called.
  Worker(std::function<void(std::vector<Job>)> handle, std::function<void()> idle = {},
         std::chrono::milliseconds idle_after = std::chrono::hours(24))
      : handle_(std::move(handle)),
        idle_(std::move(idle)),
        idle_after_(idle_after),
        thread_([this] { run(); }) {}

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
    auto idle_at = std::chrono::steady_clock::now() + idle_after_;
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait_until(lock, idle_at, [this] { return stopping_ || !jobs_.empty(); });
      std::vector<Job> jobs = std::exchange(jobs_, {});
      if (jobs.empty() && stopping_) return;
      lock.unlock();
      if (!jobs.empty()) handle_(std::move(jobs));
      if (std::chrono::steady_clock::now() >= idle_at) {
        if (idle_) idle_();
        idle_at = std::chrono::steady_clock::now() + idle_after_;
      }
      lock.lock();
    }
  }

  std::function<void(std::vector<Job>)> handle_;
  std::function<void()> idle_;
  std::chrono::milliseconds idle_after_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Job> jobs_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace mta::storage
