#include "chat/spend_budget.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <utility>

#include "base/utc_text.h"
#include "chat/model_error.h"

namespace mta {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::months;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr MicroUsd lease_part = 100;
constexpr MicroUsd days_a_month = 30;
constexpr seconds usual_wait{5};
/// Others may give back: after so long the ledger is asked again.
constexpr seconds refusal_lasts{10};

double usd(MicroUsd amount) { return static_cast<double>(amount) / 1e6; }

}  // namespace

SpendingPeriod day_of(Timestamp now) {
  const sys_days day = floor<days>(now);
  return {.name = "day#" + utc_text(now, "%Y-%m-%d"), .end = day + days(1)};
}

SpendingPeriod month_of(Timestamp now) {
  const year_month_day date{floor<days>(now)};
  const auto next = date.year() / date.month() / 1 + months(1);
  return {.name = "month#" + utc_text(now, "%Y-%m"), .end = sys_days(next)};
}

MicroUsd grant(const Commitment& commitment, MicroUsd figure) {
  const MicroUsd left = commitment.cap - figure;
  if (left >= commitment.wanted) return commitment.wanted;
  return left >= commitment.least ? commitment.least : 0;  // the rest is for the others
}

SpendBudget::SpendBudget(SpendingCaps caps, Leasing leasing, Parts parts)
    : parts_(parts), leasing_(leasing) {
  const MicroUsd a_day = caps.per_day > 0 ? caps.per_day : caps.per_month / days_a_month;
  const MicroUsd lease = leasing == Leasing::leased ? a_day / lease_part : 0;
  if (caps.per_day > 0) {
    accounts_.push_back({.name = "day",
                         .period_at = day_of,
                         .remaining_gauge = Gauge::budget_day_remaining_usd,
                         .reserved_gauge = Gauge::budget_day_reserved_usd,
                         .cap = caps.per_day,
                         .lease = lease});
  }
  if (caps.per_month > 0) {
    accounts_.push_back({.name = "month",
                         .period_at = month_of,
                         .remaining_gauge = Gauge::budget_month_remaining_usd,
                         .reserved_gauge = Gauge::budget_month_reserved_usd,
                         .cap = caps.per_month,
                         .lease = lease});
  }
}

Task<Result<Reservation>> SpendBudget::reserve(MicroUsd amount) {
  Reservation reservation{.amount = amount};
  if (amount <= 0) co_return reservation;
  for (Account& account : accounts_) {
    auto period = co_await draw(account, amount);
    if (!period) {
      parts_.metrics.add(Counter::budget_refused);
      for (std::size_t i = 0; i < reservation.periods.size(); ++i) {
        co_await settle_in(accounts_[i], reservation.periods[i], amount, 0);
      }
      co_return std::unexpected(std::move(period.error()));
    }
    reservation.periods.push_back(std::move(*period));
  }
  co_return reservation;
}

Task<void> SpendBudget::settle(Reservation reservation, MicroUsd spent) {
  if (reservation.periods.empty()) co_return;
  parts_.metrics.add(Counter::budget_settled_usd, usd(spent));
  if (spent > reservation.amount) {
    parts_.log.write(LogLevel::warn, "a model call cost more than could be foreseen",
                     {{"reserved_usd", usd(reservation.amount)}, {"cost_usd", usd(spent)}});
  }
  for (std::size_t i = 0; i < reservation.periods.size(); ++i) {
    co_await settle_in(accounts_[i], std::move(reservation.periods[i]), reservation.amount, spent);
  }
}

Task<void> SpendBudget::release() {
  for (Account& account : accounts_) {
    SpendingPeriod period;
    MicroUsd amount = 0;
    {
      const std::scoped_lock lock(mutex_);
      amount = std::exchange(account.free, 0);
      period = account.period;
      show(account);
    }
    if (amount > 0) co_await give_back(account, std::move(period), amount);
  }
}

/// Reserves `amount` in the account's period, which is returned.
Task<Result<SpendingPeriod>> SpendBudget::draw(Account& account, MicroUsd amount) {
  auto shortage = take(account, amount);
  if (!shortage) co_return std::unexpected(std::move(shortage.error()));
  SpendingPeriod period = shortage->commitment.period;
  if (shortage->commitment.least > 0) {
    Result<Committed> committed = std::unexpected(Error{.kind = ErrorKind::store_failed});
    try {
      committed = co_await parts_.ledger.commit(shortage->commitment);
    } catch (const std::exception& fault) {
      committed.error().detail = fault.what();
    }
    if (auto done = put(account, *shortage, committed); !done) {
      co_return std::unexpected(std::move(done.error()));
    }
  }
  co_return period;
}

