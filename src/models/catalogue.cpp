#include "models/catalogue.h"

#include <string>

#include "catalogue/answers.h"

namespace mta::models {
namespace {

constexpr std::string_view model_id = "catalogue";

class Catalogue final : public Model {
 public:
  explicit Catalogue(const catalogue::Understanding& understanding)
      : understanding_(understanding) {}

  [[nodiscard]] std::string_view id() const override { return model_id; }

  Task<Completion> complete(const Prompt& prompt, TokenSink& sink, CallLimits) override {
    const catalogue::Question question = understanding_.understand(prompt.messages);
    co_await sink.text(catalogue::compose(question, understanding_.knowledge()));
    co_await sink.end();
    co_return Completion{.error = {}, .model = std::string(model_id), .usage = Usage{}};
  }

 private:
  const catalogue::Understanding& understanding_;
};

}  // namespace

std::unique_ptr<Model> make_catalogue(const catalogue::Understanding& understanding) {
  return std::make_unique<Catalogue>(understanding);
}

}  // namespace mta::models
