#include "http/middlewares.h"

namespace mta::http {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;
constexpr std::size_t longest_path = 200;

LogField::Value text_or_null(std::string_view text) {
  return text.empty() ? LogField::Value{} : LogField::Value{text};
}

/// Anything but a registered method is one label, or strangers could fill the metrics with their
/// own.
std::string_view method_label(std::string_view method) {
  for (const std::string_view known :
       {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"}) {
    if (method == known) return known;
  }
  return "_OTHER";
}

void write_line(Log& log, const Request& request, int status, Milliseconds duration) {
  const RequestFacts& facts = request.facts;
  const Completion* completion = facts.completion ? &*facts.completion : nullptr;
  const Usage* usage = completion && completion->usage ? &*completion->usage : nullptr;
  const auto number = [&](std::int64_t Usage::* member) {
    return usage ? LogField::Value{usage->*member} : LogField::Value{};
  };
  const std::string_view path = std::string_view(request.path).substr(0, longest_path);
  const LogField::Value cost =
      usage ? LogField::Value{static_cast<double>(usage->cost_micro_usd) / 1e6} : LogField::Value{};
  std::vector<LogField> fields = {
      {"request_id", std::string_view(facts.request_id)},
      {"method", text_or_null(request.method)},
      {"path", text_or_null(path)},
      {"status", std::int64_t{status}},
      {"duration_ms", duration.count()},
      {"visitor", text_or_null(facts.visitor.hash)},
      {"model", text_or_null(completion ? completion->model : std::string_view{})},
      {"input_tokens", number(&Usage::input_tokens)},
      {"output_tokens", number(&Usage::output_tokens)},
      {"cost_usd", cost},
      {"fallback", completion != nullptr && completion->fallback},
      {"limited", facts.limited}};
  if (facts.invocation) {
    const InvocationFacts& invocation = *facts.invocation;
    fields.push_back({"function_request_id", text_or_null(invocation.function_request_id)});
    fields.push_back({"api_request_id", text_or_null(invocation.api_request_id)});
    fields.push_back({"xray_trace_id", text_or_null(invocation.xray_trace_id)});
    fields.push_back({"cold_start", invocation.cold_start});
  }
  if (usage && usage->estimated) fields.push_back({"usage_estimated", true});
  log.write(LogLevel::info, "request", std::span<const LogField>(fields));
}

}  // namespace

Middleware access_log(const Clock& clock, Log& log, Metrics& metrics,
                      std::shared_ptr<AccessLineLimiter> lines) {
  return [&clock, &log, &metrics, lines = std::move(lines)](Request& request,
                                                            const Handler& next) -> Task<Response> {
    const SteadyTime started = clock.steady_now();
    Response response = co_await next(request);
    const SteadyTime ended = clock.steady_now();
    const auto duration = ended - started;
    metrics.record(HttpCall{.method = method_label(request.method),
                            .route = request.facts.route,
                            .status = response.status,
                            .duration = duration});
    if (!lines || lines->admit(request, response.status, ended)) {
      write_line(log, request, response.status, duration);
    }
    co_return response;
  };
}

}  // namespace mta::http
