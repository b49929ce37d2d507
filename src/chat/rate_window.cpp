#include "chat/rate_window.h"

#include <algorithm>

namespace mta {
namespace {

using std::chrono::ceil;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// How far `now` is into the counts' bucket; 0 where the clock ran back behind its start.
milliseconds into_bucket(const RateLimit& limit, const WindowCounts& counts, WindowTime now) {
  return std::max(milliseconds{0}, now - bucket_start(limit, counts.bucket));
}

int used(const RateLimit& limit, const WindowCounts& counts, WindowTime now) {
  return weighted_previous(limit, counts.previous, into_bucket(limit, counts, now)) +
         counts.current;
}

}  // namespace

std::int64_t bucket_at(const RateLimit& limit, WindowTime now) {
  return std::chrono::floor<seconds>(now).time_since_epoch() / limit.window;
}

WindowTime bucket_start(const RateLimit& limit, std::int64_t bucket) {
  return WindowTime{bucket * milliseconds{limit.window}};
}

int weighted_previous(const RateLimit& limit, int previous, milliseconds into) {
  const std::int64_t window_ms = milliseconds{limit.window}.count();
  const std::int64_t left_ms = std::clamp<std::int64_t>(window_ms - into.count(), 0, window_ms);
  return static_cast<int>((previous * left_ms + window_ms - 1) / window_ms);
}

WindowCounts advanced(const RateLimit& limit, WindowCounts counts, WindowTime now) {
  const std::int64_t bucket = bucket_at(limit, now);
  const bool is_clock_set_back = counts.bucket > bucket + 1;
  if (bucket <= counts.bucket && !is_clock_set_back) return counts;
  return {
      .bucket = bucket, .previous = bucket == counts.bucket + 1 ? counts.current : 0, .current = 0};
}

bool admits(const RateLimit& limit, WindowCounts counts, WindowTime now) {
  return used(limit, advanced(limit, counts, now), now) < limit.max;
}

seconds retry_after(const RateLimit& limit, WindowCounts counts, WindowTime now) {
  // What is used only shrinks while nothing arrives, so the first second that admits can be
  // searched for. At the start of the bucket after the next nothing of them is left.
  seconds too_early{0};
  seconds late_enough = ceil<seconds>(bucket_start(limit, counts.bucket + 2) - now);
  while (late_enough - too_early > seconds{1}) {
    const seconds middle = too_early + (late_enough - too_early) / 2;
    (admits(limit, counts, now + middle) ? late_enough : too_early) = middle;
  }
  return late_enough;
}

Admission admitted(const RateLimit& limit, const WindowCounts& counts, WindowTime now) {
  return {.admitted = true,
          .limit = limit,
          .remaining = std::max(0, limit.max - used(limit, counts, now)),
          .reset = ceil<seconds>(bucket_start(limit, counts.bucket + 1) - now)};
}

Admission refused(const RateLimit& limit, const WindowCounts& counts, WindowTime now) {
  return {
      .admitted = false, .limit = limit, .remaining = 0, .reset = retry_after(limit, counts, now)};
}

Admission count_request(const RateLimit& limit, WindowCounts& counts, WindowTime now) {
  counts = advanced(limit, counts, now);
  if (used(limit, counts, now) >= limit.max) return refused(limit, counts, now);
  ++counts.current;
  return admitted(limit, counts, now);
}

}  // namespace mta
