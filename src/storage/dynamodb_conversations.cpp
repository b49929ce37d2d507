#include <algorithm>
#include <set>
#include <utility>

#include <boost/json/array.hpp>

#include "base/utc_text.h"
#include "storage/dynamodb_client.h"
#include "storage/dynamodb_turn.h"
#include "storage/milliseconds.h"
#include "storage/record_page.h"

namespace mta::storage {
namespace {

namespace json = boost::json;

constexpr int most_pages = 4;
constexpr int most_moves = 16;

/// The partition of a day's refusals, which has an item an hour.
std::string refusals_of(std::chrono::sys_days day) {
  return "refusals#" + utc_text(day, "%Y-%m-%d");
}

/// The partition that says, by a single item, that a conversation was erased.
std::string erasure_of(const std::string& public_id) { return "erased#" + public_id; }

void for_each_item(const json::object& answer, const auto& use) {
  const json::value* items = answer.if_contains("Items");
  if (items == nullptr || !items->is_array()) return;
  for (const json::value& item : items->get_array()) {
    if (const json::object* object = item.if_object()) use(*object);
  }
}

class DynamoDbConversations final : public ConversationStore {
 public:
  DynamoDbConversations(const DynamoDbOptions& options, const DynamoDbParts& parts)
      : client_(options, parts), table_(options.conversations_table) {}

  Task<Result<std::vector<Turn>>> recent(std::string conversation, std::size_t max_turns,
                                         Timestamp now) override {
    std::vector<Turn> turns;
    json::object query = of_conversation(conversation);
    query["Limit"] = max_turns;
    const auto take = [&](const json::object& item) {
      auto turn = turn_of(item);
      if (turn && !is_expired(item, now)) turns.push_back(std::move(*turn));
      return turns.size() >= max_turns;
    };
    const auto read = co_await query_pages(std::move(query), take);
    if (!read) co_return std::unexpected(read.error());
    std::ranges::reverse(turns);
    co_return turns;
  }

  /// Two turns of one millisecond would be one item: the second moves to the next free one. What an
  /// attempt before has written already is recognised and left alone.
  Task<Result<void>> append(std::string conversation, Turn turn, Timestamp expires_at) override {
    const DynamoDbClient::Times times{.end = client_.usual_end()};
    for (int move = 0;; ++move) {
      const auto answer = co_await client_.call("PutItem", put(conversation, turn, expires_at),
                                                DynamoDbClient::Repeat::on_any_fault, times);
      if (answer) co_return co_await take_back_where_erased(conversation, turn, times);
      const bool taken = is_condition_failure(answer.error());
      if (!taken || move == most_moves) co_return std::unexpected(store_error(answer.error()));
      if (is_same(answer.error().body, turn)) {
        co_return co_await take_back_where_erased(conversation, turn, times);
      }
      turn.at += std::chrono::milliseconds(1);
    }
  }

  Task<Result<RecordPage>> records(RecordQuery query, Timestamp now) override {
    auto input = of_day(query);
    if (!input) co_return std::unexpected(std::move(input.error()));
    const std::size_t wanted = page_size(query.most);
    (*input)["Limit"] = wanted;
    RecordPage page;
    const auto take = [&](const json::object& item) {
      auto turn = recorded_turn_of(item);
      if (turn && !is_expired(item, now)) page.turns.push_back(std::move(*turn));
      return page.turns.size() >= wanted;
    };
    const auto next = co_await query_pages(std::move(*input), take);
    if (!next) co_return std::unexpected(next.error());
    page.next = *next;
    co_return page;
  }

  Task<Result<bool>> give_feedback(AnswerFeedback given, Timestamp now) override {
    json::object query = of_conversation(given.conversation);
    std::optional<std::int64_t> at;
    const auto take = [&](const json::object& item) {
      const auto turn = recorded_turn_of(item);
      const bool is_meant =
          turn && turn->record.message_id == given.message_id && !is_expired(item, now);
      if (is_meant) at = milliseconds(turn->at);
      return is_meant;
    };
    const auto read = co_await query_pages(std::move(query), take);
    if (!read) co_return std::unexpected(read.error());
    if (!at) co_return false;
    co_return co_await set_feedback(std::move(given), *at);
  }

