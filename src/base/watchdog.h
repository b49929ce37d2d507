#pragma once

#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "base/ports.h"

namespace mta {

/// A deadline that moves often: one timer, looked at anew when it goes off. For one event loop; its
/// executor's. Once expired it stays so until `rearm`.
class Watchdog {
 public:
  /// `on_expiry` is called once for a deadline that passed, never after the watchdog is gone.
  /// `clock` must outlive it.
  Watchdog(const boost::asio::any_io_executor& executor, const Clock& clock,
           std::function<void()> on_expiry);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  void set(SteadyTime deadline);
  void set_after(std::chrono::milliseconds from_now);
  void clear();
  [[nodiscard]] bool expired() const;
  /// Forgets that it has expired.
  void rearm();

 private:
  struct State;
  std::shared_ptr<State> state_;  // the timer's handler may outlive the watchdog
};

}  // namespace mta
