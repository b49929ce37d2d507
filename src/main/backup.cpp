#include "main/backup.h"

#include <iostream>

#include "storage/sqlite.h"
#include "storage/sqlite_backup.h"

namespace mta {
namespace {

constexpr int success = 0;
constexpr int failed = 1;
constexpr int wrong_usage = 2;

int tell(std::string_view command, const std::string& what, int code) {
  std::cerr << "mta-chat " << command << ": " << what << "\n";
  return code;
}

bool is_file(const config::Config& config) {
  return config.storage.kind == config::StorageKind::sqlite;
}

constexpr const char* no_file = "storage.kind is not \"sqlite\": there is no file";

}  // namespace

int back_up(const config::Config& config, const std::string& file) {
  if (!is_file(config)) return tell("backup", no_file, wrong_usage);
  const auto done = storage::back_up_sqlite(config.storage.path, file);
  if (!done) return tell("backup", done.error(), failed);
  std::cout << file << " is a copy of " << config.storage.path << ", checked.\n";
  return success;
}

int restore_backup(const config::Config& config, const std::string& file) {
  if (!is_file(config)) return tell("restore", no_file, wrong_usage);
  storage::make_folder_of(config.storage.path);
  const auto kept = storage::restore_sqlite(file, config.storage.path);
  if (!kept) return tell("restore", kept.error(), failed);
  std::cout << config.storage.path << " is a copy of " << file << " now";
  std::cout << (kept->empty() ? ".\n" : "; what was there is " + *kept + ".\n");
  return success;
}

}  // namespace mta
