#include "storage/knowledge_folder.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "base/file.h"
#include "base/utc_text.h"
#include "storage/durable_file.h"

namespace mta::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_versions = 50;
/// In the history while a version's files are put into the folder; names its folder.
constexpr const char* note_name = "publishing";

Error failure(std::string what) {
  return {.kind = ErrorKind::store_failed, .message = {}, .detail = std::move(what)};
}

fs::path history_of(const fs::path& folder) {
  fs::path plain = folder.lexically_normal();
  if (!plain.has_filename()) plain = plain.parent_path();
  return plain += "-history";
}

/// The version whose files are being put into the folder; empty: none is.
std::string noted(const fs::path& history) {
  return read_file(history / note_name).value_or(std::string());
}

/// A file that cannot be read is taken as missing: it is not knowledge that anybody answers from.
KnowledgeTexts read_texts(const fs::path& folder, const std::vector<std::string>& names) {
  KnowledgeTexts texts;
  for (const std::string& name : names) {
    if (auto text = read_file(folder / name)) texts.emplace(name, std::move(*text));
  }
  return texts;
}

/// A version's folder is named NUMBER_TIME_DIGEST, so that one rename makes all of it known.
struct Kept {
  fs::path path;
  KnowledgeVersion version;
};

std::optional<Kept> kept_at(const fs::path& path) {
  const std::string name = path.filename().string();
  const std::size_t first = name.find('_');
  const std::size_t second = name.find('_', first + 1);
  if (first == std::string::npos || second == std::string::npos) return std::nullopt;
  Kept kept{.path = path, .version = {}};
  const char* const end = name.data() + first;
  const auto [stop, error] = std::from_chars(name.data(), end, kept.version.number);
  std::string time = name.substr(first + 1, second - first - 1);
  std::ranges::replace(time, '.', ':');
  const auto at = rfc3339_time(time);
  if (error != std::errc{} || stop != end || !at) return std::nullopt;
  kept.version.published_at = *at;
  kept.version.digest = name.substr(second + 1);
  return kept;
}

std::string folder_name(const KnowledgeVersion& version) {
  std::string time = utc_text(version.published_at, "%Y-%m-%dT%H.%M.%SZ");
  return std::to_string(version.number) + "_" + time + "_" + version.digest;
}

/// By their numbers.
std::vector<Kept> all_kept(const fs::path& history) {
  std::vector<Kept> all;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(history, error)) {
    if (auto kept = kept_at(entry.path())) all.push_back(std::move(*kept));
  }
  std::ranges::sort(all, {}, [](const Kept& kept) { return kept.version.number; });
  return all;
}

/// An exclusive or shared lock on the history; a process that dies gives it back.
class Lock {
 public:
  Lock(const fs::path& history, int flags, int operation)
      : descriptor_(::open((history / "lock").c_str(), flags | O_CLOEXEC, 0644)) {
    while (descriptor_ >= 0 && ::flock(descriptor_, operation) != 0) {
      if (errno == EINTR) continue;
      ::close(std::exchange(descriptor_, -1));
    }
  }
  ~Lock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  [[nodiscard]] bool is_held() const { return descriptor_ >= 0; }
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

/// What changes a folder and its history; the history is locked.
class Publishing {
 public:
  Publishing(fs::path folder, const std::vector<std::string>& names)
      : folder_(std::move(folder)), history_(history_of(folder_)), names_(names) {}

  /// True: there was something to finish.
  Result<bool> finish(Timestamp now) {
    const std::string name = noted(history_);
    if (name.empty()) return false;
    const fs::path version = history_ / name;
    if (!fs::exists(version)) return drop_note();
    if (auto kept = keep_strange_files(version, now); !kept) return std::unexpected(kept.error());
    return put(version);
  }

  /// The number of the version with these files, which are in the folder afterwards.
  Result<int> publish(const KnowledgeTexts& texts, Timestamp now) {
    if (auto finished = finish(now); !finished) return std::unexpected(finished.error());
    const KnowledgeTexts present = read_texts(folder_, names_);
    if (!present.empty()) {
      if (auto before = keep(present, now); !before) return std::unexpected(before.error());
    }
    const auto kept = keep(texts, now);
    if (!kept) return std::unexpected(kept.error());
    if (texts != present) {
      const auto written =
          write_durably(history_ / note_name, kept->path.filename().string(), std::nullopt);
      if (!written) return std::unexpected(failure(written.error()));
      if (auto done = put(kept->path); !done) return std::unexpected(done.error());
    }
    prune(kept->version.number);
    return kept->version.number;
  }

 private:
  /// A version with these files: one that is there, or a new one.
  Result<Kept> keep(const KnowledgeTexts& texts, Timestamp now) {
    const std::string digest = digest_of(texts);
    const std::vector<Kept> all = all_kept(history_);
    for (const Kept& kept : all) {
      if (kept.version.digest == digest && read_texts(kept.path, names_) == texts) return kept;
    }
    Kept made{.path = {},
              .version = {.number = all.empty() ? 1 : all.back().version.number + 1,
                          .published_at = now,
                          .digest = digest}};
    made.path = history_ / folder_name(made.version);
    const fs::path draft = history_ / ".draft";
    std::error_code error;
    fs::remove_all(draft, error);
    fs::create_directory(draft, error);
    if (error) return std::unexpected(failure(draft.string() + ": " + error.message()));
    for (const auto& [name, text] : texts) {
      const auto written = write_durably(draft / name, text, std::nullopt);
      if (!written) return std::unexpected(failure(written.error()));
    }
    fs::rename(draft, made.path, error);
    if (error) return std::unexpected(failure(made.path.string() + ": " + error.message()));
    sync_folder(history_);
    return made;
  }

