#include "observe/emf.h"

#include <array>
#include <optional>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/enum_table.h"
#include "observe/number.h"

namespace mta::observe {
namespace {

namespace json = boost::json;

enum Metric : std::uint8_t {
  rate_limit_hits,
  model_errors,
  fallback_answers,
  input_tokens,
  output_tokens,
  limiter_degraded,
  store_errors,
  cold_starts,
  cost_usd,
  model_latency,
  budget_remaining_usd,
  budget_reserved_usd,
  budget_refused,
  canary_failures,
  prices_corrected,
  promises_corrected,
  leads_made,
  leads_given_up,
  leads_undelivered,
  leads_oldest_undelivered,
  lead_webhook_failures,
};

struct Description {
  Metric metric;
  std::string_view name;
  std::string_view unit;
};

constexpr auto descriptions = std::to_array<Description>({
    {rate_limit_hits, "RateLimitHits", "Count"},
    {model_errors, "ModelErrors", "Count"},
    {fallback_answers, "FallbackAnswers", "Count"},
    {input_tokens, "InputTokens", "Count"},
    {output_tokens, "OutputTokens", "Count"},
    {limiter_degraded, "LimiterDegraded", "Count"},
    {store_errors, "StoreErrors", "Count"},
    {cold_starts, "ColdStarts", "Count"},
    {cost_usd, "CostUSD", "None"},
    {model_latency, "ModelLatency", "Milliseconds"},
    {budget_remaining_usd, "BudgetRemainingUSD", "None"},
    {budget_reserved_usd, "BudgetReservedUSD", "None"},
    {budget_refused, "BudgetRefused", "Count"},
    {canary_failures, "CanaryFailures", "Count"},
    {prices_corrected, "PricesCorrected", "Count"},
    {promises_corrected, "PromisesCorrected", "Count"},
    {leads_made, "LeadsMade", "Count"},
    {leads_given_up, "LeadsGivenUp", "Count"},
    {leads_undelivered, "LeadsUndelivered", "Count"},
    {leads_oldest_undelivered, "LeadsOldestUndelivered", "Seconds"},
    {lead_webhook_failures, "LeadWebhookFailures", "Count"},
});
static_assert(is_table_of(descriptions, &Description::metric, lead_webhook_failures));

class Emf final : public EmfMetrics {
 public:
  Emf(const Clock& clock, std::string name_space, LineWriter write)
      : clock_(clock), name_space_(std::move(name_space)), write_(std::move(write)) {}

  void add(Counter counter, double amount) override {
    switch (counter) {
      case Counter::rate_limit_hits:
        return count(rate_limit_hits, amount);
      case Counter::fallback_answers:
        return count(fallback_answers, amount);
      case Counter::model_errors:
        return count(model_errors, amount);
      case Counter::cost_usd:
        return count(cost_usd, amount);
      case Counter::limiter_degraded:
        return count(limiter_degraded, amount);
      case Counter::store_errors:
        return count(store_errors, amount);
      case Counter::budget_refused:
        return count(budget_refused, amount);
      case Counter::prices_corrected:
        return count(prices_corrected, amount);
      case Counter::promises_corrected:
        return count(promises_corrected, amount);
      case Counter::chat_leads_made:
      case Counter::form_leads_made:
        return count(leads_made, amount);
      case Counter::chat_leads_given_up:
      case Counter::form_leads_given_up:
        return count(leads_given_up, amount);
      case Counter::lead_webhook_failures:
        return count(lead_webhook_failures, amount);
      case Counter::chat_leads_delivered:  // CloudWatch charges for each metric
      case Counter::form_leads_delivered:
      case Counter::throttled:  // the gateway throttles
      case Counter::budget_settled_usd:
      case Counter::direct_answers:
      case Counter::cached_answers:
      case Counter::replayed_answers:
      case Counter::connections_refused:  // it has no listener
      case Counter::connections_closed_for_others:
        return;
    }
  }

  /// A cap that is used up is as good to know as one that is not: zero is written too.
  void set(Gauge gauge, double value) override {
    switch (gauge) {
      case Gauge::budget_day_remaining_usd:
        return level(budget_remaining_usd, value);
      case Gauge::budget_day_reserved_usd:
        return level(budget_reserved_usd, value);
      case Gauge::leads_undelivered:
        return level(leads_undelivered, value);
      case Gauge::leads_oldest_undelivered_seconds:
        return level(leads_oldest_undelivered, value);
      // Nothing watches the month's, and CloudWatch charges for each metric.
      case Gauge::budget_month_remaining_usd:
      case Gauge::budget_month_reserved_usd:
      case Gauge::storage_used_bytes:  // its store is no file
      case Gauge::storage_free_bytes:
      case Gauge::storage_degraded:
        return;
    }
  }

  void record(const ModelCall& call) override {
    constexpr double milliseconds = 1000;
    if (call.attempt_duration) count(model_latency, call.attempt_duration->count() * milliseconds);
    if (!call.usage) return;
    count(input_tokens, static_cast<double>(call.usage->input_tokens));
    count(output_tokens, static_cast<double>(call.usage->output_tokens));
  }

  void record(const HttpCall&) override {}  // the gateway publishes these

  void count_cold_start() override { count(cold_starts, 1); }
  void record_canary(bool failed) override { level(canary_failures, failed ? 1 : 0); }

  void flush() override {
    json::array metrics;
    std::string values;
    for (std::size_t i = 0; i < descriptions.size(); ++i) {
      const auto value = std::exchange(values_[i], std::nullopt);
      if (!value) continue;
      metrics.push_back({{"Name", descriptions[i].name}, {"Unit", descriptions[i].unit}});
      values += ",\"" + std::string(descriptions[i].name) + "\":";
      append_number(values, *value);
    }
    if (metrics.empty()) return;
    json::array no_dimensions;
    no_dimensions.emplace_back(json::array());
    json::array directives;
    directives.push_back({{"Namespace", name_space_},
                          {"Dimensions", std::move(no_dimensions)},
                          {"Metrics", std::move(metrics)}});
    const json::object about{{"Timestamp", clock_.now().time_since_epoch().count()},
                             {"CloudWatchMetrics", std::move(directives)}};
    write_("{\"_aws\":" + json::serialize(about) + values + "}\n");
  }

 private:
  /// What is zero is not written.
  void count(Metric metric, double amount) {
    if (amount != 0) values_.at(metric) = values_.at(metric).value_or(0) + amount;
  }

  void level(Metric metric, double value) { values_.at(metric) = value; }

  const Clock& clock_;
  std::string name_space_;
  LineWriter write_;
  std::array<std::optional<double>, descriptions.size()> values_;
};

}  // namespace

std::unique_ptr<EmfMetrics> make_emf_metrics(const Clock& clock, std::string name_space,
                                             LineWriter write) {
  return std::make_unique<Emf>(clock, std::move(name_space), std::move(write));
}

}  // namespace mta::observe
