#include "models/catalogue.h"

#include <string>

#include "models/answers.h"
#include "models/question.h"

namespace mta::models {
namespace {

constexpr std::string_view model_id = "catalogue";

class Catalogue final : public Model {
 public:
  Catalogue(const Knowledge& knowledge, const CatalogueIndex& index)
      : knowledge_(knowledge), index_(index) {}

  [[nodiscard]] std::string_view id() const override { return model_id; }

  Task<Completion> complete(const Prompt& prompt, TokenSink& sink, CallLimits) override {
    const Question question = understand(prompt.messages, knowledge_.products, index_);
    co_await sink.text(compose(question, knowledge_));
    co_await sink.end();
    co_return Completion{.error = {}, .model = std::string(model_id), .usage = Usage{}};
  }

 private:
  const Knowledge& knowledge_;
  const CatalogueIndex& index_;
};

}  // namespace

std::unique_ptr<Model> make_catalogue(const Knowledge& knowledge, const CatalogueIndex& index) {
  return std::make_unique<Catalogue>(knowledge, index);
}

}  // namespace mta::models
