#include "chat/responder.h"

#include <span>
#include <utility>

#include "catalogue/answers.h"
#include "chat/answer_facts.h"
#include "chat/answer_rows.h"
#include "chat/call_metrics.h"
#include "chat/model_error.h"
#include "chat/visible_text.h"

namespace mta::chat {
namespace {

constexpr std::string_view catalogue_id = "catalogue";
/// In bytes. A longer message says more than a greeting or the name of a device.
constexpr std::size_t longest_simple_text = 160;

/// Passes a model's text on and keeps how it ended.
class ModelReply final : public ReplySink {
 public:
  explicit ModelReply(ReplySink& sink) : sink_(sink) {}

  Task<bool> put(ReplyEvent event) override {
    if (auto* end = std::get_if<Finished>(&event)) {
      completion = std::move(end->completion);
      co_return true;
    }
    has_text = true;
    co_return co_await sink_.put(std::move(event));
  }

  bool has_text = false;
  Completion completion;

 private:
  ReplySink& sink_;
};

std::string visible(std::string_view text) {
  VisibleText filter;
  std::string shown = filter.feed(text);
  return shown += filter.finish();
}

/// The answer to one query.
class Answering {
 public:
  Answering(const ResponderOptions& options, const ResponderParts& parts, Query query,
            ReplySink& sink)
      : options_(options),
        parts_(parts),
        query_(std::move(query)),
        sink_(sink),
        started_(parts.clock.steady_now()),
        understood_(std::move(query_.understood)) {}

  Task<void> run() {
    if (!parts_.model) return answer_from_catalogue(understood().question, Outcome::answered, {});
    const bool may_be_direct = options_.direct_answers && !query_.persona_override;
    if (const auto question = may_be_direct ? direct_question() : std::nullopt) {
      return answer_directly(*question);
    }
    return ask_model();
  }

 private:
  /// The message in the light of the conversation.
  const catalogue::Understood& understood() {
    if (!understood_) {
      understood_ =
          parts_.understanding.understand(query_.conversation, parts_.prompts.most_meant());
    }
    return *understood_;
  }

  /// What the catalogue alone has the answer to; nothing: it is the model's.
  std::optional<catalogue::Question> direct_question() {
    const catalogue::Question& question = understood().question;
    // What answers.csv says is said word for word.
    if (question.needs_doctor() || question.is(catalogue::Intent::stated)) return question;
    const Message& message = query_.conversation.back();
    if (message.content.size() > longest_simple_text) return std::nullopt;
    // By itself: what was said before could give the words another meaning.
    catalogue::Question alone = query_.conversation.size() == 1
                                    ? question
                                    : parts_.understanding.understand(std::span(&message, 1));
    return alone.is_simple ? std::optional(std::move(alone)) : std::nullopt;
  }

  Task<void> answer_directly(catalogue::Question question) {
    parts_.metrics.add(Counter::direct_answers);
    co_await sink_.put(Replaced{.model = std::string(catalogue_id)});
    co_await answer_from_catalogue(std::move(question), Outcome::direct, {});
  }

  Task<void> ask_model() {
    ModelReply reply(sink_);
    co_await ask(reply);
    Completion& completion = reply.completion;
    const bool is_shown = reply.has_text && query_.delivery == Delivery::streamed;
    if (options_.refuse_corrected && completion.corrections.any() && !completion.error &&
        !is_shown) {
      completion.error = wrong_answer("the price guard refused the model's answer");
    }
    const bool is_final = !completion.error || is_shown;
    if (!is_final && completion.filtered) co_return co_await refuse(std::move(completion));
    const bool falls_back =
        options_.fallback && !is_final && completion.error->kind != ErrorKind::client_left;
    if (falls_back) co_return co_await fall_back(std::move(completion));
    co_await finish_model(std::move(completion));
  }

  Task<void> ask(ReplySink& reply) {
    if (parts_.shared && query_.conversation.size() == 1) {
      co_await parts_.shared->answer(
          key_of_first_question(query_.persona_override, query_.conversation.back().content),
          [this] { return prompt(); }, reply, query_.limits);
      co_return;
    }
    const Prompt asked = prompt();
    co_await parts_.model->complete(asked, reply, query_.limits);
  }

