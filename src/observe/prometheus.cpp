#include "observe/prometheus.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "base/enum_table.h"

namespace mta::observe {
namespace {

struct Description {
  std::string_view name;
  std::string_view help;
};

/// The first of a name describes it.
struct CounterDescription {
  Counter counter;
  std::string_view name;
  std::string_view help;
  std::string_view labels = {};  ///< empty: it is all that is counted under the name
};
constexpr auto counters = std::to_array<CounterDescription>({
    {Counter::rate_limit_hits, "mta_chat_rate_limit_hits_total",
     "Requests refused by the per-visitor limit."},
    {Counter::throttled, "mta_chat_throttled_total",
     "Requests refused by the stage throttle, or for bodies on their way."},
    {Counter::fallback_answers, "mta_chat_fallback_answers_total",
     "Answers given by the catalogue in the model's place."},
    {Counter::model_errors, "mta_chat_model_errors_total", "Failed attempts to call the model."},
    {Counter::cost_usd, "mta_chat_cost_usd_total", "What model calls cost, in US dollars."},
    {Counter::limiter_degraded, "mta_chat_limiter_degraded_total",
     "Requests counted in the process, the store having failed."},
    {Counter::store_errors, "mta_chat_store_errors_total",
     "Failed reads and writes of the stores."},
    {Counter::budget_settled_usd, "mta_chat_budget_settled_usd_total",
     "What was taken from the budget, in US dollars."},
    {Counter::budget_refused, "mta_chat_budget_refused_total",
     "Model calls refused by the budget."},
    {Counter::direct_answers, "mta_chat_direct_answers_total",
     "Answers given by the catalogue where no model is needed."},
    {Counter::cached_answers, "mta_chat_cached_answers_total",
     "Answers given a second time, or shared."},
    {Counter::replayed_answers, "mta_chat_replayed_answers_total",
     "Requests repeated under their Idempotency-Key."},
    {Counter::connections_refused, "mta_chat_connections_refused_total",
     "Connections past server.max_connections or server.max_connections_per_visitor."},
    {Counter::connections_closed_for_others, "mta_chat_connections_closed_for_others_total",
     "Idle connections closed where all of server.max_connections were taken."},
    {Counter::prices_corrected, "mta_chat_answers_corrected_total",
     "Answers of the model in which the price guard corrected something.", R"(what="price")"},
    {Counter::promises_corrected, "mta_chat_answers_corrected_total", "", R"(what="promise")"},
    {Counter::chat_leads_made, "mta_chat_leads_total",
     "Leads that were made, delivered and given up.", R"(source="chat",state="made")"},
    {Counter::chat_leads_delivered, "mta_chat_leads_total", "",
     R"(source="chat",state="delivered")"},
    {Counter::chat_leads_given_up, "mta_chat_leads_total", "", R"(source="chat",state="given_up")"},
    {Counter::form_leads_made, "mta_chat_leads_total", "", R"(source="form",state="made")"},
    {Counter::form_leads_delivered, "mta_chat_leads_total", "",
     R"(source="form",state="delivered")"},
    {Counter::form_leads_given_up, "mta_chat_leads_total", "", R"(source="form",state="given_up")"},
    {Counter::lead_webhook_failures, "mta_chat_lead_webhook_failures_total",
     "Failed attempts to post a lead to the webhook."},
});
static_assert(is_table_of(counters, &CounterDescription::counter, last_counter));

/// The first of a name describes it.
struct GaugeDescription {
  Gauge gauge;
  Description description;
  std::string_view period = {};  ///< empty: it is of no period
};
constexpr Description remaining{"mta_chat_budget_remaining_usd",
                                "What is left of a spend cap, as of the last write."};
constexpr Description reserved{"mta_chat_budget_reserved_usd",
                               "What this process holds of a spend cap and has not settled."};
constexpr auto gauges = std::to_array<GaugeDescription>({
    {Gauge::budget_day_remaining_usd, remaining, "day"},
    {Gauge::budget_month_remaining_usd, remaining, "month"},
    {Gauge::budget_day_reserved_usd, reserved, "day"},
    {Gauge::budget_month_reserved_usd, reserved, "month"},
    {Gauge::storage_used_bytes,
     {"mta_chat_storage_used_bytes", "What the database holds, without pages to be used again."}},
    {Gauge::storage_free_bytes,
     {"mta_chat_storage_free_bytes", "What the database's file system has left."}},
    {Gauge::storage_degraded,
     {"mta_chat_storage_degraded", "1 while conversations are not stored."}},
    {Gauge::leads_undelivered, {"mta_chat_leads_undelivered", "Leads that wait to be delivered."}},
    {Gauge::leads_oldest_undelivered_seconds,
     {"mta_chat_leads_oldest_undelivered_seconds", "For how long the oldest of them has waited."}},
});
static_assert(is_table_of(gauges, &GaugeDescription::gauge, last_gauge));

// OpenTelemetry's advice for these metrics (semantic conventions, HTTP and generative AI).
const std::vector<double> http_seconds = {0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25,
                                          0.5,   0.75, 1,     2.5,  5,     7.5, 10};
const std::vector<double> model_seconds = {0.01, 0.02, 0.04, 0.08,  0.16,  0.32,  0.64,
                                           1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92};
const std::vector<double> tokens = {1,     4,     16,     64,      256,     1024,     4096,
                                    16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864};

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.12g", value);
  return text.data();
}

std::string label(std::string_view name, std::string_view value) {
  std::string text(name);
  text += "=\"";
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    text += c == '\n' ? ' ' : c;
  }
  return text + '"';
}

