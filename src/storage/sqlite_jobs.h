#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/wait_for.h"
#include "storage/sqlite.h"
#include "storage/sqlite_db.h"
#include "storage/sqlite_traces.h"
#include "storage/worker.h"

namespace mta::storage {

/// What is asked of a `Table` (a connection and its statements), all of it by one thread: what has
/// queued up goes into one transaction. A `Table` has `transactions()`, `reset()` (its statements),
/// `clean_up(now, most)`, which deletes what is expired and says whether there may be more, and
/// throws SqliteError.
template <class Table>
class SqliteJobs {
 public:
  SqliteJobs(const SqliteOptions& options, const Clock& clock, Log& log)
      : path_(options.path),
        clock_(clock),
        log_(log),
        table_(options.path),
        worker_([this](std::vector<Job> jobs) { run_all(jobs); },
                IdleWork{.clock = clock, .every = options.cleanup_interval, .run = [this] {
                           clean_up();
                         }}) {}

  /// What `work` returned once it is committed. Error: store_failed; then nothing was changed.
  template <class T>
  Task<Result<T>> run(std::move_only_function<T(Table&)> work) {
    return queue<T>(std::move(work), false);
  }

  /// For work that erases: what it has deleted is wiped from the file and its log, too
  /// (wipe_traces). Error: store_failed; it may have been deleted, and not been wiped.
  template <class T>
  Task<Result<T>> run_and_wipe(std::move_only_function<T(Table&)> work) {
    return queue<T>(std::move(work), true);
  }

 private:
  struct Job {
    std::move_only_function<void(Table&)> work;
    std::move_only_function<void(const Result<void>&)> tell;
    bool is_erasure = false;
  };

  template <class T>
  Task<Result<T>> queue(std::move_only_function<T(Table&)> work, bool is_erasure) {
    return wait_for<T>([this, work = std::move(work), is_erasure](Done<T> done) mutable {
      const auto value = std::make_shared<std::optional<T>>();
      worker_.add({.work = [work = std::move(work),
                            value](Table& table) mutable { value->emplace(work(table)); },
                   .tell =
                       [done = std::move(done), value](const Result<void>& outcome) mutable {
                         done(outcome ? Result<T>(std::move(**value))
                                      : std::unexpected(outcome.error()));
                       },
                   .is_erasure = is_erasure});
    });
  }

  void run_all(std::vector<Job>& jobs) {
    const Result<void> committed = commit(jobs);
    const bool is_wipe_wanted = std::ranges::any_of(jobs, &Job::is_erasure);
    const Result<void> wiped = committed && is_wipe_wanted ? wipe() : committed;
    for (Job& job : jobs) job.tell(job.is_erasure ? wiped : committed);
  }

  Result<void> commit(std::vector<Job>& jobs) {
    return in_transaction([&] {
      for (Job& job : jobs) job.work(table_);
    });
  }

  void clean_up() {
    constexpr int most_batches = 20;
    constexpr std::int64_t batch = 1000;
    bool is_more = true;
    for (int i = 0; i < most_batches && is_more; ++i) {
      is_more = false;
      const auto done = in_transaction([&] { is_more = table_.clean_up(clock_.now(), batch); });
      if (!done) {
        log_.write(LogLevel::error, "deleting what is expired failed",
                   {{"cause", std::string_view(done.error().detail)}});
      }
    }
  }

  Result<void> in_transaction(const auto& work) {
    try {
      table_.transactions().begin();
      work();
      table_.transactions().commit();
      return {};
    } catch (const SqliteError& error) {
      table_.reset();
      table_.transactions().roll_back();
      return failed(error);
    }
  }

  Result<void> wipe() {
    try {
      wipe_traces(path_);
      return {};
    } catch (const SqliteError& error) {
      return failed(error);
    }
  }

  static Result<void> failed(const SqliteError& error) {
    return std::unexpected(
        Error{.kind = ErrorKind::store_failed, .message = {}, .detail = error.what()});
  }

  std::string path_;
  const Clock& clock_;
  Log& log_;
  Table table_;
  Worker<Job> worker_;  // last: it uses the others
};

}  // namespace mta::storage
