#include <algorithm>
#include <mutex>
#include <utility>

#include "base/recency_map.h"
#include "storage/dynamodb_client.h"
#include "storage/memory.h"

namespace mta::storage {
namespace {

namespace json = boost::json;

// Clocks of other processes differ and their writes are under way: so long after its end the count
// of a bucket may still grow.
constexpr std::chrono::seconds settling{5};
constexpr int windows_kept = 5;

/// What this process knows of a visitor; the table may have more, never less.
struct Known {
  WindowCounts counts;
  bool previous_is_final = false;
};

class DynamoDbCounter final : public VisitorCounter {
 public:
  DynamoDbCounter(const DynamoDbOptions& options, RateLimit limit, const DynamoDbParts& parts)
      : client_(options, parts),
        table_(options.ratelimit_table),
        limit_(limit),
        metrics_(parts.metrics),
        known_(default_visitor_capacity) {}

  Task<Result<Admission>> admit(std::string visitor, Timestamp now) override {
    Known known = recall(visitor);
    const std::int64_t bucket = bucket_at(limit_, now);
    if (!admits(limit_, known.counts, now)) co_return refused(limit_, known.counts, now);
    if (known.counts.bucket != bucket || !known.previous_is_final) {
      const auto previous = co_await read(visitor, bucket - 1, now);
      if (!previous) co_return failed(previous.error());
      known.counts = advanced(limit_, known.counts, now);
      known.counts.bucket = bucket;
      known.counts.previous = *previous;
      known.previous_is_final = now - bucket_start(limit_, bucket) >= settling;
    }
    co_return co_await count(std::move(visitor), known, now);
  }

  std::optional<Admission> known_refusal(const std::string& visitor, Timestamp now) override {
    const WindowCounts counts = recall(visitor).counts;
    if (admits(limit_, counts, now)) return std::nullopt;
    return refused(limit_, counts, now);
  }

 private:
  /// Writes the count where the limit admits one more; otherwise the write fails and tells what the
  /// count is.
  Task<Result<Admission>> count(std::string visitor, Known known, Timestamp now) {
    const auto into = now - bucket_start(limit_, known.counts.bucket);
    const int most = limit_.max - weighted_previous(limit_, known.counts.previous, into);
    const auto left = bucket_start(limit_, known.counts.bucket + 1) - now;
    const auto answer =
        co_await client_.call("UpdateItem", increment(visitor, known.counts.bucket, most),
                              DynamoDbClient::Repeat::when_throttled,
                              {.end = client_.usual_end(), .last_repeat = client_.now() + left});
    if (!answer && !is_condition_failure(answer.error())) {
      co_return failed(answer.error());
    }
    const int least = answer ? known.counts.current + 1 : std::max(most, 0);
    known.counts.current =
        (answer ? count_in(*answer, "Attributes") : count_in(answer.error().body, "Item"))
            .value_or(least);
    remember(visitor, known);
    co_return answer ? admitted(limit_, known.counts, now) : refused(limit_, known.counts, now);
  }

  Task<DynamoDbResult<int>> read(const std::string& visitor, std::int64_t bucket, Timestamp now) {
    const json::object get = {{"TableName", table_},
                              {"Key", key(visitor, bucket)},
                              {"ConsistentRead", true},
                              {"ProjectionExpression", "request_count, expires_at"}};
    const auto answer = co_await client_.call("GetItem", get, DynamoDbClient::Repeat::on_any_fault,
                                              {.end = client_.usual_end()});
    if (!answer) co_return std::unexpected(answer.error());
    co_return count_in(*answer, "Item", now).value_or(0);
  }

  json::object increment(const std::string& visitor, std::int64_t bucket, int most) const {
    return {{"TableName", table_},
            {"Key", key(visitor, bucket)},
            {"UpdateExpression", "ADD request_count :one SET expires_at = :expires_at"},
            // Where nothing is left even a first request fails.
            {"ConditionExpression",
             most > 0 ? "attribute_not_exists(request_count) OR request_count < :max"
                      : "request_count < :max"},
            {"ExpressionAttributeValues",
             {{":one", number_value(1)},
              {":max", number_value(most)},
              {":expires_at", time_value(bucket_start(limit_, bucket + windows_kept))}}},
            {"ReturnValues", "UPDATED_NEW"},
            {"ReturnValuesOnConditionCheckFailure", "ALL_OLD"}};
  }

  /// A bucket is named by the Unix time of its start.
  json::object key(const std::string& visitor, std::int64_t bucket) const {
    const auto start =
        std::chrono::floor<std::chrono::seconds>(bucket_start(limit_, bucket)).time_since_epoch();
    return {{"ip", string_value(visitor)},
            {"minute_bucket", string_value(std::to_string(start.count()))}};
  }

  /// Expired items that DynamoDB has not deleted yet do not count.
  static std::optional<int> count_in(const json::object& answer, std::string_view member,
                                     Timestamp now = Timestamp::min()) {
    const json::object* object = object_in(answer, member);
    const auto count = object ? number_of(*object, "request_count") : std::nullopt;
    if (!count) return std::nullopt;
    const auto expires_at = number_of(*object, "expires_at");
    if (expires_at && Timestamp{std::chrono::seconds{*expires_at}} <= now) return std::nullopt;
    return static_cast<int>(*count);
  }

  std::unexpected<Error> failed(const DynamoDbError& error) {
    metrics_.add(Counter::store_errors);
    return std::unexpected(store_error(error));
  }

  Known recall(const std::string& visitor) {
    const std::scoped_lock lock(mutex_);
    return known_.touch(visitor);
  }

  /// Answers may come in another order than they were given. What is known of a time more than one
  /// window ahead is from before the clock was set back.
  void remember(const std::string& visitor, const Known& known) {
    const std::scoped_lock lock(mutex_);
    Known& stored = known_.touch(visitor);
    if (stored.counts.bucket == known.counts.bucket) {
      stored.counts.current = std::max(stored.counts.current, known.counts.current);
      stored.counts.previous = std::max(stored.counts.previous, known.counts.previous);
      stored.previous_is_final = stored.previous_is_final || known.previous_is_final;
    } else if (stored.counts.bucket < known.counts.bucket ||
               stored.counts.bucket > known.counts.bucket + 1) {
      stored = known;
    }
  }

  DynamoDbClient client_;
  std::string table_;
  RateLimit limit_;
  Metrics& metrics_;
  std::mutex mutex_;
  RecencyMap<Known> known_;
};

}  // namespace

std::unique_ptr<VisitorCounter> make_dynamodb_counter(const DynamoDbOptions& options,
                                                      RateLimit limit, const DynamoDbParts& parts) {
  return std::make_unique<DynamoDbCounter>(options, limit, parts);
}

}  // namespace mta::storage
