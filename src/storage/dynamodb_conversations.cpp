#include <algorithm>
#include <utility>

#include <boost/json/array.hpp>

#include "storage/dynamodb_client.h"

namespace mta::storage {
namespace {

namespace json = boost::json;

constexpr int most_pages = 4;
constexpr int most_moves = 16;

std::int64_t milliseconds(Timestamp time) { return time.time_since_epoch().count(); }

/// Nothing where the item is no turn of ours.
std::optional<Turn> turn_of(const json::object& item) {
  const auto at = number_of(item, "timestamp");
  auto message = string_of(item, "message");
  auto answer = string_of(item, "answer");
  if (!at || !message || !answer) return std::nullopt;
  return Turn{.at = Timestamp{std::chrono::milliseconds{*at}},
              .message = std::move(*message),
              .answer = std::move(*answer),
              .model = string_of(item, "model").value_or("")};
}

class DynamoDbConversations final : public ConversationStore {
 public:
  DynamoDbConversations(const DynamoDbOptions& options, const DynamoDbParts& parts)
      : client_(options, parts), table_(options.conversations_table) {}

  Task<Result<std::vector<Turn>>> recent(std::string conversation, std::size_t max_turns,
                                         Timestamp now) override {
    std::vector<Turn> turns;
    json::object query = newest_first(conversation, max_turns);
    const DynamoDbClient::Times times{.end = client_.usual_end()};  // of all pages
    for (int page = 0; page < most_pages; ++page) {
      auto answer =
          co_await client_.call("Query", query, DynamoDbClient::Repeat::on_any_fault, times);
      if (!answer) co_return std::unexpected(store_error(answer.error()));
      take(*answer, now, turns);
      const json::value* next = answer->if_contains("LastEvaluatedKey");
      if (turns.size() >= max_turns || next == nullptr) break;
      query["ExclusiveStartKey"] = *next;
    }
    if (turns.size() > max_turns) turns.resize(max_turns);
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
      if (answer) co_return Result<void>{};
      const bool taken = is_condition_failure(answer.error());
      if (!taken || move == most_moves) co_return std::unexpected(store_error(answer.error()));
      if (is_same(answer.error().body, turn)) co_return Result<void>{};
      turn.at += std::chrono::milliseconds(1);
    }
  }

 private:
  json::object newest_first(const std::string& conversation, std::size_t max_turns) const {
    return {{"TableName", table_},
            {"KeyConditionExpression", "session_id = :session"},
            {"ExpressionAttributeValues", {{":session", string_value(conversation)}}},
            {"ConsistentRead", true},
            {"ScanIndexForward", false},
            {"Limit", max_turns}};
  }

  static void take(const json::object& answer, Timestamp now, std::vector<Turn>& turns) {
    const json::value* items = answer.if_contains("Items");
    if (items == nullptr || !items->is_array()) return;
    for (const json::value& item : items->get_array()) {
      const json::object* object = item.if_object();
      if (object == nullptr) continue;
      const bool expired = number_of(*object, "expires_at").value_or(0) <= epoch_seconds(now);
      if (auto turn = turn_of(*object); turn && !expired) turns.push_back(std::move(*turn));
    }
  }

  json::object put(const std::string& conversation, const Turn& turn, Timestamp expires_at) const {
    return {{"TableName", table_},
            {"Item",
             {{"session_id", string_value(conversation)},
              {"timestamp", number_value(milliseconds(turn.at))},
              {"message", string_value(turn.message)},
              {"answer", string_value(turn.answer)},
              {"model", string_value(turn.model)},
              {"expires_at", time_value(expires_at)}}},
            {"ConditionExpression", "attribute_not_exists(session_id)"},
            {"ReturnValuesOnConditionCheckFailure", "ALL_OLD"}};
  }

  static bool is_same(const json::object& failure, const Turn& turn) {
    const json::object* object = object_in(failure, "Item");
    const auto stored = object ? turn_of(*object) : std::nullopt;
    return stored && stored->message == turn.message && stored->answer == turn.answer;
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