/// Takes what the account has; what the ledger must add to it is the result.
Result<SpendBudget::Shortage> SpendBudget::take(Account& account, MicroUsd amount) {
  const std::scoped_lock lock(mutex_);
  turn_over(account);
  const MicroUsd held = std::min(account.free, amount);
  const MicroUsd least = amount - held;
  const bool is_known_refused = leasing_ == Leasing::leased && account.refusal &&
                                least >= account.refusal->least &&
                                parts_.clock.steady_now() < account.refusal->until;
  if (least > 0 && is_known_refused) {
    return std::unexpected(used_up(account));
  }
  Shortage shortage{
      .commitment = {.period = account.period, .wanted = least, .least = least, .cap = account.cap},
      .held = held};
  if (least > 0 && !account.leasing) {
    shortage.leases = account.leasing = true;
    shortage.commitment.wanted = std::max(least, account.lease);
  }
  account.free -= held;
  account.reserved += amount;
  show(account);
  return shortage;
}

/// What the ledger added goes into the account; where it refused, what was taken goes back.
Result<void> SpendBudget::put(Account& account, const Shortage& shortage,
                              const Result<Committed>& committed) {
  const std::scoped_lock lock(mutex_);
  const Commitment& asked = shortage.commitment;
  const bool granted = committed && committed->granted > 0;
  if (shortage.leases) account.leasing = false;
  // After the period's turn there is nothing to keep: what was leased in the old one stays counted.
  if (account.period.name == asked.period.name) {
    if (granted) {
      account.free += committed->granted - asked.least;
      account.refusal.reset();
    } else {
      account.free += shortage.held;
      account.reserved -= shortage.held + asked.least;
    }
    if (committed) {
      parts_.metrics.set(account.remaining_gauge,
                         usd(std::max<MicroUsd>(account.cap - committed->figure, 0)));
    }
    show(account);
  }
  if (granted) return {};
  if (!committed) return std::unexpected(ledger_failed(committed.error()));
  note_refusal(account, asked.least);
  return std::unexpected(used_up(account));
}

void SpendBudget::note_refusal(Account& account, MicroUsd least) {
  const SteadyTime now = parts_.clock.steady_now();
  if (account.refusal && now < account.refusal->until) {
    account.refusal->least = std::min(account.refusal->least, least);
    return;
  }
  account.refusal = {.least = least, .until = now + refusal_lasts};
  parts_.log.write(LogLevel::warn, "spend cap reached",
                   {{"period", account.name}, {"cap_usd", usd(account.cap)}});
}

Task<void> SpendBudget::settle_in(Account& account, SpendingPeriod period, MicroUsd amount,
                                  MicroUsd spent) {
  MicroUsd unused = std::max<MicroUsd>(amount - spent, 0);
  MicroUsd lacking = std::max<MicroUsd>(spent - amount, 0);
  {
    const std::scoped_lock lock(mutex_);
    turn_over(account);
    if (account.period.name == period.name) {
      account.reserved = std::max<MicroUsd>(account.reserved - amount, 0);
      account.free += unused;
      const MicroUsd covered = std::min(account.free, lacking);
      account.free -= covered;
      lacking -= covered;
      const MicroUsd kept = account.lease > 0 ? std::max(account.lease, amount) : 0;
      unused = account.free > 2 * kept ? account.free - kept : 0;
      account.free -= unused;
      show(account);
    }
  }
  if (lacking > 0) {
    const auto counted =
        co_await parts_.ledger.commit({.period = period,
                                       .wanted = lacking,
                                       .least = lacking,
                                       .cap = std::numeric_limits<MicroUsd>::max()});
    if (!counted) ledger_failed(counted.error());
  }
  if (unused > 0) co_await give_back(account, std::move(period), unused);
}

Task<void> SpendBudget::give_back(Account& account, SpendingPeriod period, MicroUsd amount) {
  const std::string name = period.name;
  const auto figure = co_await parts_.ledger.give_back(std::move(period), amount);
  const std::scoped_lock lock(mutex_);
  if (!figure) {
    ledger_failed(figure.error());
  } else if (account.period.name == name) {
    account.refusal.reset();
    parts_.metrics.set(account.remaining_gauge, usd(std::max<MicroUsd>(account.cap - *figure, 0)));
  }
}

void SpendBudget::turn_over(Account& account) {
  SpendingPeriod now = account.period_at(parts_.clock.now());
  if (now.name == account.period.name) return;
  account.period = std::move(now);
  account.free = 0;
  account.reserved = 0;
  account.refusal.reset();
}

void SpendBudget::show(const Account& account) {
  parts_.metrics.set(account.reserved_gauge, usd(account.free + account.reserved));
}

Error SpendBudget::used_up(const Account& account) const {
  const auto left = std::chrono::ceil<seconds>(account.period.end - parts_.clock.now());
  return model_unavailable("the spend cap of the " + std::string(account.name) + " is reached",
                           std::max(left, seconds(1)));
}

Error SpendBudget::ledger_failed(const Error& error) {
  parts_.metrics.add(Counter::store_errors);
  parts_.log.write(LogLevel::error, "the ledger does not answer", {{"cause", error.detail}});
  return model_unavailable("the ledger does not answer", usual_wait);
}

}  // namespace mta
