#include "base/csv_table.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "base/ascii.h"
#include "base/encoding.h"
#include "base/text.h"

namespace mta {
namespace {

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

/// What of the file's first row makes all the others useless.
std::vector<std::string> wrong_header(const CsvColumns& columns, const CsvShape& shape) {
  std::vector<std::string> wrong;
  for (const std::string_view needed : shape.needed) {
    if (columns.position(needed)) continue;
    wrong.push_back("the header has no column " + quoted(needed) + "; it must be " +
                    quoted(shape.header));
  }
  for (const std::string& name : columns.twice()) {
    wrong.push_back("the header has the column " + quoted(name) + " twice");
  }
  return wrong;
}

/// A line `sep=,` before the header tells Excel what it does not show.
void drop_separator_line(std::vector<CsvRow>& rows) {
  if (rows.size() < 2) return;
  const std::vector<std::string>& first = rows.front().fields;
  if (first.size() == 2 && first[0] == "sep=" && first[1].empty()) rows.erase(rows.begin());
}

/// What the fields are separated by in a file that has our header; empty: it has none.
std::string_view other_separator(std::string_view text, const CsvShape& shape) {
  for (const auto& [separator, name] :
       {std::pair{';', "semicolons"}, {'\t', "tabs"}, {'|', "vertical bars"}}) {
    auto rows = parse_csv(text, separator);
    drop_separator_line(rows);
    if (!rows.empty() && wrong_header(CsvColumns(rows.front()), shape).empty()) return name;
  }
  return {};
}

}  // namespace

std::vector<std::string> split_list(std::string_view field) {
  std::vector<std::string> items;
  for (const auto part : std::views::split(field, ';')) {
    std::string item = clean_text(std::string_view(part.begin(), part.end()));
    if (!item.empty()) items.push_back(std::move(item));
  }
  return items;
}

std::string at_line(std::string_view path, std::size_t line) {
  return std::string(path) + ":" + std::to_string(line) + ": ";
}

CsvColumns::CsvColumns(const CsvRow& header) : width_(header.fields.size()) {
  for (std::size_t i = 0; i < width_; ++i) {
    const std::string name = lower_ascii(clean_text(header.fields[i]));
    const bool is_new = index_.emplace(name, i).second;
    if (!is_new && !name.empty()) twice_.push_back(name);
  }
}

std::optional<std::size_t> CsvColumns::position(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? std::nullopt : std::optional(found->second);
}

std::string CsvColumns::get(const CsvRow& row, std::string_view name) const {
  const auto found = position(name);
  return found && *found < row.fields.size() ? clean_text(row.fields[*found]) : "";
}

std::optional<std::string> encoding_problem(std::string_view path, std::string_view text) {
  const auto problem = find_encoding_problem(text);
  if (!problem) return std::nullopt;
  return at_line(path, problem->line) +
         "the file is not UTF-8: " + std::string(problem->described) +
         "; save it as UTF-8 (in Excel: \"CSV UTF-8\")";
}

std::expected<CsvTable, std::vector<std::string>> read_csv_table(std::string_view path,
                                                                 std::string_view text,
                                                                 const CsvShape& shape) {
  if (auto problem = encoding_problem(path, text)) return std::unexpected(std::vector{*problem});
  std::vector<CsvRow> rows = parse_csv(text);
  drop_separator_line(rows);
  if (rows.empty()) {
    return std::unexpected(std::vector{
        at_line(path, 1) + "the file is empty; its first line must be " + quoted(shape.header)});
  }
  CsvColumns columns(rows.front());
  std::vector<std::string> wrong = wrong_header(columns, shape);
  if (const auto separator = wrong.empty() ? std::string_view() : other_separator(text, shape);
      !separator.empty()) {
    wrong = {"the fields are separated by " + std::string(separator) +
             "; they must be separated by commas (Excel takes the list separator of the system's "
             "region, Google Sheets and LibreOffice write commas)"};
  }
  for (std::string& problem : wrong) problem.insert(0, at_line(path, rows.front().line));
  if (!wrong.empty()) return std::unexpected(std::move(wrong));
  rows.erase(rows.begin());
  return CsvTable{.columns = std::move(columns), .rows = std::move(rows)};
}

std::string wrong_fields(const CsvRow& row, const CsvColumns& columns) {
  if (!row.problem.empty()) return row.problem;
  const auto extra = std::views::drop(row.fields, static_cast<std::ptrdiff_t>(columns.width()));
  const auto is_filled = [](const std::string& field) { return !clean_text(field).empty(); };
  if (std::ranges::none_of(extra, is_filled)) return {};
  return "the row has " + std::to_string(row.fields.size()) + " fields and the header " +
         std::to_string(columns.width()) + "; a field with a comma in it needs quotes around it";
}

}  // namespace mta
