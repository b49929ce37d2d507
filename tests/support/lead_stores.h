#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "storage/memory.h"
#include "storage/sqlite.h"
#include "tests/support/fakes.h"
#include "tests/support/temporary_folder.h"

/// The stores of leads, each on a place of its own.
namespace mta::test {

inline constexpr std::array lead_store_kinds = {"memory", "sqlite"};

class LeadStores {
 public:
  virtual ~LeadStores() = default;
  virtual std::unique_ptr<leads::LeadStore> open() = 0;
  virtual std::unique_ptr<leads::DraftStore> open_drafts() = 0;

  ManualClock clock;
  CountingRandom random;
};

class MemoryLeadStores final : public LeadStores {
 public:
  std::unique_ptr<leads::LeadStore> open() override { return storage::make_memory_leads(random); }
  std::unique_ptr<leads::DraftStore> open_drafts() override {
    return storage::make_memory_drafts(clock);
  }
};

class SqliteLeadStores final : public LeadStores {
 public:
  std::unique_ptr<leads::LeadStore> open() override {
    return storage::open_sqlite_leads({.path = path}, clock, random, log);
  }
  std::unique_ptr<leads::DraftStore> open_drafts() override {
    return storage::open_sqlite_drafts({.path = path}, clock, log);
  }

  TemporaryFolder folder;
  std::string path = folder.file("chat.db");
  RecordingLog log;
};

/// nullptr: that kind cannot be had here.
inline std::unique_ptr<LeadStores> lead_stores(std::string_view kind) {
  if (kind == "sqlite") return std::make_unique<SqliteLeadStores>();
  return std::make_unique<MemoryLeadStores>();
}

}  // namespace mta::test
