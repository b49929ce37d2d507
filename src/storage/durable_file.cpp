#include "storage/durable_file.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace mta::storage {
namespace {

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return ::fsync(file) == 0;
}

/// Who may read the file before may do so afterwards.
void take_over(int file, const std::filesystem::path& like) {
  struct stat status{};
  if (::stat(like.c_str(), &status) != 0) return;
  [[maybe_unused]] const int owner = ::fchown(file, status.st_uid, status.st_gid);
  ::fchmod(file, status.st_mode & 07777U);
}

}  // namespace

std::expected<void, std::string> write_durably(const std::filesystem::path& path,
                                               std::string_view text,
                                               const std::optional<std::filesystem::path>& like) {
  const std::filesystem::path draft =
      path.parent_path() / ("." + path.filename().string() + ".new");
  const auto failed = [&] {
    return std::unexpected(path.string() +
                           " cannot be written: " + std::system_category().message(errno));
  };
  ::unlink(draft.c_str());  // of a process that was killed
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) return failed();
  if (like) take_over(file, *like);
  const bool is_written = write_all(file, text);
  const int cause = errno;
  ::close(file);
  if (is_written && std::rename(draft.c_str(), path.c_str()) == 0) return {};
  if (!is_written) errno = cause;
  auto why = failed();
  ::unlink(draft.c_str());
  return why;
}

void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace mta::storage
