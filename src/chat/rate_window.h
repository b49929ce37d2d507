#pragma once

#include <chrono>
#include <cstdint>

/// The arithmetic of the per-visitor limit: a sliding-window counter over buckets that start at
/// multiples of the window in Unix time (the contract's "Rate limiting, two layers").
/// Value types and pure functions; whoever stores the counts brings the locking.
namespace mta {

struct RateLimit {
  int max = 10;                     ///< requests admitted in a window, 1 or more
  std::chrono::seconds window{60};  ///< 1 s or more
};

/// The counts of one visitor: of the bucket with index `bucket` (Unix time / window) and of the one
/// before it.
struct WindowCounts {
  std::int64_t bucket = 0;
  int previous = 0;
  int current = 0;
};

/// What the limiter said of one request.
struct Admission {
  bool admitted = false;
  RateLimit limit;
  int remaining = 0;              ///< after this request was counted
  std::chrono::seconds reset{0};  ///< to the end of the bucket; on a refusal until it is admitted
};

using WindowTime = std::chrono::sys_time<std::chrono::milliseconds>;

std::int64_t bucket_at(const RateLimit& limit, WindowTime now);
WindowTime bucket_start(const RateLimit& limit, std::int64_t bucket);

/// `previous`, weighted by how much of its bucket the sliding window still covers, rounded up.
int weighted_previous(const RateLimit& limit, int previous, std::chrono::milliseconds into_bucket);

/// The counts as they stand at `now`: later buckets than the stored one push it back. The bucket
/// after that of `now` leaves them as they are, since the clocks of other machines differ. Counts
/// from further ahead are dropped: the clock was set back, and would refuse visitors for as long.
WindowCounts advanced(const RateLimit& limit, WindowCounts counts, WindowTime now);

/// True where one more request is admitted at `now`.
bool admits(const RateLimit& limit, WindowCounts counts, WindowTime now);

/// The least whole number of seconds after which a request is admitted if nothing else arrives; at
/// least 1. Only for counts that do not admit at `now`.
std::chrono::seconds retry_after(const RateLimit& limit, WindowCounts counts, WindowTime now);

/// What a request at `now` is told: one that `counts` has, or one that was refused.
Admission admitted(const RateLimit& limit, const WindowCounts& counts, WindowTime now);
Admission refused(const RateLimit& limit, const WindowCounts& counts, WindowTime now);

/// Says what becomes of a request at `now` and counts it in `counts` where it is admitted.
Admission count_request(const RateLimit& limit, WindowCounts& counts, WindowTime now);

}  // namespace mta
