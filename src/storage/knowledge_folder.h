#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "storage/knowledge_versions.h"

/// The knowledge as files that an operator edits, with the versions that were published beside them
/// in `FOLDER-history`.
namespace mta::storage {

/// While it lives nobody publishes into the folder. It waits for whoever does. Where there is no
/// history, or it cannot be locked, nothing is locked.
class KnowledgeFolderReading {
 public:
  explicit KnowledgeFolderReading(const std::filesystem::path& folder);
  ~KnowledgeFolderReading();
  KnowledgeFolderReading(const KnowledgeFolderReading&) = delete;
  KnowledgeFolderReading& operator=(const KnowledgeFolderReading&) = delete;

  /// Where the files are whole: the folder, or the published version's own folder where a
  /// publishing was cut off before all its files were in their place.
  [[nodiscard]] const std::filesystem::path& place() const { return place_; }

 private:
  int lock_ = -1;
  std::filesystem::path place_;
};

/// Ends a publishing that was cut off, so that the folder has the files of its version. A file that
/// somebody has changed since is kept in the history first. Nothing: there was none. Error: why it
/// cannot be ended; KnowledgeFolderReading::place is whole all the same.
Result<bool> finish_publishing(const std::filesystem::path& folder,
                               const std::vector<std::string>& names, Timestamp now);

/// The versions of a folder, of which the files `names` are knowledge; all others are left alone.
/// The folder's files are put in their places one by one, each whole (temporary file, fsync,
/// rename); a note in the history, written first, says which version is being put there, so that a
/// publishing that is cut off is finished by finish_publishing. What was in the folder before and
/// was not published is kept as a version of its own. The last 50 versions are kept.
std::unique_ptr<KnowledgeVersions> open_knowledge_folder(std::filesystem::path folder,
                                                         std::vector<std::string> names);

}  // namespace mta::storage
