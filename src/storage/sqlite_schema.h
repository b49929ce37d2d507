#pragma once

#include "storage/sqlite_db.h"

namespace mta::storage {

/// Brings the file to this program's schema, or throws SqliteError: a file that is somebody else's,
/// or that a newer version wrote, is left as it is. Safe when two processes start at once.
void prepare_schema(SqliteDb& db);

/// Throws SqliteError where the file is not one that this program wrote, or an older one did.
/// Changes nothing.
void check_schema(SqliteDb& db);

}  // namespace mta::storage
