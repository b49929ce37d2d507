#include <algorithm>
#include <utility>

#include "base/wait_for.h"
#include "chat/spend_budget.h"
#include "storage/sqlite.h"
#include "storage/sqlite_db.h"
#include "storage/sqlite_file.h"
#include "storage/sqlite_schema.h"
#include "storage/worker.h"

namespace mta::storage {
namespace {

/// A change of one figure; the result is what it was changed to.
struct Change {
  std::string period;
  std::move_only_function<MicroUsd(MicroUsd figure)> apply;
  Done<MicroUsd> done;
};

class FigureWriter {
 public:
  explicit FigureWriter(const std::string& path)
      : db_(prepared(path)),
        transactions_(db_),
        select_(db_, "SELECT committed FROM ledger WHERE period = ?"),
        replace_(db_, "INSERT OR REPLACE INTO ledger (period, committed) VALUES (?, ?)") {}

  /// One transaction for all; each is told how it ended.
  void write(std::vector<Change> changes) {
    const auto figures = commit(changes);
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (figures) {
        changes[i].done((*figures)[i]);
      } else {
        changes[i].done(std::unexpected(figures.error()));
      }
    }
  }

 private:
  static SqliteDb prepared(const std::string& path) {
    SqliteDb db(path);
    prepare_schema(db);
    // A visitor waits: another process that holds the file has this long.
    db.execute("PRAGMA busy_timeout = 1000");
    db.execute("PRAGMA synchronous = FULL");
    return db;
  }

  Result<std::vector<MicroUsd>> commit(std::vector<Change>& changes) {
    try {
      transactions_.begin();
      std::vector<MicroUsd> figures;
      figures.reserve(changes.size());
      for (Change& change : changes) figures.push_back(change_figure(change));
      transactions_.commit();
      return figures;
    } catch (const SqliteError& error) {
      roll_back();
      return std::unexpected(
          Error{.kind = ErrorKind::store_failed, .message = {}, .detail = error.what()});
    }
  }

  MicroUsd change_figure(Change& change) {
    select_.bind(1, change.period);
    const MicroUsd before = select_.step() ? select_.number(0) : 0;
    select_.reset();
    const MicroUsd after = change.apply(before);
    if (after == before) return before;
    replace_.bind(1, change.period).bind(2, after).step();
    replace_.reset();
    return after;
  }

  void roll_back() {
    select_.reset();
    replace_.reset();
    transactions_.roll_back();
  }

  SqliteDb db_;
  SqliteTransactions transactions_;
  SqliteStatement select_;
  SqliteStatement replace_;
};

class SqliteLedger final : public Ledger {
 public:
  explicit SqliteLedger(const std::string& path)
      : writer_(path),
        worker_([this](std::vector<Change> changes) { writer_.write(std::move(changes)); }) {}

  Task<Result<Committed>> commit(Commitment commitment) override {
    MicroUsd granted = 0;
    std::string period = commitment.period.name;
    auto figure = co_await change(std::move(period), [&granted, &commitment](MicroUsd before) {
      granted = grant(commitment, before);
      return before + granted;
    });
    if (!figure) co_return std::unexpected(std::move(figure.error()));
    co_return Committed{.granted = granted, .figure = *figure};
  }

  Task<Result<MicroUsd>> give_back(SpendingPeriod period, MicroUsd amount) override {
    // Somebody may have set the figure back by hand.
    return change(std::move(period.name),
                  [amount](MicroUsd before) { return std::max<MicroUsd>(before - amount, 0); });
  }

 private:
  Task<Result<MicroUsd>> change(std::string period,
                                std::move_only_function<MicroUsd(MicroUsd)> apply) {
    return wait_for<MicroUsd>(
        [this, period = std::move(period), apply = std::move(apply)](Done<MicroUsd> done) mutable {
          worker_.add({std::move(period), std::move(apply), std::move(done)});
        });
  }

  FigureWriter writer_;
  Worker<Change> worker_;
};

}  // namespace

std::unique_ptr<Ledger> open_sqlite_ledger(const std::string& path) {
  return open_on_file<SqliteLedger>(path, path);
}

}  // namespace mta::storage
