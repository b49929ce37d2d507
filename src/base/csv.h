#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mta {

struct CsvRow {
  std::size_t line = 1;  ///< where the row starts in the file, from 1
  std::vector<std::string> fields;
  std::string problem;  ///< not empty: the row is broken, and why
};

/// RFC 4180 with what spreadsheets write: a BOM, CRLF, LF or CR, line breaks and doubled quotes
/// inside quotes. Rows whose fields are all blank are left out. Never fails: a broken row says so
/// and reading goes on behind it.
std::vector<CsvRow> parse_csv(std::string_view text, char separator = ',');

}  // namespace mta
