#include "net/call_guard.h"

#include <algorithm>
#include <utility>

namespace mta::net {

CallGuard::CallGuard(const boost::asio::any_io_executor& executor, const Clock& clock,
                     const CallLimits& limits)
    : clock_(clock),
      deadline_(limits.deadline),
      watchdog_(executor, clock, [this] { end(Ending::timed_out); }),
      on_client_gone_(limits.client_gone, [this] { end(Ending::client_left); }) {
  end_step();
}

void CallGuard::limit_step(SteadyTime deadline) { watchdog_.set(std::min(deadline, deadline_)); }

void CallGuard::limit_step(std::chrono::milliseconds from_now) { limit_step(now() + from_now); }

void CallGuard::end_step() {
  if (deadline_ == SteadyTime::max()) {
    watchdog_.clear();
  } else {
    watchdog_.set(deadline_);
  }
}

void CallGuard::set_abort(std::function<void()> abort) {
  abort_ = std::move(abort);
  if (ending_ != Ending::none && abort_) abort_();
}

bool CallGuard::forgive_time_out() {
  if (ending_ != Ending::timed_out || now() >= deadline_) return false;
  ending_ = Ending::none;
  return true;
}

void CallGuard::end(Ending ending) {
  if (ending_ == Ending::none) ending_ = ending;
  if (abort_) abort_();
}

}  // namespace mta::net
