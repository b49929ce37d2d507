#include "chat/answer_facts.h"

#include <algorithm>

namespace mta::chat {
namespace {

using catalogue::Intent;
using catalogue::Language;
using catalogue::Question;

std::string language_tag(const Question& question) {
  if (question.is_french) return "fr";
  switch (question.language) {
    case Language::english:
      return "en";
    case Language::arabic:
      return "ar";
    case Language::arabizi:
      return "ar-Latn";
  }
  return {};
}

Outcome asked_for(const Question& question) {
  if (question.needs_doctor()) return Outcome::medical;
  if (question.is(Intent::human)) return Outcome::hand_off;
  if (question.is(Intent::unknown_product)) return Outcome::unknown_product;
  return question.is(Intent::off_topic) ? Outcome::off_topic : Outcome::answered;
}

}  // namespace

AnswerFacts facts_of_catalogue(const Question& question, Outcome by) {
  return {.outcome = std::min(asked_for(question), by), .language = language_tag(question)};
}

AnswerFacts facts_of_model(const Question& question, Outcome by) {
  AnswerFacts facts = facts_of_catalogue(question, by);
  if (facts.outcome == Outcome::off_topic) facts.outcome = by;
  return facts;
}

}  // namespace mta::chat
