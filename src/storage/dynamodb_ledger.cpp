#include <utility>

#include "chat/spend_budget.h"
#include "storage/dynamodb_client.h"

namespace mta::storage {
namespace {

namespace json = boost::json;

/// Figures stay for the books; then the table's TTL deletes them.
constexpr std::chrono::days kept{400};
constexpr int most_attempts = 3;

class DynamoDbLedger final : public Ledger {
 public:
  DynamoDbLedger(const DynamoDbOptions& options, const DynamoDbParts& parts)
      : client_(options, parts), table_(options.ledger_table) {}

  Task<Result<Committed>> commit(Commitment commitment) override {
    MicroUsd amount = commitment.wanted;
    for (int attempts_left = most_attempts - 1;; --attempts_left) {
      const auto figure = co_await add(commitment.period, amount, commitment.cap);
      if (figure) co_return Committed{.granted = amount, .figure = *figure};
      const auto refused = refused_at(figure.error());
      if (!refused) co_return std::unexpected(store_error(figure.error()));
      // What does not fit may do so in part; meanwhile somebody else may be faster.
      amount = grant(commitment, *refused);
      if (amount == 0 || attempts_left == 0) co_return Committed{.granted = 0, .figure = *refused};
    }
  }

  Task<Result<MicroUsd>> give_back(SpendingPeriod period, MicroUsd amount) override {
    const auto figure = co_await change(period, -amount, "#committed >= :limit", amount);
    if (figure) co_return *figure;
    // Somebody has set the figure back by hand: there is nothing left to give back to.
    if (const auto lowered = refused_at(figure.error())) co_return *lowered;
    co_return std::unexpected(store_error(figure.error()));
  }

 private:
  /// The figure afterwards.
  Task<DynamoDbResult<MicroUsd>> add(const SpendingPeriod& period, MicroUsd amount, MicroUsd cap) {
    // Where it does not fit into an empty period the condition must fail for a missing item too.
    const std::string_view condition =
        amount <= cap ? "attribute_not_exists(#committed) OR #committed <= :limit"
                      : "#committed <= :limit";
    return change(period, amount, condition, cap - amount);
  }

  /// ADD is not idempotent: the write is repeated on throttling alone.
  Task<DynamoDbResult<MicroUsd>> change(const SpendingPeriod& period, MicroUsd amount,
                                        std::string_view condition, MicroUsd limit) {
    const json::object update = {
        {"TableName", table_},
        {"Key", {{"period", string_value(period.name)}}},
        {"UpdateExpression", "ADD #committed :amount SET expires_at = :expires_at"},
        {"ConditionExpression", json::string_view(condition.data(), condition.size())},
        {"ExpressionAttributeNames", {{"#committed", "committed"}}},  // a reserved word
        {"ExpressionAttributeValues",
         {{":amount", number_value(amount)},
          {":limit", number_value(limit)},
          {":expires_at", time_value(period.end + kept)}}},
        {"ReturnValues", "UPDATED_NEW"},
        {"ReturnValuesOnConditionCheckFailure", "ALL_OLD"}};
    auto answer = co_await client_.call(
        "UpdateItem", update, DynamoDbClient::Repeat::when_throttled, {.end = client_.usual_end()});
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    const auto figure = figure_in(*answer, "Attributes");
    if (!figure) {
      co_return std::unexpected(
          DynamoDbError{.name = {}, .detail = "UpdateItem: answered without the figure"});
    }
    co_return *figure;
  }

  /// The figure that a condition failed at; nothing for another fault.
  static std::optional<MicroUsd> refused_at(const DynamoDbError& error) {
    if (!is_condition_failure(error)) return std::nullopt;
    return figure_in(error.body, "Item").value_or(0);
  }

  static std::optional<MicroUsd> figure_in(const json::object& answer, std::string_view member) {
    const json::object* object = object_in(answer, member);
    return object ? number_of(*object, "committed") : std::nullopt;
  }

  DynamoDbClient client_;
  std::string table_;
};

}  // namespace

std::unique_ptr<Ledger> make_dynamodb_ledger(const DynamoDbOptions& options,
                                             const DynamoDbParts& parts) {
  return std::make_unique<DynamoDbLedger>(options, parts);
}

}  // namespace mta::storage