  Task<Result<std::size_t>> erase(WhichConversation which, Timestamp now) override {
    const std::string& public_id =
        std::visit([](const auto& one) -> const std::string& { return one.public_id; }, which);
    if (!public_id.empty()) {
      const auto marked = co_await mark_erased(public_id, now);
      if (!marked) co_return std::unexpected(marked.error());
    }
    if (const auto* stored = std::get_if<StoredUnder>(&which)) {
      co_return co_await erase_stored(stored->conversation);
    }
    const auto names = co_await stored_names(std::get<PubliclyNamed>(which).public_id);
    if (!names) co_return std::unexpected(names.error());
    std::size_t erased = 0;
    for (const std::string& conversation : *names) {
      const auto turns = co_await erase_stored(conversation);
      if (!turns) co_return std::unexpected(turns.error());
      erased += *turns;
    }
    co_return erased;
  }

  /// ADD is not idempotent: the write is repeated on throttling alone.
  Task<Result<void>> add_refusals(RefusedInHour refused) override {
    const auto day = std::chrono::floor<std::chrono::days>(refused.hour);
    json::object values{{":expires_at", time_value(refused.hour + refusals_kept)}};
    std::string add;
    for (std::size_t i = 0; i < refusal_count; ++i) {
      const std::string name(name_of(static_cast<Refusal>(i)));
      add += (i == 0 ? "ADD " : ", ") + name + " :" + name;
      values[":" + name] = number_value(refused.counts.at(i));
    }
    const json::object update{{"TableName", table_},
                              {"Key", key(refusals_of(day), milliseconds(refused.hour))},
                              {"UpdateExpression", add + " SET expires_at = :expires_at"},
                              {"ExpressionAttributeValues", std::move(values)}};
    const auto done = co_await client_.call(
        "UpdateItem", update, DynamoDbClient::Repeat::when_throttled, {.end = client_.usual_end()});
    if (!done) co_return std::unexpected(store_error(done.error()));
    co_return Result<void>{};
  }

  Task<Result<std::vector<RefusedInHour>>> refusals(std::chrono::sys_days day) override {
    std::vector<RefusedInHour> hours;
    const auto take = [&](const json::object& item) {
      const auto at = number_of(item, "timestamp");
      if (!at) return false;
      RefusedInHour& hour = hours.emplace_back();
      hour.hour = std::chrono::floor<std::chrono::hours>(Timestamp(std::chrono::milliseconds(*at)));
      for (std::size_t i = 0; i < refusal_count; ++i) {
        hour.counts.at(i) = number_of(item, name_of(static_cast<Refusal>(i))).value_or(0);
      }
      return false;
    };
    const auto read = co_await query_pages(of_conversation(refusals_of(day)), take);
    if (!read) co_return std::unexpected(read.error());
    std::ranges::reverse(hours);
    co_return hours;
  }

 private:
  static json::object key(const std::string& conversation, std::int64_t at_ms) {
    return {{"session_id", string_value(conversation)}, {"timestamp", number_value(at_ms)}};
  }

  /// The newest first.
  [[nodiscard]] json::object of_conversation(const std::string& conversation) const {
    return {{"TableName", table_},
            {"KeyConditionExpression", "session_id = :session"},
            {"ExpressionAttributeValues", {{":session", string_value(conversation)}}},
            {"ConsistentRead", true},
            {"ScanIndexForward", false}};
  }

