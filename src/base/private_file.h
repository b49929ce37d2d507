#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <sys/stat.h>

/// Files that no other user of the machine may change, and secrets that none may read either.
namespace mta {

/// Why the file is refused ("can be changed by other users …; run: …"); empty: nobody else can
/// change it, or only a group of this process's to which the folder is given too, by its
/// set-group-ID bit (Kubernetes' `fsGroup`). `status` is of the opened file, `path` names it.
std::string writable_by_others(const std::filesystem::path& path, const struct stat& status);

/// The text of a secret's file. Error: why it cannot be read, or that other users can change or
/// read it, and what to do. Permissions are looked at on the opened file. Other users may read it:
/// below `credentials_directory` (systemd's, which has permissions of its own; empty: there is
/// none); a group may where it may change it, and where root owns it; everybody may where root owns
/// it on a read-only mount or in a Kubernetes volume.
std::expected<std::string, std::string> read_secret_file(
    const std::filesystem::path& path, const std::filesystem::path& credentials_directory);

/// Makes the file with mode 0600 and nothing but `text` in it, on the disk when this returns. It
/// must not be there, not even as a symbolic link. False: errno says why.
bool create_private_file(const std::filesystem::path& path, const std::string& text);

}  // namespace mta
