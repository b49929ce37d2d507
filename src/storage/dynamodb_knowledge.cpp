#include <algorithm>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/crypto.h"
#include "storage/dynamodb_client.h"

// The table's items, by `pk` and `sk`:
//   current, 0        the number of the version that is answered from; moving it publishes
//   version, N        its digest, time and number of pieces
//   piece#DIGEST, I   base64 of a part of its files, which are one JSON object. Who publishes the
//   same
//                     files writes the same: what a publishing that was cut off has left is used.
namespace mta::storage {
namespace {

namespace json = boost::json;

/// As base64 350 KB: an item has 400 at most.
constexpr std::size_t piece_bytes = std::size_t{256} * 1024;
/// Numbers that others have taken meanwhile.
constexpr int most_numbers_tried = 10;

constexpr std::string_view current_key = "current";
constexpr std::string_view version_key = "version";

std::string piece_key(const std::string& digest) { return "piece#" + digest; }

json::object key_of(std::string_view pk, std::int64_t sk) {
  return {{"pk", string_value(pk)}, {"sk", number_value(sk)}};
}

std::vector<std::string> pieces_of(const KnowledgeTexts& texts) {
  json::object files;
  for (const auto& [name, text] : texts) files[name] = text;
  const std::string whole = json::serialize(files);
  std::vector<std::string> pieces;
  for (std::size_t from = 0; from < whole.size(); from += piece_bytes) {
    pieces.push_back(base64(std::string_view(whole).substr(from, piece_bytes)));
  }
  return pieces;
}

std::optional<KnowledgeTexts> texts_in(const std::string& whole) {
  boost::system::error_code error;
  const json::value value = json::parse(whole, error);
  const json::object* files = error ? nullptr : value.if_object();
  if (files == nullptr) return std::nullopt;
  KnowledgeTexts texts;
  for (const auto& [name, text] : *files) {
    if (!text.is_string()) return std::nullopt;
    texts.emplace(std::string_view(name), std::string_view(text.get_string()));
  }
  return texts;
}

Error broken(int number) {
  return {.kind = ErrorKind::store_failed,
          .message = {},
          .detail = "version " + std::to_string(number) + " of the knowledge is not whole"};
}

struct Stored {
  KnowledgeVersion version;
  std::int64_t pieces = 0;
};

std::optional<Stored> stored_in(const json::object& item) {
  const auto number = number_of(item, "sk");
  const auto at = number_of(item, "published_at");
  const auto digest = string_of(item, "digest");
  const auto pieces = number_of(item, "pieces");
  if (!number || !at || !digest || !pieces) return std::nullopt;
  return Stored{.version = {.number = static_cast<int>(*number),
                            .published_at = Timestamp(std::chrono::milliseconds(*at)),
                            .digest = *digest},
                .pieces = *pieces};
}

class DynamoDbKnowledge final : public KnowledgeVersions {
 public:
  DynamoDbKnowledge(const DynamoDbOptions& options, KnowledgeTimes times,
                    const DynamoDbParts& parts)
      : client_(options, parts), table_(options.knowledge_table), times_(times) {}

  Task<Result<int>> current() override {
    const auto item = co_await get(current_key, 0, times_.look);
    if (!item) co_return std::unexpected(store_error(item.error()));
    co_return *item ? static_cast<int>(number_of(**item, "version").value_or(0)) : 0;
  }

  Task<Result<std::vector<KnowledgeVersion>>> list() override {
    const auto number = co_await current();
    if (!number) co_return std::unexpected(number.error());
    auto all = co_await all_stored();
    if (!all) co_return std::unexpected(std::move(all.error()));
    std::vector<KnowledgeVersion> versions;
    for (Stored& stored : *all) {
      stored.version.is_current = stored.version.number == *number;
      versions.push_back(std::move(stored.version));
    }
    co_return versions;
  }

  Task<Result<KnowledgeTexts>> read(int number) override {
    const auto item = co_await get(version_key, number, times_.request);
    if (!item) co_return std::unexpected(store_error(item.error()));
    const auto stored = *item ? stored_in(**item) : std::nullopt;
    if (!stored) {
      co_return std::unexpected(Error{.kind = ErrorKind::bad_request,
                                      .message = "there is no version " + std::to_string(number),
                                      .detail = "there is no version " + std::to_string(number)});
    }
    std::string whole;
    for (std::int64_t piece = 1; piece <= stored->pieces; ++piece) {
      const auto found = co_await get(piece_key(stored->version.digest), piece, times_.request);
      if (!found) co_return std::unexpected(store_error(found.error()));
      const auto data =
          *found ? base64_decode(string_of(**found, "data").value_or("")) : std::nullopt;
      if (!data) co_return std::unexpected(broken(number));
      whole += *data;
    }
    auto texts = texts_in(whole);
    if (!texts || digest_of(*texts) != stored->version.digest) {
      co_return std::unexpected(broken(number));
    }
    co_return std::move(*texts);
  }

  Task<Result<KnowledgeTexts>> read_current() override {
    const auto number = co_await current();
    if (!number) co_return std::unexpected(number.error());
    if (*number == 0) co_return KnowledgeTexts{};
    co_return co_await read(*number);
  }

