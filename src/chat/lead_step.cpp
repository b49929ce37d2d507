#include "chat/lead_step.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace mta::chat {
namespace {

using catalogue::Intent;

bool is_one_of(Intent intent, std::initializer_list<Intent> intents) {
  return std::ranges::find(intents, intent) != intents.end();
}

/// Names and numbers mean nothing to the catalogue, or what a clinic is called after.
bool is_meant_by_details(Intent intent) {
  return is_one_of(intent,
                   {Intent::find, Intent::contact, Intent::overview, Intent::unknown_product,
                    Intent::which_device, Intent::off_topic, Intent::about});
}

bool says_more_by_model(Intent intent) {
  return is_one_of(intent, {Intent::compare, Intent::details, Intent::terms, Intent::training,
                            Intent::support, Intent::about, Intent::overview});
}

}  // namespace

Task<bool> put_step(LeadStep step, bool is_first, ReplySink& sink) {
  bool is_read = true;
  if (!step.text.text.empty()) {
    const std::string gap = is_first ? "" : "\n\n";
    is_read =
        co_await sink.put(TextDelta{.text = gap + step.text.text, .kept = gap + step.text.kept});
  }
  if (step.progress) is_read = co_await sink.put(std::move(*step.progress)) && is_read;
  if (step.hand_off) is_read = co_await sink.put(std::move(*step.hand_off)) && is_read;
  co_return is_read;
}

Task<bool> StepBehind::put(ReplyEvent event) {
  auto* end = std::get_if<Finished>(&event);
  if (end == nullptr) co_return co_await sink_.put(std::move(event));
  if (!end->completion.error) {
    if (step_.kind != LeadStep::Kind::nothing) {
      end->completion.facts.outcome = std::min(end->completion.facts.outcome, Outcome::hand_off);
    }
    co_await put_step(std::move(step_), false, sink_);
  }
  co_return co_await sink_.put(std::move(event));
}

RestOfQuestion rest_of(const catalogue::Question& question, const LeadStep& step,
                       std::size_t message_size) {
  constexpr std::size_t long_message = 160;  // bytes
  const bool is_long = message_size > long_message;
  RestOfQuestion rest{.question = question};
  std::erase_if(rest.question.intents, [&](Intent intent) {
    if (step.is_all) return true;
    if (is_one_of(intent, {Intent::human, Intent::greeting, Intent::thanks, Intent::farewell})) {
      return true;
    }
    if (step.kind == LeadStep::Kind::reply) return is_meant_by_details(intent);
    if (intent == Intent::off_topic) return !is_long;
    const bool asks_no_more = question.pieces.empty() && !question.wants_total &&
                              question.currency == catalogue::Currency::unsaid;
    return intent == Intent::price && step.names_prices && asks_no_more;
  });
  rest.is_for_model = std::ranges::any_of(rest.question.intents, [&](Intent intent) {
    return says_more_by_model(intent) ||
           (is_long && is_one_of(intent, {Intent::off_topic, Intent::unknown_product}));
  });
  return rest;
}

}  // namespace mta::chat
