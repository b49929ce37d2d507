#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "storage/memory.h"
#include "tests/support/fakes.h"

/// The stores of leads, each on a place of its own.
namespace mta::test {

inline constexpr std::array lead_store_kinds = {"memory"};

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

/// nullptr: that kind cannot be had here.
inline std::unique_ptr<LeadStores> lead_stores(std::string_view) {
  return std::make_unique<MemoryLeadStores>();
}

}  // namespace mta::test
