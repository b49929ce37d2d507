#pragma once

#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "chat/ports.h"

namespace mta {

struct SpendingCaps {
  MicroUsd per_day = 0;  ///< 0: no cap
  MicroUsd per_month = 0;
};

SpendingPeriod day_of(Timestamp now);
SpendingPeriod month_of(Timestamp now);

/// What a ledger whose figure is `figure` adds to it; 0: not even the least fits.
MicroUsd grant(const Commitment& commitment, MicroUsd figure);

/// What a call may cost at most, committed in every capped period. One that is never settled stays
/// counted.
struct Reservation {
  MicroUsd amount = 0;
  std::vector<SpendingPeriod> periods;
};

/// Keeps what is spent within the caps: a call is made only for what was reserved before it. A
/// process may lease more than it needs and spend from that, so that a call rarely needs the
/// ledger. With no caps, or for calls that cost nothing, everything is granted. Thread-safe; one a
/// process.
class SpendBudget {
 public:
  enum class Leasing : std::uint8_t {
    exact,   ///< what is not used is given back at once: for a ledger that is near
    leased,  ///< a hundredth of the day's cap at a time: for one that every call to costs
  };

  struct Parts {
    Ledger& ledger;
    const Clock& clock;
    Metrics& metrics;
    Log& log;
  };

  SpendBudget(SpendingCaps caps, Leasing leasing, Parts parts);

  /// Error: model_unavailable, with the time to the end of the period whose cap is reached, or some
  /// seconds where the ledger does not answer.
  Task<Result<Reservation>> reserve(MicroUsd amount);

  /// `spent` of it was spent. More than was reserved is counted too, past the cap if need be.
  Task<void> settle(Reservation reservation, MicroUsd spent);

  /// Gives back what is leased and not reserved. For a graceful end.
  Task<void> release();

 private:
  /// The ledger has refused this much a moment ago. Where asking it costs, it is not asked again
  /// for as much until then; and the log tells once.
  struct Refusal {
    MicroUsd least = 0;
    SteadyTime until;
  };

  /// What the process holds of the period that is now.
  struct Account {
    std::string_view name;
    SpendingPeriod (*period_at)(Timestamp) = nullptr;
    Gauge remaining_gauge{};
    Gauge reserved_gauge{};
    MicroUsd cap = 0;
    MicroUsd lease = 0;
    SpendingPeriod period;
    MicroUsd free = 0;      // leased and not reserved
    MicroUsd reserved = 0;  // for calls under way
    bool leasing = false;   // one call at a time takes more than it needs
    std::optional<Refusal> refusal;
  };

  /// What a call lacks in an account; `held` is what it has taken from it.
  struct Shortage {
    Commitment commitment;
    MicroUsd held = 0;
    bool leases = false;
  };

  Task<Result<SpendingPeriod>> draw(Account& account, MicroUsd amount);
  Result<Shortage> take(Account& account, MicroUsd amount);
  Result<void> put(Account& account, const Shortage& shortage, const Result<Committed>& committed);
  Task<void> settle_in(Account& account, SpendingPeriod period, MicroUsd amount, MicroUsd spent);
  Task<void> give_back(Account& account, SpendingPeriod period, MicroUsd amount);
  void turn_over(Account& account);
  void show(const Account& account);
  void note_refusal(Account& account, MicroUsd least);
  Error used_up(const Account& account) const;
  Error ledger_failed(const Error& error);

  Parts parts_;
  Leasing leasing_;
  std::mutex mutex_;  // guards accounts_; never held while the ledger is asked
  std::vector<Account> accounts_;
};

}  // namespace mta
