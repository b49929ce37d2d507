#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <string>

#include "chat/spend_budget.h"

namespace mta::test {

/// What can become of a write.
enum class Fate : std::uint8_t {
  done,
  refused_by_store,  ///< nothing was written, and the caller hears of a fault
  answer_lost,       ///< it was written, and the caller hears of a fault
};

/// A ledger whose figures can be looked at and whose writes have the fate that a test gives them.
class ExactLedger final : public Ledger {
 public:
  Task<Result<Committed>> commit(Commitment commitment) override {
    ++writes;
    const Fate fate = next_fate();
    MicroUsd& figure = figures[commitment.period.name];
    const MicroUsd granted = fate == Fate::refused_by_store ? 0 : grant(commitment, figure);
    figure += granted;
    if (fate != Fate::done) co_return std::unexpected(fault());
    co_return Committed{.granted = granted, .figure = figure};
  }

  Task<Result<MicroUsd>> give_back(SpendingPeriod period, MicroUsd amount) override {
    ++writes;
    const Fate fate = next_fate();
    MicroUsd& figure = figures[period.name];
    if (fate != Fate::refused_by_store) figure -= amount;
    lowest = std::min(lowest, figure);
    if (fate != Fate::done) co_return std::unexpected(fault());
    co_return figure;
  }

  std::map<std::string, MicroUsd> figures;
  std::function<Fate()> next_fate = [] { return Fate::done; };
  int writes = 0;
  MicroUsd lowest = 0;  ///< of any figure, ever

 private:
  static Error fault() {
    return {.kind = ErrorKind::store_failed, .message = {}, .detail = "ledger on fire"};
  }
};

}  // namespace mta::test
