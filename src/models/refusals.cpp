#include "models/refusals.h"

#include <utility>

#include "catalogue/answers.h"

namespace mta::models {
namespace {

class Refusals final : public Model {
 public:
  Refusals(std::unique_ptr<Model> model, const catalogue::Understanding& understanding)
      : model_(std::move(model)), understanding_(understanding) {}

  [[nodiscard]] std::string_view id() const override { return model_->id(); }

  Task<Completion> complete(const Prompt& prompt, TokenSink& sink, CallLimits limits) override {
    Completion completion = co_await model_->complete(prompt, sink, std::move(limits));
    if (!completion.filtered || sink.shown()) co_return completion;
    // Forgets what the model had said before it was stopped.
    sink.answered_by(id(), false);
    co_await sink.text(catalogue::refusal(understanding_.understand(prompt.messages).language));
    co_await sink.end();
    completion.error.reset();
    co_return completion;
  }

 private:
  std::unique_ptr<Model> model_;
  const catalogue::Understanding& understanding_;
};

}  // namespace

std::unique_ptr<Model> make_refusals(std::unique_ptr<Model> model,
                                     const catalogue::Understanding& understanding) {
  return std::make_unique<Refusals>(std::move(model), understanding);
}

}  // namespace mta::models
