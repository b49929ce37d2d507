#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <system_error>

namespace mta {

/// Everything in the file. Error: the system's, also for a folder. Files that hold secrets are read
/// by base/private_file.h.
std::expected<std::string, std::error_code> read_file(const std::filesystem::path& path);

}  // namespace mta
