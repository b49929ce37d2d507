#include "models/measured.h"

#include <utility>

namespace mta::models {
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

/// Passes everything on and notes when the first text came.
class FirstChunk final : public TokenSink {
 public:
  FirstChunk(TokenSink& sink, const Clock& clock)
      : sink_(sink), clock_(clock), started_(clock.steady_now()) {}

  Task<Flow> text(std::string_view piece) override {
    if (!first_) first_ = elapsed();
    co_return co_await sink_.text(piece);
  }
  Task<void> end() override { return sink_.end(); }
  [[nodiscard]] bool has_answer() const override { return sink_.has_answer(); }
  [[nodiscard]] bool shown() const override { return sink_.shown(); }
  void answered_by(std::string_view model, bool fallback) override {
    sink_.answered_by(model, fallback);
  }

  [[nodiscard]] Seconds elapsed() const { return clock_.steady_now() - started_; }
  [[nodiscard]] std::optional<Seconds> first() const { return first_; }

 private:
  TokenSink& sink_;
  const Clock& clock_;
  SteadyTime started_;
  std::optional<Seconds> first_;
};

class Measured final : public Model {
 public:
  Measured(std::unique_ptr<Model> model, const Clock& clock, Metrics& metrics)
      : model_(std::move(model)), clock_(clock), metrics_(metrics) {}

  [[nodiscard]] std::string_view id() const override { return model_->id(); }

  Task<Completion> complete(const Prompt& prompt, TokenSink& sink, CallLimits limits) override {
    FirstChunk measured(sink, clock_);
    Completion completion = co_await model_->complete(prompt, measured, std::move(limits));
    metrics_.record(ModelCall{.model = completion.model,
                              .error_type = error_type(completion),
                              .duration = measured.elapsed(),
                              .time_to_first_chunk = measured.first(),
                              .usage = completion.usage,
                              .attempt_duration = completion.attempt_duration});
    if (completion.usage && completion.usage->cost_micro_usd > 0) {
      metrics_.add(Counter::cost_usd,
                   static_cast<double>(completion.usage->cost_micro_usd) * micro);
    }
    co_return completion;
  }

 private:
  std::unique_ptr<Model> model_;
  const Clock& clock_;
  Metrics& metrics_;
};

}  // namespace

std::unique_ptr<Model> make_measured(std::unique_ptr<Model> model, const Clock& clock,
                                     Metrics& metrics) {
  return std::make_unique<Measured>(std::move(model), clock, metrics);
}

}  // namespace mta::models
