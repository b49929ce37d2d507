#include "models/fallback.h"

#include <utility>

namespace mta::models {
namespace {

class FallbackModel final : public Model {
 public:
  FallbackModel(std::unique_ptr<Model> primary, std::unique_ptr<Model> substitute, Metrics& metrics)
      : primary_(std::move(primary)), substitute_(std::move(substitute)), metrics_(metrics) {}

  [[nodiscard]] std::string_view id() const override { return primary_->id(); }

  Task<Completion> complete(const Prompt& prompt, TokenSink& sink, CallLimits limits) override {
    Completion first = co_await primary_->complete(prompt, sink, limits);
    const bool final = !first.error || first.error->kind == ErrorKind::client_left || sink.shown();
    if (final) co_return first;
    sink.answered_by(substitute_->id(), true);
    Completion second = co_await substitute_->complete(prompt, sink, std::move(limits));
    second.fallback = true;
    if (first.usage) second.usage = first.usage;
    if (!second.error) metrics_.add(Counter::fallback_answers);
    co_return second;
  }

 private:
  std::unique_ptr<Model> primary_;
  std::unique_ptr<Model> substitute_;
  Metrics& metrics_;
};

}  // namespace

std::unique_ptr<Model> make_fallback(std::unique_ptr<Model> primary,
                                     std::unique_ptr<Model> substitute, Metrics& metrics) {
  return std::make_unique<FallbackModel>(std::move(primary), std::move(substitute), metrics);
}

}  // namespace mta::models
