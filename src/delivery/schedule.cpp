#include "delivery/schedule.h"

#include <algorithm>
#include <array>

#include "base/jitter.h"

namespace mta::delivery {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

std::optional<milliseconds> delay_after(int attempt, std::optional<seconds> asked_for,
                                        Random& random) {
  constexpr auto delays =
      std::to_array<seconds>({seconds(5), minutes(5), minutes(30), hours(2), hours(5), hours(10),
                              hours(14), hours(20), hours(24)});
  constexpr int jitter_part = 10;
  const auto index = static_cast<std::size_t>(std::max(attempt, 1) - 1);
  if (index >= delays.size()) return std::nullopt;
  const milliseconds delay = delays[index];
  return std::max<milliseconds>(delay + full_jitter(delay / jitter_part, 0, random),
                                asked_for.value_or(seconds{}));
}

}  // namespace mta::delivery
