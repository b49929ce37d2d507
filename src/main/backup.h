#pragma once

#include <string>

#include "config/config.h"

/// The commands of an operator for copies of the SQLite file; the exit codes.
namespace mta {

/// While the server runs, too.
int back_up(const config::Config& config, const std::string& file);

/// The file that was there is kept beside it.
int restore_backup(const config::Config& config, const std::string& file);

}  // namespace mta
