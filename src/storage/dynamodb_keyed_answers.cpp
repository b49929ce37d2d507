#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/crypto.h"
#include "storage/dynamodb_client.h"
#include "storage/memory.h"

namespace mta::storage {
namespace {

namespace json = boost::json;

/// The table holds nothing of it that can be read without the visitor's key.
std::string sealed(const KeptAnswer& answer, const KeyedRequest& request, Random& random) {
  Nonce nonce{};
  random.fill(nonce);
  const json::object plain = {{"text", answer.text},
                              {"session_id", answer.session_id},
                              {"message_id", answer.message_id},
                              {"model", answer.model},
                              {"fallback", answer.fallback}};
  return base64(seal(request.secret, nonce, json::serialize(plain)));
}

/// Nothing where the item is a claim whose answer is not there yet.
std::optional<KeptAnswer> answer_of(const json::object& item, const KeyedRequest& request) {
  const auto stored = base64_decode(string_of(item, "answer").value_or(""));
  const auto plain = stored ? unseal(request.secret, *stored) : std::nullopt;
  if (!plain) return std::nullopt;
  boost::system::error_code error;
  const json::value value = json::parse(*plain, error);
  const json::object* answer = error ? nullptr : value.if_object();
  if (answer == nullptr) return std::nullopt;
  const auto text = [answer](const char* name) {
    const json::value* value = answer->if_contains(name);  // older releases kept no message_id
    return value != nullptr ? std::string(std::string_view(value->as_string())) : std::string();
  };
  return KeptAnswer{.text = text("text"),
                    .session_id = text("session_id"),
                    .message_id = text("message_id"),
                    .model = text("model"),
                    .fallback = answer->at("fallback").as_bool()};
}

class DynamoDbKeyedAnswers final : public KeyedAnswers {
 public:
  DynamoDbKeyedAnswers(const DynamoDbOptions& options, KeyedAnswerTimes times,
                       const DynamoDbParts& parts)
      : client_(options, parts),
        table_(options.conversations_table),
        times_(times),
        random_(parts.random),
        here_(make_memory_keyed_answers(times)) {}

  std::optional<Claim> known(const KeyedRequest& request, Timestamp now) override {
    return here_->known(request, now);
  }

  Task<Result<Claim>> claim(KeyedRequest request, Timestamp now) override {
    const auto done = co_await put(
        item(request, now + times_.claimed),
        "attribute_not_exists(session_id) OR expires_at <= :now OR expires_at > :latest",
        {{":now", time_value(now)}, {":latest", time_value(times_.latest_end(now))}});
    if (done) {
      co_await here_->claim(request, now);
      co_return Claimed{};
    }
    if (!is_condition_failure(done.error())) co_return std::unexpected(store_error(done.error()));
    const json::object* there = object_in(done.error().body, "Item");
    if (there == nullptr) co_return UnderWay{};
    // An answer that was lost made us ask twice.
    if (string_of(*there, "claimant") == request.claimant) co_return Claimed{};
    if (string_of(*there, "fingerprint") != request.fingerprint) co_return KeyOfAnother{};
    if (auto answer = answer_of(*there, request)) co_return std::move(*answer);
    co_return UnderWay{};
  }

  Task<Result<void>> keep(KeyedRequest request, KeptAnswer answer, Timestamp now) override {
    json::object kept = item(request, now + times_.kept);
    kept["answer"] = string_value(sealed(answer, request, random_));
    co_await here_->keep(request, std::move(answer), now);
    co_return co_await replace(std::move(request), std::move(kept));
  }

  Task<Result<void>> give_up(KeyedRequest request, Timestamp now) override {
    co_await here_->give_up(request, now);
    json::object expired = item(request, now);
    co_return co_await replace(std::move(request), std::move(expired));
  }

 private:
  static json::object item(const KeyedRequest& request, Timestamp expires_at) {
    return {{"session_id", string_value("idempotency#" + request.key)},
            {"timestamp", number_value(0)},
            {"fingerprint", string_value(request.fingerprint)},
            {"claimant", string_value(request.claimant)},
            {"expires_at", time_value(expires_at)}};
  }

  /// A claim that has lapsed meanwhile is somebody else's: then there is nothing to do.
  Task<Result<void>> replace(KeyedRequest request, json::object item) {
    const auto done = co_await put(std::move(item), "claimant = :claimant",
                                   {{":claimant", string_value(request.claimant)}});
    if (!done && !is_condition_failure(done.error())) {
      co_return std::unexpected(store_error(done.error()));
    }
    co_return Result<void>{};
  }

  Task<DynamoDbResult<json::object>> put(json::object item, std::string_view condition,
                                         json::object values) {
    const json::object input = {
        {"TableName", table_},
        {"Item", std::move(item)},
        {"ConditionExpression", json::string_view(condition.data(), condition.size())},
        {"ExpressionAttributeValues", std::move(values)},
        {"ReturnValuesOnConditionCheckFailure", "ALL_OLD"}};
    co_return co_await client_.call("PutItem", input, DynamoDbClient::Repeat::on_any_fault,
                                    {.end = client_.usual_end()});
  }

  DynamoDbClient client_;
  std::string table_;
  KeyedAnswerTimes times_;
  Random& random_;
  /// What this process has claimed and answered: a repeat here costs no call.
  std::unique_ptr<KeyedAnswers> here_;
};

}  // namespace

std::unique_ptr<KeyedAnswers> make_dynamodb_keyed_answers(const DynamoDbOptions& options,
                                                          KeyedAnswerTimes times,
                                                          const DynamoDbParts& parts) {
  return std::make_unique<DynamoDbKeyedAnswers>(options, times, parts);
}

}  // namespace mta::storage
