#pragma once

#include <cstddef>
#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"

namespace mta {

/// Where the columns of a CSV file are, by the names in its header, in lower case.
class CsvColumns {
 public:
  explicit CsvColumns(const CsvRow& header);

  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] std::optional<std::size_t> position(std::string_view name) const;
  /// Empty where the header has no such column, or the row ends before it: spreadsheets leave empty
  /// cells at the end out.
  [[nodiscard]] std::string get(const CsvRow& row, std::string_view name) const;
  /// The header's names that stand there twice.
  [[nodiscard]] const std::vector<std::string>& twice() const { return twice_; }

 private:
  std::size_t width_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::vector<std::string> twice_;
};

struct CsvTable {
  CsvColumns columns;
  std::vector<CsvRow> rows;  ///< without the header
};

/// What a file must have to be read at all.
struct CsvShape {
  std::span<const std::string_view> needed;  ///< columns, in lower case
  std::string_view header;                   ///< as it is told where they are missing
};

/// Error: why no row can be read (another encoding than UTF-8, another separator than the comma, no
/// such header), one `FILE:LINE: ...` an entry.
std::expected<CsvTable, std::vector<std::string>> read_csv_table(std::string_view path,
                                                                 std::string_view text,
                                                                 const CsvShape& shape);

/// What makes the fields of a row doubtful, whatever is in them; empty: nothing.
std::string wrong_fields(const CsvRow& row, const CsvColumns& columns);

/// `FILE:LINE: the file is not UTF-8: ...`; nothing where it is.
std::optional<std::string> encoding_problem(std::string_view path, std::string_view text);

/// `FILE:LINE: `
std::string at_line(std::string_view path, std::size_t line);

/// The items of a field with semicolons between them.
std::vector<std::string> split_list(std::string_view field);

}  // namespace mta
