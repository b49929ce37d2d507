#include "chat/instrumented_model.h"

#include <utility>

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

/// Passes everything on; notes when the first text came and records the end.
class InstrumentedSink final : public ReplySink {
 public:
  InstrumentedSink(ReplySink& sink, const Clock& clock, Metrics& metrics)
      : sink_(sink), clock_(clock), metrics_(metrics), started_(clock.steady_now()) {}

  Task<bool> put(ReplyEvent event) override {
    if (const auto* end = std::get_if<Finished>(&event)) {
      record(metrics_, end->completion, elapsed(), first_);
    } else if (!first_) {
      first_ = elapsed();
    }
    return sink_.put(std::move(event));
  }

 private:
  [[nodiscard]] Seconds elapsed() const { return clock_.steady_now() - started_; }

  ReplySink& sink_;
  const Clock& clock_;
  Metrics& metrics_;
  SteadyTime started_;
  std::optional<Seconds> first_;
};

class InstrumentedModel final : public Model {
 public:
  InstrumentedModel(std::unique_ptr<Model> model, const Clock& clock, Metrics& metrics)
      : model_(std::move(model)), clock_(clock), metrics_(metrics) {}

  [[nodiscard]] std::string_view id() const override { return model_->id(); }

  Task<void> complete(const Prompt& prompt, ReplySink& sink, CallLimits limits) override {
    InstrumentedSink instrumented(sink, clock_, metrics_);
    co_await model_->complete(prompt, instrumented, std::move(limits));
  }

 private:
  std::unique_ptr<Model> model_;
  const Clock& clock_;
  Metrics& metrics_;
};

}  // namespace

void record(Metrics& metrics, const Completion& completion, Seconds duration,
            std::optional<Seconds> first_chunk) {
  metrics.record(ModelCall{.model = completion.model,
                           .error_type = error_type(completion),
                           .duration = duration,
                           .time_to_first_chunk = first_chunk,
                           .usage = completion.usage,
                           .attempt_duration = completion.attempt_duration});
  if (completion.usage && completion.usage->cost_micro_usd > 0) {
    metrics.add(Counter::cost_usd, static_cast<double>(completion.usage->cost_micro_usd) * micro);
  }
}

std::unique_ptr<Model> make_instrumented_model(std::unique_ptr<Model> model, const Clock& clock,
                                               Metrics& metrics) {
  return std::make_unique<InstrumentedModel>(std::move(model), clock, metrics);
}

}  // namespace mta::chat
