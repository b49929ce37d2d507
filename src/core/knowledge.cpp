#include "core/knowledge.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <ranges>

#include "core/csv.h"
#include "core/text.h"

namespace mta {
namespace {

constexpr std::int64_t highest_price_usd = 10'000'000;

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

/// `6600`, `$6,600`, `6,600 USD`, `6600.00`; empty: on request. Error: why it is no price.
std::expected<std::optional<std::int64_t>, std::string> parse_price(std::string_view text) {
  std::string digits = clean_text(text);
  if (digits.empty()) return std::nullopt;
  const auto refuse = [&] {
    return std::unexpected("price \"" + clean_text(text) +
                           "\" is not one; write it like 6600, $6,600 or 6,600 USD, or leave it "
                           "empty for a price on request");
  };
  if (digits.front() == '$') digits.erase(0, 1);
  if (lower_ascii(digits).ends_with("usd")) digits.resize(digits.size() - 3);
  if (digits.ends_with(".00")) digits.resize(digits.size() - 3);
  std::erase(digits, ',');
  digits = clean_text(digits);
  std::int64_t price = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, price);
  if (error != std::errc{} || stop != end || price <= 0 || price > highest_price_usd) {
    return refuse();
  }
  return price;
}

struct Columns {
  std::map<std::string, std::size_t, std::less<>> index;

  explicit Columns(const CsvRow& header) {
    for (std::size_t i = 0; i < header.fields.size(); ++i) {
      index.emplace(lower_ascii(clean_text(header.fields[i])), i);
    }
  }
  bool has(std::string_view name) const { return index.contains(name); }
  std::string get(const CsvRow& row, std::string_view name) const {
    const auto found = index.find(name);
    return found == index.end() ? "" : clean_text(row.fields[found->second]);
  }
};

constexpr std::string_view name_column = "machine name";
constexpr std::string_view description_column = "description";
constexpr std::string_view price_column = "price (usd)";
constexpr std::string_view arabic_name_column = "arabic name";
constexpr std::string_view arabic_description_column = "arabic description";
constexpr std::string_view synonyms_column = "synonyms";
constexpr std::string_view category_column = "category";
constexpr std::string_view arabic_category_column = "arabic category";

/// The items of a list with semicolons between them.
std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  for (const auto part : std::views::split(text, ';')) {
    std::string item = clean_text(std::string_view(part.begin(), part.end()));
    if (!item.empty()) items.push_back(std::move(item));
  }
  return items;
}

std::expected<Product, std::string> product_of(const CsvRow& row, const Columns& columns,
                                               std::size_t width) {
  if (!row.problem.empty()) return std::unexpected(row.problem);
  if (row.fields.size() != width) {
    return std::unexpected("the row has " + std::to_string(row.fields.size()) +
                           " fields and the header " + std::to_string(width) +
                           "; a field with a comma in it needs quotes around it");
  }
  Product product{.name = columns.get(row, name_column),
                  .description = columns.get(row, description_column),
                  .arabic_name = columns.get(row, arabic_name_column),
                  .arabic_description = columns.get(row, arabic_description_column),
                  .synonyms = split_list(columns.get(row, synonyms_column)),
                  .category = columns.get(row, category_column),
                  .arabic_category = columns.get(row, arabic_category_column)};
  if (product.name.empty()) return std::unexpected("the machine has no name");
  const auto price = parse_price(columns.get(row, price_column));
  if (!price) return std::unexpected(price.error());
  product.price_usd = *price;
  return product;
}

void load_products(const KnowledgeFile& file, LoadedKnowledge& loaded,
                   std::vector<std::string>& problems) {
  const std::vector<CsvRow> rows = parse_csv(file.text);
  const auto at = [&](std::size_t line) { return file.path + ":" + std::to_string(line) + ": "; };
  if (rows.empty()) {
    problems.push_back(at(1) +
                       "the file is empty; its first line must be "
                       "\"Machine Name,Description,Price (USD)\"");
    return;
  }
  const Columns columns(rows.front());
  for (const std::string_view needed : {name_column, price_column}) {
    if (!columns.has(needed)) {
      problems.push_back(at(rows.front().line) + "the header has no column \"" +
                         std::string(needed) +
                         "\"; it must be \"Machine Name,Description,Price (USD)\"");
    }
  }
  if (!problems.empty()) return;
  auto& products = loaded.knowledge.products;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    auto product = product_of(rows[i], columns, rows.front().fields.size());
    if (product && std::ranges::any_of(products, [&](const Product& other) {
          return other.name == product->name;
        })) {
      product = std::unexpected("\"" + product->name + "\" is already in the list");
    }
    if (product) {
      products.push_back(std::move(*product));
    } else {
      loaded.warnings.push_back(at(rows[i].line) + product.error() + "; the row is left out");
    }
  }
  if (products.empty()) problems.push_back(at(1) + "no row of the file is a good product");
}

std::string load_text(const KnowledgeFile& file, std::vector<std::string>& problems) {
  std::string text = clean_text(file.text);
  if (text.empty()) problems.push_back(file.path + ":1: the file is empty");
  return text;
}

}  // namespace

std::expected<LoadedKnowledge, std::vector<std::string>> load_knowledge(
    const KnowledgeFiles& files) {
  LoadedKnowledge loaded;
  std::vector<std::string> problems;
  load_products(files.products, loaded, problems);
  loaded.knowledge.persona = load_text(files.persona, problems);
  loaded.knowledge.contact = load_text(files.contact, problems);
  if (!problems.empty()) {
    problems.insert(problems.end(), loaded.warnings.begin(), loaded.warnings.end());
    return std::unexpected(std::move(problems));
  }
  return loaded;
}

}  // namespace mta
