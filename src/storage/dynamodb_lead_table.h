#pragma once

#include <map>
#include <string>
#include <vector>

#include "storage/dynamodb_client.h"
#include "storage/dynamodb_lead_item.h"
#include "storage/record_page.h"

namespace mta::storage {

/// Reads and conditional writes of leads. A write says what it has read; where that has changed
/// meanwhile, nothing is written, and whoever wrote reads anew. Thread-safe. Errors: store_failed.
class DynamoDbLeadTable {
 public:
  DynamoDbLeadTable(const DynamoDbOptions& options, const DynamoDbParts& parts);

  /// Consistent, as `linked` and `claims`.
  Task<Result<std::optional<LeadItem>>> lead(std::string id);
  /// Those that have `link`, in no order.
  Task<Result<std::vector<LeadItem>>> linked(std::string link);
  /// Which lead each of the links was used for last; empty: none.
  using Claims = std::map<std::string, std::string>;
  Task<Result<Claims>> claims(std::set<std::string> links);

  struct Page {
    std::vector<leads::Lead> leads;
    std::string next;
  };
  /// Newest first. Of an index, as it was a moment ago, as `due` and `backlog`.
  Task<Result<Page>> page(std::optional<RecordPosition> from, std::size_t most, Timestamp now);
  /// Ids of leads whose event is due, the longest due first.
  Task<Result<std::vector<std::string>>> due(Timestamp now, std::size_t most);
  Task<Result<leads::Backlog>> backlog();

  /// In one transaction with its links and the claims that it makes. `claims` is what was read of
  /// them. False: something has changed meanwhile.
  Task<Result<bool>> put_with_links(LeadItem lead, Claims claims);
  /// In place of what has its version. False: it has another.
  Task<Result<bool>> put(LeadItem lead);
  /// With its links and its own claims; `rest` stays in its place, where there is any. False:
  /// something has changed meanwhile.
  Task<Result<bool>> remove(LeadItem lead, std::optional<leads::KeptLead> rest, Claims claims);

  /// Before another try.
  Task<void> pause(int tries);

 private:
  Task<Result<boost::json::object>> call(std::string operation, boost::json::object input);
  Task<Result<bool>> write(std::string operation, boost::json::object input);
  Task<Result<bool>> transact(boost::json::array items);
  [[nodiscard]] boost::json::object of_partition(const std::string& pk) const;
  [[nodiscard]] boost::json::object of_index(std::string_view index, std::string_view condition,
                                             boost::json::object values) const;

  DynamoDbClient client_;
  DynamoDbParts parts_;
  std::string table_;
};

}  // namespace mta::storage