  /// The newest first. An index is read as it was a moment ago.
  [[nodiscard]] Result<json::object> of_day(const RecordQuery& query) const {
    const std::string day = utc_text(query.day, "%Y-%m-%d");
    json::object input{{"TableName", table_},
                       {"IndexName", json::string_view(day_index.data(), day_index.size())},
                       {"KeyConditionExpression", "#day = :day"},
                       {"ExpressionAttributeNames", {{"#day", "day"}}},  // a reserved word
                       {"ExpressionAttributeValues", {{":day", string_value(day)}}},
                       {"ScanIndexForward", false}};
    if (query.from.empty()) return input;
    const auto from = position_of(query.from);
    if (!from) return std::unexpected(from.error());
    json::object start = key(from->key, from->at_ms);
    start["day"] = string_value(day);
    input["ExclusiveStartKey"] = std::move(start);
    return input;
  }

  /// Gives the items to `take` until it says that it has enough; where the rest begins, or nothing.
  Task<Result<std::string>> query_pages(json::object query, auto& take) {
    const DynamoDbClient::Times times{.end = client_.usual_end()};  // of all pages
    RecordPosition last;
    bool is_enough = false;
    bool is_more = true;
    for (int page = 0; page < most_pages && is_more && !is_enough; ++page) {
      const auto answer =
          co_await client_.call("Query", query, DynamoDbClient::Repeat::on_any_fault, times);
      if (!answer) co_return std::unexpected(store_error(answer.error()));
      const json::value* next = answer->if_contains("LastEvaluatedKey");
      is_more = next != nullptr;
      if (is_more) query["ExclusiveStartKey"] = *next;
      for_each_item(*answer, [&](const json::object& item) {
        is_more = is_more || is_enough;  // of this page
        if (is_enough) return;
        last = {.at_ms = number_of(item, "timestamp").value_or(0),
                .key = string_of(item, "session_id").value_or("")};
        is_enough = take(item);
      });
    }
    co_return is_more ? text_of(last) : std::string();
  }

  /// Conversations that have a record with that public id. Each page of the index has a second.
  Task<Result<std::set<std::string>>> stored_names(std::string public_id) {
    json::object scan{{"TableName", table_},
                      {"IndexName", json::string_view(day_index.data(), day_index.size())},
                      {"FilterExpression", "#record.conversation_id = :public_id"},
                      {"ExpressionAttributeNames", {{"#record", "record"}}},
                      {"ExpressionAttributeValues", {{":public_id", string_value(public_id)}}}};
    std::set<std::string> names;
    while (true) {
      const auto answer = co_await client_.call("Scan", scan, DynamoDbClient::Repeat::on_any_fault,
                                                {.end = client_.usual_end()});
      if (!answer) co_return std::unexpected(store_error(answer.error()));
      for_each_item(*answer, [&](const json::object& item) {
        if (auto name = string_of(item, "session_id")) names.insert(std::move(*name));
      });
      const json::value* next = answer->if_contains("LastEvaluatedKey");
      if (next == nullptr) co_return names;
      scan["ExclusiveStartKey"] = *next;
    }
  }

  /// Before anything is deleted: a turn is stored first and then looked for here, so that it is
  /// either found by the erasure or finds this.
  Task<Result<void>> mark_erased(const std::string& public_id, Timestamp now) {
    json::object mark = key(erasure_of(public_id), 0);
    mark["at"] = number_value(milliseconds(now));
    mark["expires_at"] = time_value(now + erasure_known);
    const json::object put{{"TableName", table_}, {"Item", std::move(mark)}};
    const auto done = co_await client_.call("PutItem", put, DynamoDbClient::Repeat::on_any_fault,
                                            {.end = client_.usual_end()});
    if (!done) co_return std::unexpected(store_error(done.error()));
    co_return Result<void>{};
  }

