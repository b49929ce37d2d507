#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/ports.h"
#include "providers/circuit_breaker.h"
#include "providers/wire.h"

namespace mta::providers {

/// How far an attempt at a model came.
enum class Fate : std::uint8_t {
  not_sent,  ///< nothing went out
  refused,   ///< the provider did not ask the model and may do so later (408, 429, 5xx)
  rejected,  ///< nor will it ask the model that later (any other status but 200)
  unknown,   ///< it went out, and nobody knows what the provider bills
  complete,  ///< the reply came to its end
};

/// How one attempt ended.
struct Attempt {
  Fate fate = Fate::not_sent;
  std::optional<Error> error;  ///< its kind tells a lost connection, a time limit, a bad reply
  std::optional<std::chrono::seconds> retry_after;  ///< the provider's wish
  bool on_kept_connection = false;  ///< the provider may have closed it before the request came
  Ending ending = Ending::none;
  std::optional<TokenCounts> usage;
  std::int64_t output_estimate = 0;  ///< tokens of what came, for where no usage did
  std::chrono::duration<double> duration{};
};

/// USD a million tokens, which is micro-USD a token.
struct TokenPrices {
  double input_usd_per_million = 0;
  double output_usd_per_million = 0;
};

/// Rounded up to whole micro-USD.
MicroUsd cost(const TokenCounts& counts, const TokenPrices& prices);

// What follows from an attempt. Pure.

/// Another attempt may do better.
bool may_pass(const Attempt& attempt);

/// The connection was lost before the first byte of a reply, most likely because the provider had
/// closed it while it was kept.
bool was_stale(const Attempt& attempt);

/// What it tells the circuit breaker about the provider.
CircuitBreaker::Outcome outcome_of(const Attempt& attempt);

/// The model was at work, so its tokens are told to the caller.
bool has_usage(const Attempt& attempt);

/// What the attempt takes from the budget: its cost where the provider told it in the end, all that
/// was reserved where nobody knows. An estimate would not do: a client that leaves early, or writes
/// what tokenizers are bad at, could pass the cap on purpose.
MicroUsd bill(const Attempt& attempt, const TokenPrices& prices, MicroUsd reserved);

/// Counts that cannot be are none: they must neither use up a month's cap nor cost nothing, as with
/// providers that send zeros in a stream.
void drop_impossible_usage(Attempt& attempt, const TokenPrices& prices, MicroUsd reserved);

}  // namespace mta::providers
