#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "chat/ports.h"
#include "leads/ports.h"
#include "storage/limits.h"
#include "storage/room.h"

namespace mta::storage {

struct SqliteOptions {
  std::string path;
  /// How often expired turns are deleted (they are never returned, deleted or not).
  std::chrono::milliseconds cleanup_interval = std::chrono::minutes(10);
  StorageLimits limits;
  /// Asked before every write; must outlive the store. Null: there is always room.
  StorageRoom* room = nullptr;
};

/// The folder of the file at `path`, made (mode 0700) where it is missing. Throws
/// std::runtime_error, which names the file.
std::filesystem::path make_folder_of(const std::string& path);

/// Conversations in an SQLite file (WAL, synchronous=NORMAL) that is kept within `limits`; what a
/// visitor may store in a day is counted in the file too. A writer thread commits all turns
/// that have queued up as one transaction; reads have a thread and a connection of their own. The
/// file and its folder are made (modes 0600 and 0700) where missing; older schemas are migrated.
/// Throws std::runtime_error where the file cannot be used: damaged, read-only, not ours, newer.
/// The destructor commits what is queued. Nothing may wait for the store any more then: end the
/// requests first. `clock` and `log` must outlive it.
std::unique_ptr<ConversationStore> open_sqlite(const SqliteOptions& options, const Clock& clock,
                                               Log& log);

/// Spending figures in the same file, over a connection of their own that waits for the disk at
/// every commit (synchronous=FULL), so that not even a power cut makes a figure too low. What has
/// queued up goes into one transaction. Throws as open_sqlite, and is destroyed like that store.
std::unique_ptr<Ledger> open_sqlite_ledger(const std::string& path);

/// Leads and their outbox in the same file, over such a connection, too: a power cut takes no lead
/// that was acknowledged. Of `options` the path and the interval are used. Throws as open_sqlite,
/// and is destroyed like that store. `clock`, `random` and `log` must outlive it.
std::unique_ptr<leads::LeadStore> open_sqlite_leads(const SqliteOptions& options,
                                                    const Clock& clock, Random& random, Log& log);

/// Drafts in the same file, over a connection like that of the conversations.
std::unique_ptr<leads::DraftStore> open_sqlite_drafts(const SqliteOptions& options,
                                                      const Clock& clock, Log& log);

}  // namespace mta::storage
