#include "models/direct_answers.h"

#include <span>
#include <utility>

namespace mta::models {
namespace {

/// In bytes. Who writes more has more to say than a greeting or the name of a device.
constexpr std::size_t longest_simple_text = 160;

class DirectAnswers final : public Model {
 public:
  DirectAnswers(std::unique_ptr<Model> model, std::unique_ptr<Model> catalogue,
                const catalogue::Understanding& understanding, Metrics& metrics)
      : model_(std::move(model)),
        catalogue_(std::move(catalogue)),
        understanding_(understanding),
        metrics_(metrics) {}

  [[nodiscard]] std::string_view id() const override { return model_->id(); }

  Task<Completion> complete(const Prompt& prompt, TokenSink& sink, CallLimits limits) override {
    const bool needs_doctor = !prompt.own_persona && understanding_.needs_doctor(prompt.messages);
    if (!needs_doctor && !needs_no_model(prompt))
      co_return co_await model_->complete(prompt, sink, std::move(limits));
    metrics_.add(Counter::direct_answers);
    sink.answered_by(catalogue_->id(), false);
    if (needs_doctor) co_return co_await catalogue_->complete(prompt, sink, std::move(limits));
    // By itself: what was said before could give the words another meaning.
    const Prompt alone{.messages = {prompt.messages.back()}};
    co_return co_await catalogue_->complete(alone, sink, std::move(limits));
  }

 private:
  [[nodiscard]] bool needs_no_model(const Prompt& prompt) const {
    const Message& message = prompt.messages.back();
    return !prompt.own_persona && message.content.size() <= longest_simple_text &&
           understanding_.understand(std::span(&message, 1)).is_simple;
  }

  std::unique_ptr<Model> model_;
  std::unique_ptr<Model> catalogue_;
  const catalogue::Understanding& understanding_;
  Metrics& metrics_;
};

}  // namespace

std::unique_ptr<Model> make_direct_answers(std::unique_ptr<Model> model,
                                           std::unique_ptr<Model> catalogue,
                                           const catalogue::Understanding& understanding,
                                           Metrics& metrics) {
  return std::make_unique<DirectAnswers>(std::move(model), std::move(catalogue), understanding,
                                         metrics);
}

}  // namespace mta::models
