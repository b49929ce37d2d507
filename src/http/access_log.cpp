#include "http/access_log.h"

#include "http/route.h"

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

void write_line(Log& log, const Exchange& exchange, int status, Milliseconds duration) {
  const Request& request = exchange.request();
  const Completion* completion = exchange.completion ? &*exchange.completion : nullptr;
  const Usage* usage = completion && completion->usage ? &*completion->usage : nullptr;
  const auto number = [&](std::int64_t Usage::* member) {
    return usage ? LogField::Value{usage->*member} : LogField::Value{};
  };
  // A parameter may be a session id, and no log holds one.
  const std::string_view path = exchange.route().has_parameter()
                                    ? std::string_view(exchange.route().path)
                                    : std::string_view(request.path).substr(0, longest_path);
  const LogField::Value cost =
      usage ? LogField::Value{static_cast<double>(usage->cost_micro_usd) / 1e6} : LogField::Value{};
  std::vector<LogField> fields = {
      {"request_id", std::string_view(exchange.id())},
      {"method", text_or_null(request.method)},
      {"path", text_or_null(path)},
      {"status", std::int64_t{status}},
      {"duration_ms", duration.count()},
      {"visitor", text_or_null(exchange.visitor().hash)},
      {"conversation_id", text_or_null(exchange.conversation_id)},
      {"message_id", text_or_null(exchange.message_id)},
      {"model", text_or_null(completion ? completion->model : std::string_view{})},
      {"input_tokens", number(&Usage::input_tokens)},
      {"output_tokens", number(&Usage::output_tokens)},
      {"cost_usd", cost},
      {"fallback", completion != nullptr && completion->fallback},
      {"limited", exchange.limited}};
  if (request.invocation) {
    const InvocationFacts& invocation = *request.invocation;
    fields.push_back({"function_request_id", text_or_null(invocation.function_request_id)});
    fields.push_back({"api_request_id", text_or_null(invocation.api_request_id)});
    fields.push_back({"xray_trace_id", text_or_null(invocation.xray_trace_id)});
    fields.push_back({"cold_start", invocation.cold_start});
  }
  if (usage && usage->estimated) fields.push_back({"usage_estimated", true});
  log.write(LogLevel::info, "request", std::span<const LogField>(fields));
}

}  // namespace

void AccessLog::record(const Exchange& exchange, int status, SteadyTime started, SteadyTime ended) {
  const auto duration = ended - started;
  metrics_.record(HttpCall{.method = method_label(exchange.request().method),
                           .route = exchange.route().path,
                           .status = status,
                           .duration = duration});
  if (!lines_ || lines_->admit(exchange, status, ended)) {
    write_line(log_, exchange, status, duration);
  }
}

}  // namespace mta::http
