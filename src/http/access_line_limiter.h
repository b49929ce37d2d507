#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "http/exchange.h"

namespace mta::http {

/// Access lines that anybody can cause at no cost: of these the first in a second are written, the
/// others are summed up in one line, or a client in a loop fills the disk. Requests that a model
/// was asked for, or that failed on our side, always keep theirs. Thread-safe; `log` must outlive
/// it.
class AccessLineLimiter {
 public:
  struct Rates {
    std::int64_t refusals = 50;  ///< lines a second for what was refused
    std::int64_t others =
        1000;  ///< for what no limit counts: health, the page, preflights, repeats
  };

  explicit AccessLineLimiter(Log& log) : AccessLineLimiter(log, Rates{}) {}
  AccessLineLimiter(Log& log, Rates rates) : log_(log), rates_(rates) {}

  /// True: the request keeps its line.
  bool admit(const Exchange& exchange, int status, SteadyTime now);

  /// Writes the line of a second that has ended. Call it about once a second, and with
  /// SteadyTime::max() at the end.
  void flush(SteadyTime now);

 private:
  using Counts = std::map<int, std::int64_t>;  // by status

  Counts take_ended(SteadyTime now);
  void write(const Counts& counts);

  Log& log_;
  const Rates rates_;
  std::mutex mutex_;
  SteadyTime second_{};  // its beginning
  std::int64_t refusals_ = 0;
  std::int64_t others_ = 0;
  Counts summed_;
};

}  // namespace mta::http
