#include "chat/lead_dialogue.h"

#include <utility>

#include "catalogue/answers.h"
#include "chat/answer_facts.h"
#include "chat/answer_rows.h"
#include "chat/call_metrics.h"
#include "chat/lead_turn.h"
#include "chat/visible_text.h"

namespace mta::chat {
namespace {

using catalogue::Intent;

constexpr std::string_view catalogue_id = "catalogue";

std::string visible(std::string_view text) {
  VisibleText filter;
  std::string shown = filter.feed(text);
  return shown += filter.finish();
}

class LeadDialogue final : public Responder {
 public:
  LeadDialogue(LeadDialogueOptions options, LeadDialogueParts parts)
      : options_(std::move(options)), parts_(std::move(parts)) {
    if (!parts_.place) return;
    drafts_.emplace(leads::Drafts::Parts{.store = parts_.place->drafts,
                                         .secret = parts_.place->secret,
                                         .clock = parts_.clock,
                                         .random = parts_.random,
                                         .metrics = parts_.metrics,
                                         .log = parts_.log});
  }

  [[nodiscard]] std::string_view model_id() const override { return parts_.next->model_id(); }

  Task<void> respond(Query query, ReplySink& sink) override {
    query.understood = parts_.understanding.understand(query.conversation, parts_.most_meant);
    LeadStep step = parts_.place ? co_await step_of(query) : LeadStep{};
    if (step.kind == LeadStep::Kind::nothing) send_to_whatsapp(query, step);
    const bool says_nothing = step.text.text.empty() && !step.progress;
    if (says_nothing) co_return co_await parts_.next->respond(std::move(query), sink);
    co_await answer_with(std::move(step), std::move(query), sink);
  }

 private:
  Task<LeadStep> step_of(const Query& query) {
    const LeadTurn::Parts parts{.options = options_,
                                .place = *parts_.place,
                                .drafts = *drafts_,
                                .understanding = parts_.understanding,
                                .clock = parts_.clock,
                                .random = parts_.random,
                                .metrics = parts_.metrics,
                                .log = parts_.log};
    LeadTurn turn(parts, query);
    co_return co_await turn.run();
  }

  /// Who asks for people where the dialogue asks for nothing.
  void send_to_whatsapp(const Query& query, LeadStep& step) const {
    const catalogue::Question& question = query.understood->question;
    const bool asks = question.is(Intent::human) || question.is(Intent::contact);
    if (!asks || question.needs_doctor() || question.is(Intent::treatment)) return;
    std::vector<std::string> devices;
    for (const std::size_t row : question.products) {
      devices.push_back(parts_.understanding.knowledge().products[row].name);
    }
    add_whatsapp(options_, {parts_.understanding.knowledge(), question.language}, devices, query,
                 step);
  }

  Task<void> answer_with(LeadStep step, Query query, ReplySink& sink) {
    const catalogue::Question& question = query.understood->question;
    const bool is_beside =
        !step.is_all && (step.kind == LeadStep::Kind::nothing || question.needs_doctor() ||
                         question.is(Intent::treatment));
    RestOfQuestion rest = rest_of(question, step, query.said.size());
    if (!is_beside && !rest.is_for_model) {
      co_return co_await answer_alone(std::move(step), std::move(rest.question), question, sink);
    }
    if (!is_beside) query.understood->question = std::move(rest.question);
    StepBehind both(std::move(step), sink);
    co_await parts_.next->respond(std::move(query), both);
  }

  /// What the catalogue says to the rest of the question, then the step.
  Task<void> answer_alone(LeadStep step, catalogue::Question rest,
                          const catalogue::Question& question, ReplySink& sink) {
    const SteadyTime started = parts_.clock.steady_now();
    parts_.metrics.add(Counter::direct_answers);
    co_await sink.put(Replaced{.model = std::string(catalogue_id)});
    const bool has_rest = !rest.intents.empty();
    if (has_rest) {
      co_await sink.put(TextDelta{visible(compose(rest, parts_.understanding.knowledge()))});
    }
    co_await put_step(std::move(step), !has_rest, sink);
    Completion completion{.model = std::string(catalogue_id), .usage = Usage{}};
    const std::chrono::duration<double> duration = parts_.clock.steady_now() - started;
    record(parts_.metrics, completion, duration, duration);
    completion.facts = facts_of_catalogue(question, Outcome::hand_off);
    completion.facts.rows = rows_of_catalogue(question, parts_.understanding.knowledge());
    co_await sink.put(Finished{std::move(completion)});
  }

  const LeadDialogueOptions options_;
  LeadDialogueParts parts_;
  std::optional<leads::Drafts> drafts_;
};

}  // namespace

std::unique_ptr<Responder> make_lead_dialogue(LeadDialogueOptions options,
                                              LeadDialogueParts parts) {
  return std::make_unique<LeadDialogue>(std::move(options), std::move(parts));
}

}  // namespace mta::chat
