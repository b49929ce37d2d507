#pragma once

#include <string>

#include "leads/lead.h"

/// Leads as CSV (RFC 4180) for spreadsheets.
namespace mta::leads {

/// UTF-8's byte order mark, without which Excel takes Arabic for another encoding, and the names of
/// the columns.
std::string csv_header();

/// A cell that a spreadsheet would run as a formula (it begins with = + - @ or their full-width
/// forms, a tab or a line break) has an apostrophe in front, as OWASP's "CSV Injection" says.
std::string csv_row(const Lead& lead);

}  // namespace mta::leads
