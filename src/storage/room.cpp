#include "storage/room.h"

#include <filesystem>
#include <sys/statvfs.h>

namespace mta::storage {

std::optional<std::uint64_t> free_bytes_beside(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  struct statvfs system{};
  if (::statvfs(folder.empty() ? "." : folder.c_str(), &system) != 0) return std::nullopt;
  return std::uint64_t{system.f_bavail} * system.f_frsize;
}

bool StorageRoom::has_room() {
  const std::scoped_lock lock(mutex_);
  const auto free = free_bytes_();
  if (free) metrics_.set(Gauge::storage_free_bytes, static_cast<double>(*free));
  const std::uint64_t margin = state_ == State::no_room ? least_free_bytes_ / 8 : 0;
  const bool is_low = free && *free < least_free_bytes_ + margin;
  if (is_low) {
    change_to(State::no_room, free);
  } else if (state_ != State::failing) {
    change_to(State::fine, free);
  }
  return !is_low;
}

void StorageRoom::wrote(std::int64_t used_bytes) {
  const std::scoped_lock lock(mutex_);
  metrics_.set(Gauge::storage_used_bytes, static_cast<double>(used_bytes));
  if (state_ == State::failing) change_to(State::fine, std::nullopt);
}

void StorageRoom::write_failed() {
  const std::scoped_lock lock(mutex_);
  if (state_ == State::fine) change_to(State::failing, std::nullopt);
}

bool StorageRoom::is_degraded() {
  has_room();
  const std::scoped_lock lock(mutex_);
  return state_ != State::fine;
}

void StorageRoom::change_to(State state, std::optional<std::uint64_t> free) {
  metrics_.set(Gauge::storage_degraded, state == State::fine ? 0 : 1);
  if (state == state_) return;
  state_ = state;
  const std::string_view text = state == State::fine ? "conversations are stored again"
                                : state == State::no_room
                                    ? "no conversations are stored: the file system is nearly full"
                                    : "no conversations are stored: writing them fails";
  const LogField::Value bytes =
      free ? LogField::Value(static_cast<std::int64_t>(*free)) : LogField::Value();
  log_.write(LogLevel::warn, text,
             {{"free_bytes", bytes}, {"setting", std::string_view("storage.min_free_mib")}});
}

}  // namespace mta::storage
