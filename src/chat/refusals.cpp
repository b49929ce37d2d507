#include "chat/refusals.h"

#include <utility>

namespace mta {
namespace {

constexpr std::chrono::minutes between_writes{1};
constexpr std::size_t most_hours = 48;

std::int64_t& count_of(RefusalCounts& counts, Refusal refusal) {
  return counts.at(static_cast<std::size_t>(refusal));
}

}  // namespace

std::optional<Refusal> refusal_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::throttled:
      return Refusal::throttled;
    case ErrorKind::rate_limited:
      return Refusal::rate_limited;
    case ErrorKind::model_wrong_answer:
    case ErrorKind::model_unavailable:
    case ErrorKind::model_timeout:
      return Refusal::failed;
    default:
      return std::nullopt;
  }
}

void Refusals::count(Refusal refusal) {
  const auto hour = std::chrono::floor<std::chrono::hours>(parts_.clock.now());
  const std::scoped_lock lock(mutex_);
  ++count_of(counted_[hour], refusal);
  if (counted_.size() > most_hours) counted_.erase(counted_.begin());
}

bool Refusals::is_due() {
  const std::scoped_lock lock(mutex_);
  if (counted_.empty()) return false;
  const auto since = parts_.clock.now() - written_at_;
  return since >= between_writes || since < std::chrono::milliseconds::zero();
}

Task<void> Refusals::write() {
  Hours hours = take();
  while (!hours.empty()) {
    const auto [hour, counts] = *hours.begin();
    const auto written = co_await parts_.store.add_refusals({.hour = hour, .counts = counts});
    if (!written) {
      put_back(hours);
      parts_.metrics.add(Counter::store_errors);
      parts_.log.write(LogLevel::error, "counting refused requests failed",
                       {{"cause", std::string_view(written.error().detail)}});
      co_return;
    }
    hours.erase(hours.begin());
  }
}

Refusals::Hours Refusals::take() {
  const std::scoped_lock lock(mutex_);
  written_at_ = parts_.clock.now();
  return std::exchange(counted_, {});
}

void Refusals::put_back(const Hours& hours) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [hour, counts] : hours) {
    RefusalCounts& sum = counted_[hour];
    for (std::size_t i = 0; i < sum.size(); ++i) sum.at(i) += counts.at(i);
  }
}

}  // namespace mta
