#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

#include "base/call_limits.h"
#include "base/watchdog.h"

namespace mta::net {

/// Ends what a call waits for when a time limit passes or when nobody waits for its answer any
/// more. For one call, on one event loop.
class CallGuard {
 public:
  enum class Ending : std::uint8_t { none, timed_out, client_left };

  /// `clock` must outlive it.
  CallGuard(const boost::asio::any_io_executor& executor, const Clock& clock,
            const CallLimits& limits);

  /// The step at hand must end by then; the call's own deadline holds beside it.
  void limit_step(SteadyTime deadline);
  void limit_step(std::chrono::milliseconds from_now);
  /// Between two steps only the call's own deadline holds.
  void end_step();
  /// What makes the operation under way fail at once; called right away where the call has ended.
  void set_abort(std::function<void()> abort);

  [[nodiscard]] Ending ending() const { return ending_; }
  [[nodiscard]] SteadyTime deadline() const { return deadline_; }
  [[nodiscard]] SteadyTime now() const { return clock_.steady_now(); }
  /// A step that timed out is tried another way; false where the call itself is at its end.
  bool forgive_time_out();

 private:
  void end(Ending ending);

  const Clock& clock_;
  SteadyTime deadline_;
  Ending ending_ = Ending::none;
  std::function<void()> abort_;
  Watchdog watchdog_;
  std::stop_callback<std::function<void()>> on_client_gone_;
};

}  // namespace mta::net
