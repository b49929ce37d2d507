#include "main/knowledge_diff.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <vector>

#include "base/ascii.h"
#include "base/csv.h"
#include "base/text.h"

namespace mta {
namespace {

using storage::KnowledgeTexts;

constexpr std::string_view name_column = "machine name";
constexpr std::string_view price_column = "price (usd)";
constexpr std::size_t longest_shown = 60;

/// The rows of a CSV file by what names them.
struct Rows {
  std::vector<std::string> columns;
  std::vector<std::string> order;
  std::map<std::string, std::map<std::string, std::string>> cells;  // by row, by column
};

std::string shown_price(const std::map<std::string, std::string>& row) {
  for (const auto& [column, cell] : row) {
    if (lower_ascii(column) == price_column) return cell.empty() ? "no price" : cell;
  }
  return {};
}

Rows rows_of(const std::string& text) {
  Rows rows;
  const std::vector<CsvRow> lines = parse_csv(text);
  if (lines.empty()) return rows;
  std::size_t key = 0;
  for (const std::string& field : lines.front().fields) {
    rows.columns.push_back(clean_text(field));
    if (lower_ascii(rows.columns.back()) == name_column) key = rows.columns.size() - 1;
  }
  for (const CsvRow& line : lines | std::views::drop(1)) {
    std::string name = key < line.fields.size() ? clean_text(line.fields[key]) : "";
    if (name.empty()) name = "line " + std::to_string(line.line);
    auto& row = rows.cells[name];
    if (row.empty()) rows.order.push_back(name);
    for (std::size_t i = 0; i < rows.columns.size(); ++i) {
      row[rows.columns[i]] = i < line.fields.size() ? clean_text(line.fields[i]) : "";
    }
  }
  return rows;
}

/// One line for a row that is in one of the files alone.
std::string whole_row(char sign, const std::string& name,
                      const std::map<std::string, std::string>& row) {
  const std::string price = shown_price(row);
  return std::string("  ") + sign + " " + name + (price.empty() ? "" : ": " + price) + "\n";
}

std::string cell_of(const std::map<std::string, std::string>& row, const std::string& column) {
  const auto found = row.find(column);
  return found == row.end() ? "" : found->second;
}

std::string changed_cell(const std::string& column, const std::string& before,
                         const std::string& after) {
  const bool is_short = before.size() <= longest_shown && after.size() <= longest_shown;
  if (!is_short) return column + " has changed";
  const auto shown = [](const std::string& cell) { return cell.empty() ? "nothing" : cell; };
  return column + " " + shown(before) + " -> " + shown(after);
}

std::string changed_row(const std::string& name, const std::vector<std::string>& columns,
                        const std::map<std::string, std::string>& before,
                        const std::map<std::string, std::string>& after) {
  std::string changes;
  for (const std::string& column : columns) {
    const std::string was = cell_of(before, column);
    const std::string is = cell_of(after, column);
    if (was != is) changes += (changes.empty() ? "" : "; ") + changed_cell(column, was, is);
  }
  return changes.empty() ? "" : "  ~ " + name + ": " + changes + "\n";
}

std::vector<std::string> columns_of_both(const Rows& before, const Rows& after) {
  std::vector<std::string> columns = after.columns;
  for (const std::string& column : before.columns) {
    if (std::ranges::find(columns, column) == columns.end()) columns.push_back(column);
  }
  return columns;
}

std::string changed_rows(const std::string& text_before, const std::string& text_after) {
  const Rows before = rows_of(text_before);
  const Rows after = rows_of(text_after);
  const std::vector<std::string> columns = columns_of_both(before, after);
  std::string lines;
  for (const std::string& name : before.order) {
    if (!after.cells.contains(name)) lines += whole_row('-', name, before.cells.at(name));
  }
  for (const std::string& name : after.order) {
    const auto was = before.cells.find(name);
    lines += was == before.cells.end()
                 ? whole_row('+', name, after.cells.at(name))
                 : changed_row(name, columns, was->second, after.cells.at(name));
  }
  return lines;
}

std::string changed_file(const std::string& name, const std::string& before,
                         const std::string& after) {
  const std::string rows = name.ends_with(".csv") ? changed_rows(before, after) : "";
  return rows.empty() ? name + " has changed\n" : name + "\n" + rows;
}

}  // namespace

std::string difference(const KnowledgeTexts& before, const KnowledgeTexts& after) {
  KnowledgeTexts both = before;
  both.insert(after.begin(), after.end());
  std::string lines;
  for (const auto& [name, text] : both) {
    const auto was = before.find(name);
    const auto is = after.find(name);
    if (is == after.end()) {
      lines += name + " is gone\n";
    } else if (was == before.end()) {
      lines += name + " is new\n";
    } else if (was->second != is->second) {
      lines += changed_file(name, was->second, is->second);
    }
  }
  return lines;
}

}  // namespace mta
