#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "core/ports.h"

namespace mta::storage {

struct SqliteOptions {
  std::string path;
  /// How often expired turns are deleted (they are never returned, deleted or not).
  std::chrono::milliseconds cleanup_interval = std::chrono::minutes(10);
};

/// Conversations in an SQLite file (WAL, synchronous=NORMAL). A writer thread commits all turns
/// that have queued up as one transaction; reads have a thread and a connection of their own. The
/// file and its folder are made (modes 0600 and 0700) where missing; older schemas are migrated.
/// Throws std::runtime_error where the file cannot be used: damaged, read-only, not ours, newer.
/// The destructor commits what is queued; destroy the store before the event loops that wait for
/// it. `clock` and `log` must outlive it.
std::unique_ptr<ConversationStore> open_sqlite(const SqliteOptions& options, const Clock& clock,
                                               Log& log);

}  // namespace mta::storage
