#include "storage/dynamodb_lead_table.h"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/json/array.hpp>

#include "base/crypto.h"
#include "base/jitter.h"
#include "storage/milliseconds.h"

namespace mta::storage {
namespace {

namespace json = boost::json;
using leads::Lead;

constexpr std::string_view claim_key = "claim";

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

void for_each_item(const json::object& answer, const auto& use) {
  const json::value* items = answer.if_contains("Items");
  if (items == nullptr || !items->is_array()) return;
  for (const json::value& item : items->get_array()) {
    if (const json::object* object = item.if_object()) use(*object);
  }
}

/// A condition did not hold, or another write of the same items was under way.
bool is_conflict(const DynamoDbError& error) {
  return is_condition_failure(error) || error.name == "TransactionCanceledException" ||
         error.name == "TransactionConflictException";
}

/// That the item is as it was read: of that version, or not there (0).
void require_version(json::object& write, std::int64_t version) {
  if (version == 0) {
    write["ConditionExpression"] = "attribute_not_exists(pk)";
    return;
  }
  write["ConditionExpression"] = "version = :version";
  write["ExpressionAttributeValues"] = {{":version", number_value(version)}};
}

/// That the link was last used for that lead, or never.
void require_claim(json::object& write, const std::string& lead) {
  if (lead.empty()) {
    write["ConditionExpression"] = "attribute_not_exists(pk)";
    return;
  }
  write["ConditionExpression"] = "#lead = :lead";
  write["ExpressionAttributeNames"] = {{"#lead", "lead"}};
  write["ExpressionAttributeValues"] = {{":lead", string_value(lead)}};
}

}  // namespace

DynamoDbLeadTable::DynamoDbLeadTable(const DynamoDbOptions& options, const DynamoDbParts& parts)
    : client_(options, parts), parts_(parts), table_(options.leads_table) {}

Task<void> DynamoDbLeadTable::pause(int tries) {
  constexpr std::chrono::milliseconds first{20};
  constexpr int longest = 4;
  const auto delay = full_jitter(first, std::min(tries, longest), parts_.random);
  co_await parts_.clock.sleep_until(parts_.clock.steady_now() + delay, {});
}

Task<Result<json::object>> DynamoDbLeadTable::call(std::string operation, json::object input) {
  input["TableName"] = table_;
  auto answer = co_await client_.call(operation, input, DynamoDbClient::Repeat::on_any_fault,
                                      {.end = client_.usual_end()});
  if (!answer) co_return std::unexpected(store_error(answer.error()));
  co_return std::move(*answer);
}

Task<Result<bool>> DynamoDbLeadTable::write(std::string operation, json::object input) {
  const auto done = co_await client_.call(operation, input, DynamoDbClient::Repeat::on_any_fault,
                                          {.end = client_.usual_end()});
  if (done) co_return true;
  if (is_conflict(done.error())) co_return false;
  co_return std::unexpected(store_error(done.error()));
}

/// Its token makes a repetition after a lost answer the same transaction.
Task<Result<bool>> DynamoDbLeadTable::transact(json::array items) {
  std::array<unsigned char, 16> token{};
  parts_.random.fill(std::as_writable_bytes(std::span(token)));
  return write("TransactWriteItems",
               {{"TransactItems", std::move(items)}, {"ClientRequestToken", hex(token)}});
}

json::object DynamoDbLeadTable::of_partition(const std::string& pk) const {
  return {{"KeyConditionExpression", "pk = :pk"},
          {"ExpressionAttributeValues", {{":pk", string_value(pk)}}},
          {"ConsistentRead", true}};
}

json::object DynamoDbLeadTable::of_index(std::string_view index, std::string_view condition,
                                         json::object values) const {
  return {{"IndexName", view(index)},
          {"KeyConditionExpression", view(condition)},
          {"ExpressionAttributeValues", std::move(values)}};
}

Task<Result<std::optional<LeadItem>>> DynamoDbLeadTable::lead(std::string id) {
  const auto answer =
      co_await call("GetItem", {{"Key", lead_key(id, "lead")}, {"ConsistentRead", true}});
  if (!answer) co_return std::unexpected(answer.error());
  const json::object* item = object_in(*answer, "Item");
  co_return item != nullptr ? lead_item_of(*item) : std::nullopt;
}

Task<Result<std::vector<LeadItem>>> DynamoDbLeadTable::linked(std::string link) {
  json::object query = of_partition(link);
  std::vector<LeadItem> found;
  while (true) {
    const auto answer = co_await call("Query", query);
    if (!answer) co_return std::unexpected(answer.error());
    std::vector<std::string> ids;
    for_each_item(*answer, [&](const json::object& item) {
      auto id = string_of(item, "sk").value_or("");
      if (id != claim_key) ids.push_back(std::move(id));
    });
    for (std::string& id : ids) {
      auto one = co_await lead(std::move(id));
      if (!one) co_return std::unexpected(one.error());
      if (*one && !(*one)->kept.is_erased()) found.push_back(std::move(**one));
    }
    const json::value* next = answer->if_contains("LastEvaluatedKey");
    if (next == nullptr) co_return found;
    query["ExclusiveStartKey"] = *next;
  }
}

Task<Result<DynamoDbLeadTable::Claims>> DynamoDbLeadTable::claims(std::set<std::string> links) {
  Claims claims;
  for (const std::string& link : links) {
    const auto answer =
        co_await call("GetItem", {{"Key", lead_key(link, claim_key)}, {"ConsistentRead", true}});
    if (!answer) co_return std::unexpected(answer.error());
    const json::object* item = object_in(*answer, "Item");
    claims[link] = item != nullptr ? string_of(*item, "lead").value_or("") : "";
  }
  co_return claims;
}

Task<Result<DynamoDbLeadTable::Page>> DynamoDbLeadTable::page(std::optional<RecordPosition> from,
                                                              std::size_t most, Timestamp now) {
  json::object query =
      of_index(time_index, "listed = :listed", {{":listed", string_value("lead")}});
  query["ScanIndexForward"] = false;
  query["Limit"] = most;
  if (from) {
    json::object start = lead_key(from->key, "lead");
    start["listed"] = string_value("lead");
    start["created_at"] = number_value(from->at_ms);
    query["ExclusiveStartKey"] = std::move(start);
  }
  const auto answer = co_await call("Query", std::move(query));
  if (!answer) co_return std::unexpected(answer.error());
  Page page;
  for_each_item(*answer, [&](const json::object& item) {
    auto one = listed_lead_of(item);
    if (one && one->expires_at > now) page.leads.push_back(std::move(*one));
  });
  if (const json::object* next = object_in(*answer, "LastEvaluatedKey")) {
    page.next = text_of(RecordPosition{.at_ms = number_of(*next, "created_at").value_or(0),
                                       .key = string_of(*next, "pk").value_or("")});
  }
  co_return page;
}

Task<Result<std::vector<std::string>>> DynamoDbLeadTable::due(Timestamp now, std::size_t most) {
  json::object query =
      of_index(due_index, "due = :due AND next_attempt_at <= :now",
               {{":due", string_value("due")}, {":now", number_value(milliseconds(now))}});
  query["Limit"] = most;
  const auto answer = co_await call("Query", std::move(query));
  if (!answer) co_return std::unexpected(answer.error());
  std::vector<std::string> ids;
  for_each_item(*answer, [&](const json::object& item) {
    if (auto id = string_of(item, "pk")) ids.push_back(std::move(*id));
  });
  co_return ids;
}

Task<Result<leads::Backlog>> DynamoDbLeadTable::backlog() {
  json::object query = of_index(due_index, "due = :due", {{":due", string_value("due")}});
  leads::Backlog backlog;
  while (true) {
    const auto answer = co_await call("Query", query);
    if (!answer) co_return std::unexpected(answer.error());
    for_each_item(*answer, [&](const json::object& item) {
      const Timestamp at(std::chrono::milliseconds(number_of(item, "event_at").value_or(0)));
      ++backlog.undelivered;
      backlog.oldest = std::min(backlog.oldest.value_or(at), at);
    });
    const json::value* next = answer->if_contains("LastEvaluatedKey");
    if (next == nullptr) co_return backlog;
    query["ExclusiveStartKey"] = *next;
  }
}

Task<Result<bool>> DynamoDbLeadTable::put_with_links(LeadItem lead, Claims claims) {
  const std::int64_t read = lead.version++;
  lead.links.merge(links_of(lead.kept.lead));
  const json::object expires_at = time_value(lead.kept.lead.expires_at);
  json::object put{{"TableName", table_}, {"Item", item_of(lead)}};
  require_version(put, read);
  json::array items;
  items.push_back({{"Put", std::move(put)}});
  for (const std::string& link : lead.links) {
    json::object item = lead_key(link, lead.kept.lead.id);
    item["expires_at"] = expires_at;
    items.push_back({{"Put", {{"TableName", table_}, {"Item", std::move(item)}}}});
  }
  for (const auto& [link, last] : claims) {
    json::object item = lead_key(link, claim_key);
    item["lead"] = string_value(lead.kept.lead.id);
    item["expires_at"] = expires_at;
    json::object claim{{"TableName", table_}, {"Item", std::move(item)}};
    require_claim(claim, last);
    items.push_back({{"Put", std::move(claim)}});
  }
  return transact(std::move(items));
}

Task<Result<bool>> DynamoDbLeadTable::put(LeadItem lead) {
  const std::int64_t read = lead.version++;
  json::object put{{"TableName", table_}, {"Item", item_of(lead)}};
  require_version(put, read);
  return write("PutItem", std::move(put));
}

Task<Result<bool>> DynamoDbLeadTable::remove(LeadItem lead, std::optional<leads::KeptLead> rest,
                                             Claims claims) {
  const std::string id = lead.kept.lead.id;
  const bool rest_stays = rest.has_value();
  json::object change{{"TableName", table_}};
  if (rest) {
    change["Item"] = item_of({.kept = std::move(*rest), .version = lead.version + 1, .links = {}});
  } else {
    change["Key"] = lead_key(id, "lead");
  }
  require_version(change, lead.version);
  json::array items;
  items.push_back({{rest_stays ? "Put" : "Delete", std::move(change)}});
  for (const std::string& link : lead.links) {
    items.push_back({{"Delete", {{"TableName", table_}, {"Key", lead_key(link, id)}}}});
  }
  for (const auto& [link, last] : claims) {
    if (last != id) continue;
    json::object claim{{"TableName", table_}, {"Key", lead_key(link, claim_key)}};
    require_claim(claim, last);
    items.push_back({{"Delete", std::move(claim)}});
  }
  return transact(std::move(items));
}

}  // namespace mta::storage
