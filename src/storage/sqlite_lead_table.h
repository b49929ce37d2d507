#pragma once

#include <optional>
#include <string>
#include <vector>

#include "leads/kept_lead.h"
#include "storage/record_page.h"
#include "storage/sqlite_db.h"

namespace mta::storage {

/// Leads and their events in an SQLite file. For one thread, inside the caller's transaction;
/// throws SqliteError.
class LeadTable {
 public:
  /// Waits for the disk at every commit (synchronous=FULL): a power cut takes nothing.
  explicit LeadTable(const std::string& path);

  SqliteTransactions& transactions() { return transactions_; }
  /// After a transaction that failed.
  void reset();

  std::optional<leads::KeptLead> lead(const std::string& id);
  std::optional<leads::KeptLead> with_event(const std::string& event_id);
  /// The newest one that `lead` adds to (leads::is_same_lead).
  std::optional<leads::KeptLead> same_lead(const leads::Lead& lead);
  /// Newest first, expired or not.
  std::vector<leads::KeptLead> find(const leads::Subject& subject);
  /// What is not expired at `now`, newest first, after a position.
  std::vector<leads::Lead> page(const RecordPosition& from, std::size_t most, Timestamp now);
  /// The longest due first.
  std::vector<leads::KeptLead> due(Timestamp now, std::size_t most);
  leads::Backlog backlog();

  void put(const leads::KeptLead& kept);
  /// Where nothing else has changed.
  void put_event(const leads::KeptLead& kept);
  void remove(const std::string& id);
  /// Deletes what is expired, at most `most` leads. True: there may be more.
  bool clean_up(Timestamp now, std::int64_t most);

 private:
  std::vector<leads::KeptLead> rows(SqliteStatement& select);
  std::optional<leads::KeptLead> row(SqliteStatement& select);
  void put_lead(const leads::Lead& lead);

  SqliteDb db_;
  SqliteTransactions transactions_;
  SqliteStatement by_id_;
  SqliteStatement by_event_;
  SqliteStatement by_phone_;
  SqliteStatement by_email_;
  SqliteStatement by_conversation_;
  SqliteStatement same_;
  SqliteStatement page_;
  SqliteStatement due_;
  SqliteStatement backlog_;
  SqliteStatement put_lead_;
  SqliteStatement put_event_;
  SqliteStatement remove_lead_;
  SqliteStatement remove_event_;
  SqliteStatement expired_leads_;
  SqliteStatement expired_events_;
};

}  // namespace mta::storage