  /// Puts a version's files into the folder, then forgets the note that says so.
  Result<bool> put(const fs::path& version) {
    for (const std::string& name : names_) {
      const auto text = read_file(version / name);
      if (!text) {
        std::error_code error;
        fs::remove(folder_ / name, error);
        continue;
      }
      if (read_file(folder_ / name) == text) continue;
      const auto written = write_durably(folder_ / name, *text, folder_ / name);
      if (!written) return std::unexpected(failure(written.error()));
    }
    sync_folder(folder_);
    return drop_note();
  }

  Result<bool> drop_note() {
    std::error_code error;
    fs::remove(history_ / note_name, error);
    if (error)
      return std::unexpected(failure((history_ / note_name).string() + ": " + error.message()));
    sync_folder(history_);
    return true;
  }

  /// While a publishing is cut off the folder has files of that version and of others. What is of
  /// none is somebody's own.
  Result<bool> keep_strange_files(const fs::path& version, Timestamp now) {
    const std::vector<Kept> all = all_kept(history_);
    const auto is_of_a_version = [&](const std::string& name) {
      const auto text = read_file(folder_ / name);
      return !text || read_file(version / name) == text ||
             std::ranges::any_of(
                 all, [&](const Kept& kept) { return read_file(kept.path / name) == text; });
    };
    if (std::ranges::all_of(names_, is_of_a_version)) return true;
    auto kept = keep(read_texts(folder_, names_), now);
    if (!kept) return std::unexpected(std::move(kept.error()));
    return true;
  }

  void prune(int current) {
    std::vector<Kept> all = all_kept(history_);
    std::error_code error;
    for (std::size_t i = 0; i + most_versions < all.size(); ++i) {
      if (all[i].version.number != current) fs::remove_all(all[i].path, error);
    }
  }

  const fs::path folder_;
  const fs::path history_;
  const std::vector<std::string>& names_;
};

class FolderVersions final : public KnowledgeVersions {
 public:
  FolderVersions(fs::path folder, std::vector<std::string> names)
      : folder_(std::move(folder)), names_(std::move(names)) {}

  Task<Result<std::vector<KnowledgeVersion>>> list() override {
    const KnowledgeFolderReading reading(folder_);
    const std::string current = digest_of(read_texts(reading.place(), names_));
    std::vector<KnowledgeVersion> versions;
    for (Kept& kept : all_kept(history_of(folder_))) {
      kept.version.is_current = kept.version.digest == current;
      versions.push_back(std::move(kept.version));
    }
    co_return versions;
  }

  Task<Result<int>> current() override {
    const auto versions = co_await list();
    if (!versions) co_return std::unexpected(versions.error());
    const auto found = std::ranges::find(*versions, true, &KnowledgeVersion::is_current);
    co_return found == versions->end() ? 0 : found->number;
  }

  Task<Result<KnowledgeTexts>> read(int number) override {
    const KnowledgeFolderReading reading(folder_);
    for (const Kept& kept : all_kept(history_of(folder_))) {
      if (kept.version.number == number) co_return read_texts(kept.path, names_);
    }
    co_return std::unexpected(Error{.kind = ErrorKind::bad_request,
                                    .message = "there is no version " + std::to_string(number)});
  }

  Task<Result<KnowledgeTexts>> read_current() override {
    const KnowledgeFolderReading reading(folder_);
    co_return read_texts(reading.place(), names_);
  }

  Task<Result<int>> publish(KnowledgeTexts texts, Timestamp now) override {
    const fs::path history = history_of(folder_);
    std::error_code error;
    fs::create_directories(history, error);
    if (!error) fs::create_directories(folder_, error);
    const Lock lock(history, O_RDWR | O_CREAT, LOCK_EX);
    if (error || !lock.is_held()) {
      const std::string why = error ? error.message() : std::system_category().message(errno);
      co_return std::unexpected(failure(history.string() + " cannot be written: " + why));
    }
    co_return Publishing(folder_, names_).publish(texts, now);
  }

 private:
  const fs::path folder_;
  const std::vector<std::string> names_;
};

}  // namespace

KnowledgeFolderReading::KnowledgeFolderReading(const fs::path& folder) : place_(folder) {
  const fs::path history = history_of(folder);
  lock_ = Lock(history, O_RDONLY, LOCK_SH).release();
  const std::string name = noted(history);
  if (!name.empty() && fs::exists(history / name)) place_ = history / name;
}

KnowledgeFolderReading::~KnowledgeFolderReading() {
  if (lock_ >= 0) ::close(lock_);
}

Result<bool> finish_publishing(const fs::path& folder, const std::vector<std::string>& names,
                               Timestamp now) {
  const fs::path history = history_of(folder);
  if (noted(history).empty()) return false;
  const Lock lock(history, O_RDWR | O_CREAT, LOCK_EX);
  if (!lock.is_held()) {
    return std::unexpected(
        failure(history.string() + ": " + std::system_category().message(errno)));
  }
  return Publishing(folder, names).finish(now);
}

std::unique_ptr<KnowledgeVersions> open_knowledge_folder(fs::path folder,
                                                         std::vector<std::string> names) {
  return std::make_unique<FolderVersions>(std::move(folder), std::move(names));
}

}  // namespace mta::storage
