#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace mta::storage {

/// Puts `text` in the place of the file at `path` in one step: a temporary file beside it, fsync,
/// rename. It has the mode and, where that is allowed, the owner of `like`; 0644 within the umask
/// where there is none. Error: what failed, with the file. The folder is synced by `sync_folder`.
std::expected<void, std::string> write_durably(const std::filesystem::path& path,
                                               std::string_view text,
                                               const std::optional<std::filesystem::path>& like);

/// Has the folder's names on the disk.
void sync_folder(const std::filesystem::path& folder);

}  // namespace mta::storage
