#pragma once

#include <functional>
#include <mutex>
#include <utility>

namespace mta::delivery {

/// Where a store's new events are announced to whoever delivers them, if anybody does. Thread-safe.
class Wake {
 public:
  /// `on_event` is called by whoever makes an event, and must return at once. Empty: nobody listens
  /// any more; once this returns, what was given before is not being called.
  void listen(std::function<void()> on_event) {
    const std::scoped_lock lock(mutex_);
    on_event_ = std::move(on_event);
  }
  void notify() {
    const std::scoped_lock lock(mutex_);
    if (on_event_) on_event_();
  }

 private:
  std::mutex mutex_;
  std::function<void()> on_event_;
};

}  // namespace mta::delivery
