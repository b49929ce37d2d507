#include "models/direct_answers.h"

#include <utility>

#include "models/question.h"

namespace mta::models {
namespace {

class DirectAnswers final : public Model {
 public:
  DirectAnswers(std::unique_ptr<Model> model, std::unique_ptr<Model> catalogue,
                const Knowledge& knowledge, const CatalogueIndex& index, Metrics& metrics)
      : model_(std::move(model)),
        catalogue_(std::move(catalogue)),
        knowledge_(knowledge),
        index_(index),
        metrics_(metrics) {}

  [[nodiscard]] std::string_view id() const override { return model_->id(); }

  Task<Completion> complete(const Prompt& prompt, TokenSink& sink, CallLimits limits) override {
    // What was said before could give the words another meaning.
    const Prompt alone{.messages = {prompt.messages.back()}};
    const bool needs_no_model =
        !prompt.own_persona && understand(alone.messages, knowledge_.products, index_).is_simple;
    if (!needs_no_model) co_return co_await model_->complete(prompt, sink, std::move(limits));
    metrics_.add(Counter::direct_answers);
    sink.answered_by(catalogue_->id(), false);
    co_return co_await catalogue_->complete(alone, sink, std::move(limits));
  }

 private:
  std::unique_ptr<Model> model_;
  std::unique_ptr<Model> catalogue_;
  const Knowledge& knowledge_;
  const CatalogueIndex& index_;
  Metrics& metrics_;
};

}  // namespace

std::unique_ptr<Model> make_direct_answers(std::unique_ptr<Model> model,
                                           std::unique_ptr<Model> catalogue,
                                           const Knowledge& knowledge, const CatalogueIndex& index,
                                           Metrics& metrics) {
  return std::make_unique<DirectAnswers>(std::move(model), std::move(catalogue), knowledge, index,
                                         metrics);
}

}  // namespace mta::models