  Task<Result<int>> publish(KnowledgeTexts texts, Timestamp now) override {
    const auto before = co_await current();
    if (!before) co_return std::unexpected(before.error());
    const auto all = co_await all_stored();
    if (!all) co_return std::unexpected(all.error());
    const std::string digest = digest_of(texts);
    const auto same =
        std::ranges::find(*all, digest, [](const Stored& stored) { return stored.version.digest; });
    Result<int> number = same != all->end()
                             ? Result<int>(same->version.number)
                             : co_await add(pieces_of(texts), digest,
                                            all->empty() ? 1 : all->back().version.number + 1, now);
    if (!number || *number == *before) co_return number;
    co_return co_await move_current(*before, *number);
  }

 private:
  using Item = std::optional<json::object>;

  /// As it is now: what was published is not to wait for a replica.
  Task<DynamoDbResult<Item>> get(std::string_view pk, std::int64_t sk,
                                 std::chrono::milliseconds longest) {
    const json::object input = {
        {"TableName", table_}, {"Key", key_of(pk, sk)}, {"ConsistentRead", true}};
    auto answer = co_await client_.call("GetItem", input, DynamoDbClient::Repeat::on_any_fault,
                                        {.end = client_.now() + longest});
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    const json::object* item = object_in(*answer, "Item");
    co_return item ? Item(*item) : Item();
  }

  /// By their numbers.
  Task<Result<std::vector<Stored>>> all_stored() {
    std::vector<Stored> all;
    json::object input = {{"TableName", table_},
                          {"ConsistentRead", true},
                          {"KeyConditionExpression", "pk = :pk"},
                          {"ExpressionAttributeValues", {{":pk", string_value(version_key)}}}};
    for (;;) {
      auto answer = co_await client_.call("Query", input, DynamoDbClient::Repeat::on_any_fault,
                                          {.end = client_.now() + times_.request});
      if (!answer) co_return std::unexpected(store_error(answer.error()));
      if (const json::value* items = answer->if_contains("Items"); items && items->is_array()) {
        for (const json::value& item : items->get_array()) {
          if (auto stored = stored_in(item.as_object())) all.push_back(std::move(*stored));
        }
      }
      const json::object* next = object_in(*answer, "LastEvaluatedKey");
      if (next == nullptr) co_return all;
      input["ExclusiveStartKey"] = *next;
    }
  }

  /// The version's number: the first from `number` that nobody has. It is known to others once it
  /// is whole.
  Task<Result<int>> add(std::vector<std::string> pieces, std::string digest, int number,
                        Timestamp now) {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      json::object item = key_of(piece_key(digest), static_cast<std::int64_t>(i) + 1);
      item["data"] = string_value(pieces[i]);
      const auto done = co_await put({{"TableName", table_}, {"Item", std::move(item)}},
                                     DynamoDbClient::Repeat::on_any_fault);
      if (!done) co_return std::unexpected(store_error(done.error()));
    }
    for (const int last = number + most_numbers_tried; number < last; ++number) {
      json::object item = key_of(version_key, number);
      item["digest"] = string_value(digest);
      item["published_at"] = number_value(now.time_since_epoch().count());
      item["pieces"] = number_value(static_cast<std::int64_t>(pieces.size()));
      const auto done = co_await put({{"TableName", table_},
                                      {"Item", std::move(item)},
                                      {"ConditionExpression", "attribute_not_exists(pk)"}},
                                     DynamoDbClient::Repeat::when_throttled);
      if (done) co_return number;
      if (!is_condition_failure(done.error())) co_return std::unexpected(store_error(done.error()));
    }
    co_return std::unexpected(somebody_else());
  }

  Task<DynamoDbResult<void>> put(json::object input, DynamoDbClient::Repeat repeat) {
    const auto answer =
        co_await client_.call("PutItem", input, repeat, {.end = client_.now() + times_.request});
    if (!answer) co_return std::unexpected(answer.error());
    co_return DynamoDbResult<void>{};
  }

  Task<Result<int>> move_current(int before, int number) {
    json::object item = key_of(current_key, 0);
    item["version"] = number_value(number);
    json::object input = {{"TableName", table_}, {"Item", std::move(item)}};
    if (before == 0) {
      input["ConditionExpression"] = "attribute_not_exists(pk)";
    } else {
      input["ConditionExpression"] = "version = :before";
      input["ExpressionAttributeValues"] = {{":before", number_value(before)}};
    }
    const auto done = co_await put(std::move(input), DynamoDbClient::Repeat::when_throttled);
    if (done) co_return number;
    co_return std::unexpected(is_condition_failure(done.error()) ? somebody_else()
                                                                 : store_error(done.error()));
  }

  static Error somebody_else() {
    return {.kind = ErrorKind::store_failed,
            .message = {},
            .detail = "somebody else has published at the same moment; look and try again"};
  }

  DynamoDbClient client_;
  std::string table_;
  KnowledgeTimes times_;
};

}  // namespace

std::unique_ptr<KnowledgeVersions> make_dynamodb_knowledge(const DynamoDbOptions& options,
                                                           KnowledgeTimes times,
                                                           const DynamoDbParts& parts) {
  return std::make_unique<DynamoDbKnowledge>(options, times, parts);
}

}  // namespace mta::storage
