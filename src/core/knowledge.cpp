#include "core/knowledge.h"

#include <algorithm>
#include <array>
#include <map>
#include <ranges>

#include "core/csv.h"
#include "core/encoding.h"
#include "core/price.h"
#include "core/text.h"

namespace mta {
namespace {

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

constexpr std::string_view name_column = "machine name";
constexpr std::string_view description_column = "description";
constexpr std::string_view price_column = "price (usd)";
constexpr std::string_view arabic_name_column = "arabic name";
constexpr std::string_view arabic_description_column = "arabic description";
constexpr std::string_view synonyms_column = "synonyms";
constexpr std::string_view category_column = "category";
constexpr std::string_view arabic_category_column = "arabic category";

constexpr std::array text_columns = {
    name_column,     description_column, arabic_name_column,    arabic_description_column,
    synonyms_column, category_column,    arabic_category_column};

constexpr std::string_view wanted_header = "\"Machine Name,Description,Price (USD)\"";

/// Where the columns are, by the header.
class Columns {
 public:
  explicit Columns(const CsvRow& header) : width_(header.fields.size()) {
    for (std::size_t i = 0; i < width_; ++i) {
      const std::string name = lower_ascii(clean_text(header.fields[i]));
      const bool is_new = index_.emplace(name, i).second;
      if (!is_new && !name.empty()) twice_.push_back(name);
    }
  }
  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] bool has(std::string_view name) const { return index_.contains(name); }
  [[nodiscard]] const std::vector<std::string>& twice() const { return twice_; }

  /// Empty where the header has no such column, or the row ends before it: spreadsheets leave empty
  /// cells at the end out.
  [[nodiscard]] std::string get(const CsvRow& row, std::string_view name) const {
    const auto found = index_.find(name);
    return found == index_.end() ? "" : cell(row, found->second);
  }
  /// What stands behind the price, if that is no column of another meaning.
  [[nodiscard]] std::string behind_the_price(const CsvRow& row) const {
    const std::size_t next = index_.find(price_column)->second + 1;
    const bool is_text = next >= width_ || std::ranges::any_of(text_columns, [&](auto name) {
                           const auto found = index_.find(name);
                           return found != index_.end() && found->second == next;
                         });
    return is_text ? cell(row, next) : "";
  }

 private:
  static std::string cell(const CsvRow& row, std::size_t i) {
    return i < row.fields.size() ? clean_text(row.fields[i]) : "";
  }

  std::size_t width_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::vector<std::string> twice_;
};

/// The items of a list with semicolons between them.
std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  for (const auto part : std::views::split(text, ';')) {
    std::string item = clean_text(std::string_view(part.begin(), part.end()));
    if (!item.empty()) items.push_back(std::move(item));
  }
  return items;
}

/// What makes the cells of a row doubtful, whatever is in them; empty: nothing.
std::string wrong_cells(const CsvRow& row, const Columns& columns) {
  if (!row.problem.empty()) return row.problem;
  const auto is_filled = [](const std::string& field) { return !clean_text(field).empty(); };
  const auto extra = std::views::drop(row.fields, static_cast<std::ptrdiff_t>(columns.width()));
  if (std::ranges::any_of(extra, is_filled)) {
    return "the row has " + std::to_string(row.fields.size()) + " fields and the header " +
           std::to_string(columns.width()) + "; a field with a comma in it needs quotes around it";
  }
  const std::string name = columns.get(row, name_column);
  if (name.empty()) return "the machine has no name";
  const bool is_short = row.fields.size() < columns.width();
  if (is_short && name.find_first_of(";\t") != std::string::npos) {
    return "its fields are separated by semicolons or tabs; they must be separated by commas";
  }
  const std::string next = columns.behind_the_price(row);
  const bool digits = std::ranges::all_of(next, [](char c) { return c >= '0' && c <= '9'; });
  if (!next.empty() && digits) {
    return "the price goes on in the next field; a number with a comma needs quotes around it";
  }
  return {};
}

std::expected<Product, std::string> product_of(const CsvRow& row, const Columns& columns) {
  if (std::string wrong = wrong_cells(row, columns); !wrong.empty()) {
    return std::unexpected(std::move(wrong));
  }
  const auto price = parse_price(columns.get(row, price_column));
  if (!price) return std::unexpected(price.error());
  return Product{.name = columns.get(row, name_column),
                 .description = columns.get(row, description_column),
                 .price_usd = *price,
                 .arabic_name = columns.get(row, arabic_name_column),
                 .arabic_description = columns.get(row, arabic_description_column),
                 .synonyms = split_list(columns.get(row, synonyms_column)),
                 .category = columns.get(row, category_column),
                 .arabic_category = columns.get(row, arabic_category_column)};
}

