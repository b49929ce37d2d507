#include "storage/dynamodb_turn.h"

#include <utility>

#include <boost/json/array.hpp>

#include "base/utc_text.h"
#include "storage/dynamodb_client.h"
#include "storage/milliseconds.h"

namespace mta::storage {
namespace {

namespace json = boost::json;

json::object list_of(const std::vector<std::string>& texts) {
  json::array list;
  for (const std::string& text : texts) list.push_back(string_value(text));
  return {{"L", std::move(list)}};
}

std::vector<std::string> texts_of(const json::object& item, std::string_view name) {
  std::vector<std::string> texts;
  const json::object* typed = object_in(item, name);
  const json::value* list = typed != nullptr ? typed->if_contains("L") : nullptr;
  if (list == nullptr || !list->is_array()) return texts;
  for (const json::value& element : list->get_array()) {
    const json::object* value = element.if_object();
    const json::value* text = value != nullptr ? value->if_contains("S") : nullptr;
    if (text != nullptr && text->is_string()) texts.emplace_back(text->get_string());
  }
  return texts;
}

bool flag_of(const json::object& item, std::string_view name) {
  const json::object* typed = object_in(item, name);
  const json::value* flag = typed != nullptr ? typed->if_contains("BOOL") : nullptr;
  return flag != nullptr && flag->is_bool() && flag->get_bool();
}

json::object map_of(const TurnRecord& record) {
  json::object map{{"conversation_id", string_value(record.conversation_id)},
                   {"message_id", string_value(record.message_id)},
                   {"language", string_value(record.facts.language)},
                   {"outcome", string_value(name_of(record.facts.outcome))},
                   {"rows", list_of(record.facts.rows)},
                   {"input_tokens", number_value(record.usage.input_tokens)},
                   {"output_tokens", number_value(record.usage.output_tokens)},
                   {"cost_micro_usd", number_value(record.usage.cost_micro_usd)},
                   {"usage_estimated", {{"BOOL", record.usage.estimated}}},
                   {"corrected_price", {{"BOOL", record.corrections.price}}},
                   {"corrected_promise", {{"BOOL", record.corrections.promise}}},
                   {"latency_ms", number_value(record.latency.count())}};
  return {{"M", std::move(map)}};
}

std::optional<TurnRecord> record_of(const json::object& map) {
  const auto outcome = outcome_of(string_of(map, "outcome").value_or(""));
  if (!outcome) return std::nullopt;
  const auto text = [&](std::string_view name) { return string_of(map, name).value_or(""); };
  const auto number = [&](std::string_view name) { return number_of(map, name).value_or(0); };
  return TurnRecord{
      .conversation_id = text("conversation_id"),
      .message_id = text("message_id"),
      .facts = {.outcome = *outcome, .language = text("language"), .rows = texts_of(map, "rows")},
      .corrections = {.price = flag_of(map, "corrected_price"),
                      .promise = flag_of(map, "corrected_promise")},
      .usage = {.input_tokens = number("input_tokens"),
                .output_tokens = number("output_tokens"),
                .cost_micro_usd = number("cost_micro_usd"),
                .estimated = flag_of(map, "usage_estimated")},
      .latency = std::chrono::milliseconds(number("latency_ms"))};
}

const json::object* record_map(const json::object& item) {
  const json::object* typed = object_in(item, "record");
  return typed != nullptr ? object_in(*typed, "M") : nullptr;
}

std::optional<Feedback> feedback_in(const json::object& item) {
  const json::object* map = record_map(item);
  const auto rating =
      map != nullptr ? rating_of(string_of(*map, "feedback").value_or("")) : std::nullopt;
  if (!rating) return std::nullopt;
  return Feedback{.rating = *rating, .comment = string_of(*map, "feedback_comment").value_or("")};
}

}  // namespace

json::object item_of(const std::string& conversation, const Turn& turn, Timestamp expires_at) {
  json::object item{{"session_id", string_value(conversation)},
                    {"timestamp", number_value(milliseconds(turn.at))},
                    {"message", string_value(turn.message)},
                    {"answer", string_value(turn.answer)},
                    {"model", string_value(turn.model)},
                    {"expires_at", time_value(expires_at)}};
  if (turn.record) {
    const auto day = std::chrono::floor<std::chrono::days>(turn.at);
    item["day"] = string_value(utc_text(day, "%Y-%m-%d"));
    item["record"] = map_of(*turn.record);
  }
  return item;
}

std::optional<Turn> turn_of(const json::object& item) {
  const auto at = number_of(item, "timestamp");
  auto message = string_of(item, "message");
  auto answer = string_of(item, "answer");
  if (!at || !message || !answer) return std::nullopt;
  return Turn{.at = Timestamp{std::chrono::milliseconds{*at}},
              .message = std::move(*message),
              .answer = std::move(*answer),
              .model = string_of(item, "model").value_or(""),
              .feedback = feedback_in(item)};
}

std::optional<RecordedTurn> recorded_turn_of(const json::object& item) {
  const auto at = number_of(item, "timestamp");
  auto conversation = string_of(item, "session_id");
  const json::object* map = record_map(item);
  auto record = map != nullptr ? record_of(*map) : std::nullopt;
  if (!at || !conversation || !record) return std::nullopt;
  return RecordedTurn{.at = Timestamp{std::chrono::milliseconds{*at}},
                      .conversation = std::move(*conversation),
                      .model = string_of(item, "model").value_or(""),
                      .record = std::move(*record),
                      .feedback = feedback_in(item)};
}

bool is_expired(const json::object& item, Timestamp now) {
  return number_of(item, "expires_at").value_or(0) <= epoch_seconds(now);
}

}  // namespace mta::storage
