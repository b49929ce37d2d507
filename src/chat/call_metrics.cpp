#include "chat/call_metrics.h"

namespace mta::chat {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr double micro = 1e-6;

std::string_view error_type(const Completion& completion) {
  if (!completion.error) return {};
  if (completion.filtered) return "content_filter";
  switch (completion.error->kind) {
    case ErrorKind::model_unavailable:
      return "unavailable";
    case ErrorKind::model_timeout:
      return "timeout";
    case ErrorKind::client_left:
      return "client_left";
    default:
      return "wrong_answer";
  }
}

}  // namespace

void record(Metrics& metrics, const Completion& completion, Seconds duration,
            std::optional<Seconds> first_text) {
  metrics.record(ModelCall{.model = completion.model,
                           .error_type = error_type(completion),
                           .duration = duration,
                           .time_to_first_chunk = first_text,
                           .usage = completion.usage,
                           .attempt_duration = completion.attempt_duration});
  if (completion.usage && completion.usage->cost_micro_usd > 0) {
    metrics.add(Counter::cost_usd, static_cast<double>(completion.usage->cost_micro_usd) * micro);
  }
}

}  // namespace mta::chat