std::string at_line(const KnowledgeFile& file, std::size_t line) {
  return file.path + ":" + std::to_string(line) + ": ";
}

/// What of the file's first row makes all the others useless.
std::vector<std::string> wrong_header(const Columns& columns) {
  std::vector<std::string> wrong;
  for (const std::string_view needed : {name_column, price_column}) {
    if (columns.has(needed)) continue;
    wrong.push_back("the header has no column \"" + std::string(needed) + "\"; it must be " +
                    std::string(wanted_header));
  }
  for (const std::string& name : columns.twice()) {
    wrong.push_back("the header has the column \"" + name + "\" twice");
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
std::string_view other_separator(std::string_view text) {
  for (const auto& [separator, name] :
       {std::pair{';', "semicolons"}, {'\t', "tabs"}, {'|', "vertical bars"}}) {
    auto rows = parse_csv(text, separator);
    drop_separator_line(rows);
    if (wrong_header(Columns(rows.front())).empty()) return name;
  }
  return {};
}

/// Why no row can be read; empty: they can.
std::vector<std::string> wrong_table(const KnowledgeFile& file, const std::vector<CsvRow>& rows) {
  if (rows.empty()) {
    return {at_line(file, 1) + "the file is empty; its first line must be " +
            std::string(wanted_header)};
  }
  std::vector<std::string> wrong = wrong_header(Columns(rows.front()));
  if (wrong.empty()) return {};
  if (const auto separator = other_separator(file.text); !separator.empty()) {
    wrong = {"the fields are separated by " + std::string(separator) +
             "; they must be separated by commas (Excel takes the list separator of the system's "
             "region, Google Sheets and LibreOffice write commas)"};
  }
  for (std::string& problem : wrong) problem.insert(0, at_line(file, rows.front().line));
  return wrong;
}

void load_products(const KnowledgeFile& file, LoadedKnowledge& loaded,
                   std::vector<std::string>& problems) {
  std::vector<CsvRow> rows = parse_csv(file.text);
  drop_separator_line(rows);
  if (auto wrong = wrong_table(file, rows); !wrong.empty()) {
    std::ranges::move(wrong, std::back_inserter(problems));
    return;
  }
  const Columns columns(rows.front());
  auto& products = loaded.knowledge.products;
  for (const CsvRow& row : std::views::drop(rows, 1)) {
    auto product = product_of(row, columns);
    if (product && std::ranges::find(products, product->name, &Product::name) != products.end()) {
      product = std::unexpected("\"" + product->name + "\" is already in the list");
    }
    if (product) {
      products.push_back(std::move(*product));
    } else {
      loaded.warnings.push_back(at_line(file, row.line) + product.error() +
                                "; the row is left out");
    }
  }
  if (products.empty()) {
    problems.push_back(at_line(file, 1) + "no row of the file is a good product");
  }
}

std::string load_text(const KnowledgeFile& file, std::vector<std::string>& problems) {
  std::string text = clean_text(without_byte_order_mark(file.text));
  if (text.empty()) problems.push_back(file.path + ":1: the file is empty");
  return text;
}

/// False: the file is in another encoding, of which nothing can be read.
bool check_encoding(const KnowledgeFile& file, std::vector<std::string>& problems) {
  const auto problem = find_encoding_problem(file.text);
  if (!problem) return true;
  problems.push_back(at_line(file, problem->line) +
                     "the file is not UTF-8: " + std::string(problem->described) +
                     "; save it as UTF-8 (in Excel: \"CSV UTF-8\")");
  return false;
}

}  // namespace

std::expected<LoadedKnowledge, std::vector<std::string>> load_knowledge(
    const KnowledgeFiles& files) {
  LoadedKnowledge loaded;
  std::vector<std::string> problems;
  if (check_encoding(files.products, problems)) load_products(files.products, loaded, problems);
  if (check_encoding(files.persona, problems)) {
    loaded.knowledge.persona = load_text(files.persona, problems);
  }
  if (check_encoding(files.contact, problems)) {
    loaded.knowledge.contact = load_text(files.contact, problems);
  }
  if (!problems.empty()) {
    problems.insert(problems.end(), loaded.warnings.begin(), loaded.warnings.end());
    return std::unexpected(std::move(problems));
  }
  return loaded;
}

}  // namespace mta
