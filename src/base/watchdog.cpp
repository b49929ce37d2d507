#include "base/watchdog.h"

#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace mta {

struct Watchdog::State : std::enable_shared_from_this<State> {
  State(const boost::asio::any_io_executor& executor, const Clock& time,
        std::function<void()> callback)
      : timer(executor), clock(time), on_expiry(std::move(callback)) {}

  void watch() {
    watched = deadline;
    timer.expires_after(deadline - clock.steady_now());
    timer.async_wait([weak = weak_from_this()](boost::system::error_code error) {
      const auto self = weak.lock();
      if (self && !error) self->look();
    });
  }

  void look() {
    watched = SteadyTime::max();
    if (deadline == SteadyTime::max()) return;
    if (clock.steady_now() < deadline) return watch();
    deadline = SteadyTime::max();
    expired = true;
    on_expiry();
  }

  boost::asio::steady_timer timer;
  const Clock& clock;
  std::function<void()> on_expiry;
  SteadyTime deadline = SteadyTime::max();
  SteadyTime watched = SteadyTime::max();  // when the timer goes off
  bool expired = false;
};

Watchdog::Watchdog(const boost::asio::any_io_executor& executor, const Clock& clock,
                   std::function<void()> on_expiry)
    : state_(std::make_shared<State>(executor, clock, std::move(on_expiry))) {}

Watchdog::~Watchdog() = default;

void Watchdog::set(SteadyTime deadline) {
  state_->deadline = deadline;
  if (deadline < state_->watched) state_->watch();
}

void Watchdog::set_after(std::chrono::milliseconds from_now) {
  set(state_->clock.steady_now() + from_now);
}

void Watchdog::clear() { state_->deadline = SteadyTime::max(); }
bool Watchdog::expired() const { return state_->expired; }
void Watchdog::rearm() { state_->expired = false; }

}  // namespace mta
