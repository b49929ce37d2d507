#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "eval/report.h"

namespace mta::eval {
namespace {

namespace json = boost::json;

template <class Texts>
json::array array_of(const Texts& texts) {
  json::array array;
  for (const auto& text : texts) array.emplace_back(text);
  return array;
}

json::object object_of(const Answer& answer) {
  json::object object{{"text", answer.text}, {"model", answer.model}};
  if (answer.fallback) object["fallback"] = true;
  if (answer.corrected) object["corrected"] = true;
  if (!answer.error.empty()) object["error"] = answer.error;
  return object;
}

json::object name_of(const Question& question) {
  return {{"id", question.id},
          {"file", question.place.file},
          {"line", question.place.line},
          {"category", question.category},
          {"language", question.language}};
}

json::object object_of(const Question& question, const Verdict& result) {
  json::object object = name_of(question);
  object["turns"] = array_of(question.turns);
  json::array& answers = (object["answers"] = json::array()).as_array();
  for (const Answer& answer : result.answers) answers.push_back(object_of(answer));
  object["right"] = result.is_right();
  object["faults"] = array_of(result.faults);
  return object;
}

json::object spending(const Run& run) {
  constexpr double micro = 1e-6;
  const Spent spent = spent_on(run);
  return {{"model", run.model},
          {"model_answers", spent.calls},
          {"fallback_answers", spent.fallbacks},
          {"corrected_answers", spent.corrected},
          {"input_tokens", spent.usage.input_tokens},
          {"output_tokens", spent.usage.output_tokens},
          {"cost_usd", static_cast<double>(spent.usage.cost_micro_usd) * micro}};
}

json::object document(const Run& run) {
  json::object object{{"questions", run.questions.size()},
                      {"right", count_right(run)},
                      {"answers", count_answers(run)},
                      {"spent", spending(run)}};
  json::array& results = (object["results"] = json::array()).as_array();
  for (std::size_t i = 0; i < run.results.size(); ++i) {
    results.push_back(object_of(run.questions[i], run.results[i]));
  }
  return object;
}

json::object object_of(const Comparison& comparison, const Difference& at) {
  const Question& question = comparison.run.questions[at.question];
  const Verdict& result = comparison.run.results[at.question];
  const Verdict& other = comparison.others[at.question];
  json::object object = name_of(question);
  object["turn"] = at.turn + 1;
  object["message"] = question.turns[at.turn];
  object["answer"] = result.answers[at.turn].text;
  object["other_answer"] = other.answers[at.turn].text;
  object["right"] = result.is_right();
  object["other_right"] = other.is_right();
  return object;
}

}  // namespace

std::string json_report(const Run& run) { return json::serialize(document(run)) + "\n"; }

std::string json_report(const Comparison& comparison) {
  json::object object = document(comparison.run);
  object["knowledge"] = comparison.folder;
  object["other_knowledge"] = comparison.other_folder;
  json::array& found = (object["differences"] = json::array()).as_array();
  for (const Difference& one : differences(comparison)) {
    found.push_back(object_of(comparison, one));
  }
  return json::serialize(object) + "\n";
}

}  // namespace mta::eval
