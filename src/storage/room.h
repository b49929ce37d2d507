#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/ports.h"

namespace mta::storage {

/// What an unprivileged process may still write on the file system of the file at `path`; nothing
/// where that cannot be told.
std::optional<std::uint64_t> free_bytes_beside(const std::string& path);

/// Whether turns can be stored. WARN once when it ends and once when it begins again, and gauges of
/// both. Thread-safe; `metrics` and `log` must outlive it.
class StorageRoom {
 public:
  using FreeBytes = std::function<std::optional<std::uint64_t>()>;

  /// Below `least_free_bytes` there is no room, until an eighth more is free.
  StorageRoom(std::uint64_t least_free_bytes, FreeBytes free_bytes, Metrics& metrics, Log& log)
      : least_free_bytes_(least_free_bytes),
        free_bytes_(std::move(free_bytes)),
        metrics_(metrics),
        log_(log) {}

  /// Looks at the file system. False: no turn must be written, so that the ledger has room.
  bool has_room();
  /// How a write of turns ended, and how much is stored.
  void wrote(std::int64_t used_bytes);
  void write_failed();
  /// Turns are not stored, for want of room or because the last write failed. Looks anew.
  bool is_degraded();

 private:
  enum class State : std::uint8_t { fine, no_room, failing };
  void change_to(State state, std::optional<std::uint64_t> free);

  const std::uint64_t least_free_bytes_;
  const FreeBytes free_bytes_;
  Metrics& metrics_;
  Log& log_;
  std::mutex mutex_;
  State state_ = State::fine;
};

}  // namespace mta::storage