  Prompt prompt() {
    const std::vector<std::size_t>& meant = understood().meant;
    Prompt made = parts_.prompts.build(query_.persona_override, std::move(query_.conversation),
                                       meant, understood().question.maybe_stated);
    prompted_ = made.products;
    made.question = understood().question;
    return made;
  }

  /// The end of a model's answer. One that was kept needed no prompt.
  Task<void> finish_model(Completion completion) {
    const Outcome by = completion.shared ? Outcome::kept : Outcome::answered;
    if (!understood_) return finish(std::move(completion), {.outcome = by}, {});
    const std::vector<std::size_t>& products = completion.shared ? understood_->meant : prompted_;
    return finish(std::move(completion), facts_of_model(understood_->question, by),
                  rows_of_model(understood_->question, products, knowledge()));
  }

  Task<void> finish(Completion completion, AnswerFacts facts, std::vector<std::string> rows) {
    completion.facts = std::move(facts);
    completion.facts.rows = std::move(rows);
    co_await sink_.put(Finished{std::move(completion)});
  }

  /// A guardrail ended the model's answer: a fixed text in the visitor's language takes its place.
  Task<void> refuse(Completion completion) {
    co_await sink_.put(Replaced{.model = completion.model});
    co_await sink_.put(TextDelta{
        catalogue::refusal(understood().question.language, parts_.understanding.knowledge())});
    completion.error.reset();
    co_await finish(std::move(completion), facts_of_model(understood().question, Outcome::refused),
                    {});
  }

  /// What the failed call cost is part of the answer's usage.
  Task<void> fall_back(Completion failed) {
    started_ = parts_.clock.steady_now();
    parts_.metrics.add(Counter::fallback_answers);
    co_await sink_.put(Replaced{.model = std::string(catalogue_id), .fallback = true});
    // The guard's refusal is no failure of the model.
    const Outcome by = failed.corrections.any() ? Outcome::refused : Outcome::fallback;
    co_await answer_from_catalogue(
        understood().question, by,
        {.fallback = true, .usage = failed.usage, .corrections = failed.corrections});
  }

  struct InPlaceOf {
    bool fallback = false;
    std::optional<Usage> usage;
    Corrections corrections = {};
  };

  Task<void> answer_from_catalogue(catalogue::Question question, Outcome by, InPlaceOf failed) {
    std::string text = visible(compose(question, parts_.understanding.knowledge()));
    if (!text.empty()) co_await sink_.put(TextDelta{std::move(text)});
    Completion completion{.model = std::string(catalogue_id), .usage = Usage{}};
    const std::chrono::duration<double> duration = parts_.clock.steady_now() - started_;
    record(parts_.metrics, completion, duration, duration);
    completion.fallback = failed.fallback;
    completion.corrections = failed.corrections;
    if (failed.usage) completion.usage = failed.usage;
    co_await finish(std::move(completion), facts_of_catalogue(question, by),
                    rows_of_catalogue(question, knowledge()));
  }

  [[nodiscard]] const Knowledge& knowledge() const { return parts_.understanding.knowledge(); }

  const ResponderOptions& options_;
  const ResponderParts& parts_;
  Query query_;
  ReplySink& sink_;
  SteadyTime started_;  // of what the catalogue answers
  std::optional<catalogue::Understood> understood_;
  std::vector<std::size_t> prompted_;  // the products that the model was told about
};

class CatalogueOrModel final : public Responder {
 public:
  CatalogueOrModel(ResponderOptions options, ResponderParts parts)
      : options_(options), parts_(std::move(parts)) {}

  [[nodiscard]] std::string_view model_id() const override {
    return parts_.model ? parts_.model->id() : catalogue_id;
  }

  Task<void> respond(Query query, ReplySink& sink) override {
    Answering answering(options_, parts_, std::move(query), sink);
    co_await answering.run();
  }

 private:
  ResponderOptions options_;
  ResponderParts parts_;
};

}  // namespace

std::unique_ptr<Responder> make_responder(ResponderOptions options, ResponderParts parts) {
  return std::make_unique<CatalogueOrModel>(options, std::move(parts));
}

}  // namespace mta::chat
