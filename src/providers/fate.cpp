#include "providers/fate.h"

#include <algorithm>
#include <cmath>

namespace mta::providers {
namespace {

constexpr double rounding_noise = 1e-6;
constexpr double largest_cost = 1e15;  // absurd counts of a provider must not overflow
constexpr MicroUsd implausible_cost_factor = 100;

bool is(const Attempt& attempt, ErrorKind kind) {
  return attempt.error && attempt.error->kind == kind;
}

/// A connection that could not be made, or that ended before the reply's first byte.
bool lost_connection(const Attempt& attempt) { return is(attempt, ErrorKind::model_unavailable); }

}  // namespace

MicroUsd cost(const TokenCounts& counts, const TokenPrices& prices) {
  const double exact = static_cast<double>(counts.input) * prices.input_usd_per_million +
                       static_cast<double>(counts.output) * prices.output_usd_per_million;
  return static_cast<MicroUsd>(std::ceil(std::min(exact, largest_cost) - rounding_noise));
}

bool may_pass(const Attempt& attempt) {
  switch (attempt.fate) {
    case Fate::not_sent:
      return lost_connection(attempt) || is(attempt, ErrorKind::model_timeout);
    case Fate::refused:
      return true;
    case Fate::unknown:
      return lost_connection(attempt);
    case Fate::rejected:
    case Fate::complete:
      return false;
  }
  return false;
}

bool was_stale(const Attempt& attempt) {
  return attempt.on_kept_connection && lost_connection(attempt);
}

CircuitBreaker::Outcome outcome_of(const Attempt& attempt) {
  if (!attempt.error) return CircuitBreaker::Outcome::success;
  if (is(attempt, ErrorKind::client_left)) return CircuitBreaker::Outcome::abandoned;
  const bool failed = may_pass(attempt) || is(attempt, ErrorKind::model_timeout);
  return failed ? CircuitBreaker::Outcome::failure : CircuitBreaker::Outcome::neither;
}

bool has_usage(const Attempt& attempt) {
  return attempt.fate == Fate::complete ||
         (attempt.fate == Fate::unknown && !lost_connection(attempt));
}

MicroUsd bill(const Attempt& attempt, const TokenPrices& prices, MicroUsd reserved) {
  switch (attempt.fate) {
    case Fate::not_sent:
    case Fate::refused:
    case Fate::rejected:
      return 0;
    case Fate::unknown:
      return reserved;
    case Fate::complete:
      return attempt.usage ? cost(*attempt.usage, prices) : reserved;
  }
  return reserved;
}

void drop_impossible_usage(Attempt& attempt, const TokenPrices& prices, MicroUsd reserved) {
  if (!attempt.usage) return;
  const bool too_few = attempt.usage->output == 0 && attempt.output_estimate > 0;
  const bool too_many = cost(*attempt.usage, prices) / implausible_cost_factor > reserved;
  if (too_few || too_many) attempt.usage.reset();
}

}  // namespace mta::providers
