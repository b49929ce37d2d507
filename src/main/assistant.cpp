#include "main/assistant.h"

#include <chrono>
#include <utility>
#include <variant>

namespace mta {
namespace {

std::shared_ptr<const std::vector<Product>> products_of(
    const std::shared_ptr<const Assistant>& assistant) {
  return {assistant, &assistant->knowledge.products};
}

/// Tells at the end which catalogue the answer was made with.
class WithProducts final : public ReplySink {
 public:
  WithProducts(ReplySink& sink, const std::shared_ptr<const Assistant>& assistant)
      : sink_(sink), assistant_(assistant) {}

  Task<bool> put(ReplyEvent event) override {
    if (auto* end = std::get_if<Finished>(&event)) {
      end->completion.products = products_of(assistant_);
    }
    return sink_.put(std::move(event));
  }

 private:
  ReplySink& sink_;
  const std::shared_ptr<const Assistant>& assistant_;
};

}  // namespace

Assistant::Assistant(KnowledgeSet set, const Clock& clock, const MakeResponder& make_responder)
    : digest(std::move(set.digest)),
      knowledge(std::move(set.loaded.knowledge)),
      consent(std::move(set.consent)),
      understanding(knowledge,
                    [&clock] { return std::chrono::floor<std::chrono::days>(clock.now()); }),
      prompts(knowledge, understanding.index()),
      responder(make_responder(*this)) {}

std::shared_ptr<const Assistant> CurrentAssistant::get() const {
  const std::scoped_lock lock(mutex_);
  return current_;
}

void CurrentAssistant::set(std::shared_ptr<const Assistant> next) {
  {
    const std::scoped_lock lock(mutex_);
    current_.swap(next);
  }
  // What `next` holds now is destroyed outside the lock, unless an answer still has it.
}

std::shared_ptr<const std::vector<Product>> CurrentAssistant::products() const {
  return products_of(get());
}

std::shared_ptr<const leads::ConsentWordings> CurrentAssistant::consent() const {
  const auto assistant = get();
  return {assistant, &assistant->consent};
}

std::string_view CurrentAssistant::model_id() const { return get()->responder->model_id(); }

Task<void> CurrentAssistant::respond(Query query, ReplySink& sink) {
  if (look_) co_await look_();
  const std::shared_ptr<const Assistant> assistant = get();
  WithProducts with_products(sink, assistant);
  co_await assistant->responder->respond(std::move(query), with_products);
}

}  // namespace mta
