#include "main/knowledge_check.h"

namespace mta {

Task<void> KnowledgeCheck::look() {
  const SteadyTime now = parts_.clock.steady_now();
  SteadyTime due = next_.load();
  if (now < due || !next_.compare_exchange_strong(due, now + interval_)) co_return;
  const auto number = co_await parts_.versions->current();
  if (!number) co_return store_failed(number.error());
  if (*number != 0 && *number != seen_) co_await load(*number);
}

Task<void> KnowledgeCheck::load(int number) {
  const auto texts = co_await parts_.versions->read(number);
  if (!texts) co_return store_failed(texts.error());
  auto set =
      load_faultless_knowledge(*texts, "version " + std::to_string(number), parts_.needs_consent);
  seen_ = number;
  if (!set) {
    for (const std::string& problem : set.error()) {
      parts_.log.write(LogLevel::error, "knowledge refused",
                       {{"cause", std::string_view(problem)}});
    }
    co_return;
  }
  const std::string digest = set->digest;
  parts_.use(std::move(*set));
  parts_.log.write(LogLevel::info, "knowledge loaded", {{"version", std::string_view(digest)}});
}

void KnowledgeCheck::store_failed(const Error& error) {
  parts_.metrics.add(Counter::store_errors);
  {
    const std::scoped_lock lock(mutex_);
    if (last_failure_ == error.detail) return;
    last_failure_ = error.detail;
  }
  parts_.log.write(LogLevel::warn, "the published knowledge cannot be read",
                   {{"cause", std::string_view(error.detail)}});
}

}  // namespace mta
