#include "models/catalogue.h"

#include <string>

#include "core/catalogue_index.h"
#include "models/answers.h"
#include "models/question.h"

namespace mta::models {
namespace {

constexpr std::string_view model_id = "catalogue";

class Catalogue final : public Model {
 public:
  explicit Catalogue(const Knowledge& knowledge)
      : knowledge_(knowledge), index_(knowledge.products) {}

  [[nodiscard]] std::string_view id() const override { return model_id; }

  Task<Completion> complete(const Prompt& prompt, TokenSink& sink) override {
    const Question question = understand(prompt.messages, knowledge_.products, index_);
    co_await sink.text(compose(question, knowledge_));
    co_return Completion{.error = {}, .model = std::string(model_id), .usage = Usage{}};
  }

 private:
  const Knowledge& knowledge_;
  CatalogueIndex index_;
};

}  // namespace

std::unique_ptr<Model> make_catalogue(const Knowledge& knowledge) {
  return std::make_unique<Catalogue>(knowledge);
}

}  // namespace mta::models
