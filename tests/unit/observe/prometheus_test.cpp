#include "observe/prometheus.h"

#include <gtest/gtest.h>

namespace mta::observe {
namespace {

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(Prometheus, CountersStartAtZeroAndAdd) {
  const auto metrics = make_prometheus_metrics();
  EXPECT_TRUE(has_line(metrics->exposition(), "mta_chat_cost_usd_total 0"));
  metrics->add(Counter::cost_usd, 0.25);
  metrics->add(Counter::cost_usd, 0.5);
  metrics->add(Counter::store_errors, 1);
  EXPECT_TRUE(has_line(metrics->exposition(), "mta_chat_cost_usd_total 0.75"));
  EXPECT_TRUE(has_line(metrics->exposition(), "mta_chat_store_errors_total 1"));
  metrics->add(Counter::promises_corrected);
  EXPECT_TRUE(
      has_line(metrics->exposition(), "mta_chat_answers_corrected_total{what=\"price\"} 0"));
  EXPECT_TRUE(
      has_line(metrics->exposition(), "mta_chat_answers_corrected_total{what=\"promise\"} 1"));
}

TEST(Prometheus, AGaugeIsShownOnceItWasSet) {
  const auto metrics = make_prometheus_metrics();
  EXPECT_EQ(metrics->exposition().find("gauge"), std::string::npos);
  metrics->set(Gauge::budget_month_remaining_usd, 2);
  metrics->set(Gauge::storage_degraded, 1);
  const std::string text = metrics->exposition();
  EXPECT_TRUE(has_line(text, "mta_chat_budget_remaining_usd{period=\"month\"} 2")) << text;
  EXPECT_TRUE(has_line(text, "mta_chat_storage_degraded 1")) << text;
}

TEST(Prometheus, HistogramsAreCumulative) {
  const auto metrics = make_prometheus_metrics();
  for (const double seconds : {0.005, 0.3, 100.0}) {
    metrics->record(HttpCall{.method = "POST",
                             .route = "/chat",
                             .status = 200,
                             .duration = std::chrono::duration<double>(seconds)});
  }
  const std::string text = metrics->exposition();
  const std::string labels =
      R"({http_request_method="POST",http_response_status_code="200",http_route="/chat")";
  const std::string bucket = "http_server_request_duration_seconds_bucket" + labels;
  EXPECT_TRUE(has_line(text, bucket + ",le=\"0.005\"} 1")) << text;
  EXPECT_TRUE(has_line(text, bucket + ",le=\"0.5\"} 2"));
  EXPECT_TRUE(has_line(text, bucket + ",le=\"+Inf\"} 3"));
  EXPECT_TRUE(has_line(text, "http_server_request_duration_seconds_count" + labels + "} 3"));
}

TEST(Prometheus, ModelCallsAreToldApart) {
  const auto metrics = make_prometheus_metrics();
  metrics->record(ModelCall{.model = "m\"1",
                            .error_type = "timeout",
                            .duration = {},
                            .time_to_first_chunk = {},
                            .usage = Usage{.input_tokens = 10, .output_tokens = 2}});
  const std::string text = metrics->exposition();
  EXPECT_NE(text.find(R"(gen_ai_request_model="m\"1",error_type="timeout")"), std::string::npos);
  EXPECT_NE(text.find(R"(gen_ai_token_type="input"} 10)"), std::string::npos) << text;
}

}  // namespace
}  // namespace mta::observe
