#include "chat/guarded_model.h"

#include <utility>

#include "chat/model_error.h"

namespace mta::chat {
namespace {

/// Passes on what the guard lets through; keeps how the model ended.
class GuardedSink final : public ReplySink {
 public:
  GuardedSink(ReplySink& sink, PriceGuard& guard) : sink_(sink), guard_(guard) {}

  Task<bool> put(ReplyEvent event) override {
    if (auto* end = std::get_if<Finished>(&event)) {
      completion = std::move(end->completion);
      co_return true;
    }
    const auto* delta = std::get_if<TextDelta>(&event);
    if (delta == nullptr) co_return co_await sink_.put(std::move(event));
    const bool is_read = co_await pass(guard_.feed(delta->text));
    co_return is_read && !guard_.has_ended();
  }

  Task<bool> pass(std::string text) {
    if (text.empty()) co_return true;
    has_text = true;
    co_return co_await sink_.put(TextDelta{std::move(text)});
  }

  Completion completion;
  bool has_text = false;

 private:
  ReplySink& sink_;
  PriceGuard& guard_;
};

class Guarded final : public Model {
 public:
  Guarded(std::unique_ptr<Model> model, PriceGuardMode mode,
          const catalogue::Understanding& understanding, Metrics& metrics, Log& log)
      : model_(std::move(model)),
        mode_(mode),
        rules_(understanding),
        metrics_(metrics),
        log_(log) {}

  [[nodiscard]] std::string_view id() const override { return model_->id(); }

  Task<void> complete(const Prompt& prompt, ReplySink& sink, CallLimits limits) override {
    PriceGuard guard(rules_, mode_, prompt.messages, prompt.question);
    GuardedSink guarded(sink, guard);
    co_await model_->complete(prompt, guarded, std::move(limits));
    co_await guarded.pass(guard.finish());
    Completion& completion = guarded.completion;
    completion.corrections = guard.corrections();
    completion.is_checked = true;
    // The guard itself has ended the call.
    if (guard.has_ended()) completion.error.reset();
    if (!completion.error && !guarded.has_text && guard.corrections().any())
      completion.error = wrong_answer("the price guard left nothing of the answer");
    tell(guard.corrections());
    co_await sink.put(Finished{std::move(completion)});
  }

 private:
  void tell(const Corrections& corrections) {
    if (corrections.price) metrics_.add(Counter::prices_corrected);
    if (corrections.promise) metrics_.add(Counter::promises_corrected);
    if (!corrections.any()) return;
    log_.write(LogLevel::warn, "the price guard corrected the model's answer",
               {{"model", id()}, {"price", corrections.price}, {"promise", corrections.promise}});
  }

  std::unique_ptr<Model> model_;
  PriceGuardMode mode_;
  PriceRules rules_;
  Metrics& metrics_;
  Log& log_;
};

}  // namespace

std::unique_ptr<Model> make_guarded(std::unique_ptr<Model> model, PriceGuardMode mode,
                                    const catalogue::Understanding& understanding, Metrics& metrics,
                                    Log& log) {
  return std::make_unique<Guarded>(std::move(model), mode, understanding, metrics, log);
}

}  // namespace mta::chat
