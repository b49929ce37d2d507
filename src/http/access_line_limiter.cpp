#include "http/access_line_limiter.h"

#include <string>
#include <utility>
#include <vector>

namespace mta::http {
namespace {

constexpr int client_closed_request = 499;
constexpr int unavailable = 503;
constexpr int version_not_supported = 505;

bool is_refusal(int status) {
  return (status >= 400 && status < 500 && status != client_closed_request) ||
         status == unavailable || status == version_not_supported;
}

/// It has cost something, or something of ours has failed.
bool always_has_line(const Exchange& exchange, int status) {
  return exchange.completion || (status >= 500 && !is_refusal(status));
}

}  // namespace

bool AccessLineLimiter::admit(const Exchange& exchange, int status, SteadyTime now) {
  if (always_has_line(exchange, status)) return true;
  Counts ended;
  bool admitted = false;
  {
    const std::scoped_lock lock(mutex_);
    ended = take_ended(now);
    admitted = is_refusal(status) ? refusals_++ < rates_.refusals : others_++ < rates_.others;
    if (!admitted) ++summed_[status];
  }
  write(ended);
  return admitted;
}

void AccessLineLimiter::flush(SteadyTime now) {
  Counts ended;
  {
    const std::scoped_lock lock(mutex_);
    ended = take_ended(now);
  }
  write(ended);
}

AccessLineLimiter::Counts AccessLineLimiter::take_ended(SteadyTime now) {
  if (now - second_ < std::chrono::seconds(1)) return {};
  second_ = now;
  refusals_ = others_ = 0;
  return std::exchange(summed_, {});
}

void AccessLineLimiter::write(const Counts& counts) {
  if (counts.empty()) return;
  std::int64_t requests = 0;
  std::vector<std::string> names;
  names.reserve(counts.size());
  std::vector<LogField> fields = {{"requests", {}}};
  for (const auto& [status, count] : counts) {
    requests += count;
    fields.push_back({names.emplace_back("status_" + std::to_string(status)), count});
  }
  fields.front().value = requests;
  log_.write(LogLevel::info, "requests summed up", std::span<const LogField>(fields));
}

}  // namespace mta::http