  /// Of a turn that was just stored: gone again where its conversation was erased since it began.
  Task<Result<void>> take_back_where_erased(const std::string& conversation, const Turn& turn,
                                            DynamoDbClient::Times times) {
    if (!turn.began || !turn.record) co_return Result<void>{};
    const json::object get{{"TableName", table_},
                           {"Key", key(erasure_of(turn.record->conversation_id), 0)},
                           {"ConsistentRead", true}};
    const auto read =
        co_await client_.call("GetItem", get, DynamoDbClient::Repeat::on_any_fault, times);
    if (!read) co_return std::unexpected(store_error(read.error()));
    const json::object* mark = object_in(*read, "Item");
    const auto erased_at = mark != nullptr ? number_of(*mark, "at") : std::nullopt;
    if (!erased_at || *erased_at < milliseconds(*turn.began)) co_return Result<void>{};
    co_return co_await delete_turn(conversation, milliseconds(turn.at));
  }

  Task<Result<void>> delete_turn(const std::string& conversation, std::int64_t at_ms) {
    const json::object one{{"TableName", table_}, {"Key", key(conversation, at_ms)}};
    const auto done = co_await client_.call("DeleteItem", one, DynamoDbClient::Repeat::on_any_fault,
                                            {.end = client_.usual_end()});
    if (!done) co_return std::unexpected(store_error(done.error()));
    co_return Result<void>{};
  }

  Task<Result<std::size_t>> erase_stored(std::string conversation) {
    json::object query = of_conversation(conversation);
    query["ProjectionExpression"] = "#timestamp";
    query["ExpressionAttributeNames"] = {{"#timestamp", "timestamp"}};  // a reserved word
    std::size_t erased = 0;
    while (true) {
      const auto answer = co_await client_.call(
          "Query", query, DynamoDbClient::Repeat::on_any_fault, {.end = client_.usual_end()});
      if (!answer) co_return std::unexpected(store_error(answer.error()));
      std::vector<std::int64_t> times;
      for_each_item(*answer, [&](const json::object& item) {
        if (const auto at = number_of(item, "timestamp")) times.push_back(*at);
      });
      for (const std::int64_t at_ms : times) {
        const auto done = co_await delete_turn(conversation, at_ms);
        if (!done) co_return std::unexpected(done.error());
        ++erased;
      }
      const json::value* next = answer->if_contains("LastEvaluatedKey");
      if (next == nullptr) co_return erased;
      query["ExclusiveStartKey"] = *next;
    }
  }

  [[nodiscard]] json::object put(const std::string& conversation, const Turn& turn,
                                 Timestamp expires_at) const {
    return {{"TableName", table_},
            {"Item", item_of(conversation, turn, expires_at)},
            {"ConditionExpression", "attribute_not_exists(session_id)"},
            {"ReturnValuesOnConditionCheckFailure", "ALL_OLD"}};
  }

  static bool is_same(const json::object& failure, const Turn& turn) {
    const json::object* object = object_in(failure, "Item");
    const auto stored = object ? turn_of(*object) : std::nullopt;
    return stored && stored->message == turn.message && stored->answer == turn.answer;
  }

  /// False: the turn has expired meanwhile.
  Task<Result<bool>> set_feedback(AnswerFeedback given, std::int64_t at_ms) {
    const json::object update{
        {"TableName", table_},
        {"Key", key(given.conversation, at_ms)},
        {"UpdateExpression", "SET #record.feedback = :rating, #record.feedback_comment = :comment"},
        {"ConditionExpression", "attribute_exists(#record)"},
        {"ExpressionAttributeNames", {{"#record", "record"}}},
        {"ExpressionAttributeValues",
         {{":rating", string_value(name_of(given.feedback.rating))},
          {":comment", string_value(given.feedback.comment)}}}};
    const auto done = co_await client_.call(
        "UpdateItem", update, DynamoDbClient::Repeat::on_any_fault, {.end = client_.usual_end()});
    if (done) co_return true;
    if (is_condition_failure(done.error())) co_return false;
    co_return std::unexpected(store_error(done.error()));
  }

  DynamoDbClient client_;
  std::string table_;
};

}  // namespace

std::unique_ptr<ConversationStore> make_dynamodb_conversations(const DynamoDbOptions& options,
                                                               const DynamoDbParts& parts) {
  return std::make_unique<DynamoDbConversations>(options, parts);
}

}  // namespace mta::storage
