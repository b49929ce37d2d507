#pragma once

#include <filesystem>
#include <string>

#include "base/ports.h"

namespace mta {

/// The secret kept in `folder`; made there (mode 0600) on the first start. Two processes that start
/// at once get the same one. Throws std::runtime_error where it cannot be read or made, or
/// other users can read or change it.
std::string keep_session_secret(const std::filesystem::path& folder, Random& random);

/// A new secret of 32 random bytes, as 64 hex digits.
std::string new_session_secret(Random& random);

}  // namespace mta