std::string join(const std::string& labels, const std::string& more) {
  return labels.empty() ? more : labels + "," + more;
}

void append_header(std::string& out, const Description& of, std::string_view type) {
  out.append("# HELP ").append(of.name).append(" ").append(of.help);
  out.append("\n# TYPE ").append(of.name).append(" ").append(type).append("\n");
}

class Histogram {
 public:
  Histogram(Description description, const std::vector<double>& bounds)
      : description_(description), bounds_(bounds) {}

  void record(const std::string& labels, double value) {
    Series& series = series_[labels];
    series.buckets.resize(bounds_.size());
    const auto bucket = std::ranges::lower_bound(bounds_, value);
    if (bucket != bounds_.end())
      ++series.buckets.at(static_cast<std::size_t>(bucket - bounds_.begin()));
    series.sum += value;
    ++series.count;
  }

  void append_to(std::string& out) const {
    append_header(out, description_, "histogram");
    for (const auto& [labels, series] : series_) {
      std::uint64_t below = 0;
      for (std::size_t i = 0; i < bounds_.size(); ++i) {
        below += series.buckets[i];
        append_line(out, "_bucket", join(labels, label("le", number(bounds_[i]))),
                    std::to_string(below));
      }
      append_line(out, "_bucket", join(labels, label("le", "+Inf")), std::to_string(series.count));
      append_line(out, "_sum", labels, number(series.sum));
      append_line(out, "_count", labels, std::to_string(series.count));
    }
  }

 private:
  struct Series {
    std::vector<std::uint64_t> buckets;
    double sum = 0;
    std::uint64_t count = 0;
  };

  void append_line(std::string& out, std::string_view suffix, const std::string& labels,
                   const std::string& value) const {
    out.append(description_.name).append(suffix);
    out.append("{").append(labels).append("} ").append(value).append("\n");
  }

  Description description_;
  const std::vector<double>& bounds_;
  std::map<std::string, Series> series_;
};

class Prometheus final : public PrometheusMetrics {
 public:
  void add(Counter counter, double amount) override {
    const std::scoped_lock lock(mutex_);
    totals_.at(static_cast<std::size_t>(counter)) += amount;
  }

  void set(Gauge gauge, double value) override {
    const std::scoped_lock lock(mutex_);
    levels_.at(static_cast<std::size_t>(gauge)) = value;
  }

  void record(const HttpCall& call) override {
    const std::string labels =
        join(join(label("http_request_method", call.method),
                  label("http_response_status_code", std::to_string(call.status))),
             label("http_route", call.route));
    const std::scoped_lock lock(mutex_);
    http_duration_.record(labels, call.duration.count());
  }

  void record(const ModelCall& call) override {
    const std::string model =
        join(label("gen_ai_operation_name", "chat"), label("gen_ai_request_model", call.model));
    const std::string outcome =
        call.error_type.empty() ? model : join(model, label("error_type", call.error_type));
    const std::scoped_lock lock(mutex_);
    model_duration_.record(outcome, call.duration.count());
    if (call.time_to_first_chunk) {
      first_chunk_.record(model, call.time_to_first_chunk->count());
    }
    if (!call.usage) return;
    const auto record_tokens = [&](std::string_view type, std::int64_t count) {
      token_usage_.record(join(model, label("gen_ai_token_type", type)),
                          static_cast<double>(count));
    };
    record_tokens("input", call.usage->input_tokens);
    record_tokens("output", call.usage->output_tokens);
  }

  [[nodiscard]] std::string exposition() const override {
    std::string out;
    const std::scoped_lock lock(mutex_);
    for (std::size_t i = 0; i < counters.size(); ++i) {
      const auto& [counter, name, help, labels] = counters[i];
      if (!help.empty()) append_header(out, {name, help}, "counter");
      out.append(name);
      if (!labels.empty()) out.append("{").append(labels).append("}");
      out.append(" ").append(number(totals_[i])).append("\n");
    }
    append_gauges(out);
    for (const Histogram* histogram :
         {&http_duration_, &model_duration_, &first_chunk_, &token_usage_}) {
      histogram->append_to(out);
    }
    return out;
  }

 private:
  /// Those that were ever set.
  void append_gauges(std::string& out) const {
    std::string_view described;
    for (std::size_t i = 0; i < gauges.size(); ++i) {
      const std::optional<double>& level = levels_[i];
      if (!level) continue;
      const auto& [gauge, description, period] = gauges[i];
      if (described != description.name) append_header(out, description, "gauge");
      described = description.name;
      out.append(description.name);
      if (!period.empty()) out.append("{").append(label("period", period)).append("}");
      out.append(" ").append(number(*level)).append("\n");
    }
  }

  mutable std::mutex mutex_;
  std::array<double, counters.size()> totals_{};
  std::array<std::optional<double>, gauges.size()> levels_;
  Histogram http_duration_{{"http_server_request_duration_seconds",
                            "Time from a request's head to the end of its answer."},
                           http_seconds};
  Histogram model_duration_{
      {"gen_ai_client_operation_duration_seconds", "Time of a model call, retries included."},
      model_seconds};
  Histogram first_chunk_{{"gen_ai_client_operation_time_to_first_chunk_seconds",
                          "Time to the first piece of a model's answer."},
                         model_seconds};
  Histogram token_usage_{{"gen_ai_client_token_usage", "Tokens of a model call."}, tokens};
};

}  // namespace

std::unique_ptr<PrometheusMetrics> make_prometheus_metrics() {
  return std::make_unique<Prometheus>();
}

}  // namespace mta::observe
