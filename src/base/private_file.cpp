#include "base/private_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>

namespace mta {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_secret = std::size_t{64} * 1024;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

std::string refusal(const fs::path& path, const struct stat& status, const char* what) {
  std::array<char, 8> mode{};
  std::snprintf(mode.data(), mode.size(), "%04o", status.st_mode & 07777U);
  return std::string("can be ") + what + " by other users (mode " + mode.data() +
         "); run: chmod 600 " + path.string();
}

/// The opened file's own path, symbolic links resolved.
fs::path real_path(int descriptor) {
  std::error_code error;
  return fs::read_symlink("/proc/self/fd/" + std::to_string(descriptor), error);
}

bool is_below(const fs::path& file, const fs::path& folder) {
  std::error_code error;
  const fs::path real_folder = folder.empty() ? fs::path() : fs::canonical(folder, error);
  if (error || real_folder.empty()) return false;
  return std::ranges::mismatch(real_folder, file).in1 == real_folder.end();
}

bool is_of_group(gid_t group) {
  if (group == ::getegid()) return true;
  std::array<gid_t, 256> groups{};
  const int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
  return std::find(groups.begin(), groups.begin() + std::max(count, 0), group) !=
         groups.begin() + std::max(count, 0);
}

/// Kubernetes' `fsGroup`: on every start of a pod all files of its volumes are given to a group
/// that may change them, and the folders its set-group-ID bit.
bool is_in_folder_of_our_group(const fs::path& file, const struct stat& status) {
  struct stat folder{};
  return ::stat(file.parent_path().c_str(), &folder) == 0 && (folder.st_mode & S_ISGID) != 0 &&
         folder.st_gid == status.st_gid && is_of_group(status.st_gid);
}

/// Kubernetes: the name is a link to `..data/name`, and `..data` one to `..2026_11_29_…`.
bool is_in_kubernetes_volume(const fs::path& file) {
  const std::string folder = file.parent_path().filename().string();
  return folder.starts_with("..") && folder.size() > 2;
}

bool is_on_read_only_mount(int descriptor) {
  struct statvfs mount{};
  return ::fstatvfs(descriptor, &mount) == 0 && (mount.f_flag & ST_RDONLY) != 0;
}

bool may_be_read_by_others(int descriptor, const struct stat& status,
                           const fs::path& credentials_directory) {
  const fs::path file = real_path(descriptor);
  if (is_below(file, credentials_directory)) return true;
  const bool group_alone = (status.st_mode & S_IROTH) == 0;
  if (group_alone && is_in_folder_of_our_group(file, status)) return true;
  if (status.st_uid != 0) return false;
  return group_alone || is_on_read_only_mount(descriptor) || is_in_kubernetes_volume(file);
}

std::string system_message() { return std::system_category().message(errno); }

std::expected<std::string, std::string> read_all(int descriptor) {
  std::string text(largest_secret + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t count = ::read(descriptor, text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected("cannot be read: " + system_message());
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size > largest_secret) return std::unexpected("is too large for a secret");
  text.resize(size);
  return text;
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return ::fsync(descriptor) == 0;
}

}  // namespace

std::string writable_by_others(const fs::path& path, const struct stat& status) {
  const bool is_writable = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  if (!S_ISREG(status.st_mode) || !is_writable) return "";
  std::error_code error;
  const bool group_alone = (status.st_mode & S_IWOTH) == 0;
  const fs::path real = fs::canonical(path, error);
  if (group_alone && is_in_folder_of_our_group(real, status)) return "";
  return refusal(path, status, "changed");
}

std::expected<std::string, std::string> read_secret_file(const fs::path& path,
                                                         const fs::path& credentials_directory) {
  const auto refuse = [&](const std::string& why) {
    return std::unexpected("the file " + path.string() + " " + why);
  };
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  struct stat status{};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) {
    return refuse("cannot be read: " + system_message());
  }
  if (const std::string wrong = writable_by_others(path, status); !wrong.empty()) {
    return refuse(wrong);
  }
  const bool is_readable = S_ISREG(status.st_mode) && (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
  if (is_readable && !may_be_read_by_others(file.number(), status, credentials_directory)) {
    return refuse(refusal(path, status, "read"));
  }
  auto text = read_all(file.number());
  return text ? text : refuse(text.error());
}

bool create_private_file(const fs::path& path, const std::string& text) {
  constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  const Descriptor file(::open(path.c_str(), flags, S_IRUSR | S_IWUSR));
  return file.number() >= 0 && write_all(file.number(), text);
}

}  // namespace mta
