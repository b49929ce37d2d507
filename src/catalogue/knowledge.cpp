#include "catalogue/knowledge.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/ascii.h"
#include "base/csv_table.h"
#include "base/encoding.h"
#include "base/text.h"
#include "catalogue/needs.h"
#include "catalogue/price.h"
#include "catalogue/stated_answers.h"

namespace mta {
namespace {

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

constexpr std::array needed_columns = {name_column, price_column};
constexpr CsvShape shape{.needed = needed_columns,
                         .header = "Machine Name,Description,Price (USD)"};

/// What stands behind the price, if that is no column of another meaning.
std::string behind_the_price(const CsvRow& row, const CsvColumns& columns) {
  const std::size_t next = columns.position(price_column).value_or(0) + 1;
  const bool is_text = next >= columns.width() || std::ranges::any_of(text_columns, [&](auto name) {
                         return columns.position(name) == next;
                       });
  return is_text && next < row.fields.size() ? clean_text(row.fields[next]) : "";
}

/// What makes the cells of a row doubtful, whatever is in them; empty: nothing.
std::string wrong_cells(const CsvRow& row, const CsvColumns& columns) {
  if (std::string wrong = wrong_fields(row, columns); !wrong.empty()) return wrong;
  const std::string name = columns.get(row, name_column);
  if (name.empty()) return "the machine has no name";
  const bool is_short = row.fields.size() < columns.width();
  if (is_short && name.find_first_of(";\t") != std::string::npos) {
    return "its fields are separated by semicolons or tabs; they must be separated by commas";
  }
  const std::string next = behind_the_price(row, columns);
  const bool digits = std::ranges::all_of(next, is_digit);
  if (!next.empty() && digits) {
    return "the price goes on in the next field; a number with a comma needs quotes around it";
  }
  return {};
}

std::expected<Product, std::string> product_of(const CsvRow& row, const CsvColumns& columns) {
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
                 .arabic_category = columns.get(row, arabic_category_column),
                 .line = row.line};
}

void load_products(const KnowledgeFile& file, LoadedKnowledge& loaded,
                   std::vector<std::string>& problems) {
  auto table = read_csv_table(file.path, file.text, shape);
  if (!table) {
    std::ranges::move(table.error(), std::back_inserter(problems));
    return;
  }
  auto& products = loaded.knowledge.products;
  for (const CsvRow& row : table->rows) {
    auto product = product_of(row, table->columns);
    if (product && std::ranges::find(products, product->name, &Product::name) != products.end()) {
      product = std::unexpected("\"" + product->name + "\" is already in the list");
    }
    if (product) {
      products.push_back(std::move(*product));
    } else {
      loaded.warnings.push_back(at_line(file.path, row.line) + product.error() +
                                "; the row is left out");
    }
  }
  if (products.empty()) {
    problems.push_back(at_line(file.path, 1) + "no row of the file is a good product");
  }
}

void take_needs(const KnowledgeFile& file, LoadedKnowledge& loaded) {
  LoadedNeeds needs = load_needs(file, loaded.knowledge.products);
  loaded.knowledge.needs = std::move(needs.needs);
  std::ranges::move(needs.warnings, std::back_inserter(loaded.warnings));
}

void take_answers(const KnowledgeFile& file, LoadedKnowledge& loaded) {
  LoadedAnswers answers = load_answers(file);
  loaded.knowledge.answers = std::move(answers.answers);
  std::ranges::move(answers.warnings, std::back_inserter(loaded.warnings));
}

/// Other sentences in the place of the built-in ones.
void take_sentences(const KnowledgeFile& file, LoadedKnowledge& loaded,
                    std::vector<std::string>& problems) {
  if (auto problem = encoding_problem(file.path, file.text)) {
    problems.push_back(std::move(*problem));
    return;
  }
  std::ranges::move(loaded.knowledge.sentences.take(file.path, without_byte_order_mark(file.text)),
                    std::back_inserter(problems));
}

std::string load_text(const KnowledgeFile& file, std::vector<std::string>& problems) {
  std::string text = clean_text(without_byte_order_mark(file.text));
  if (text.empty()) problems.push_back(file.path + ":1: the file is empty");
  return text;
}

/// Empty where the file cannot be used, and why in `problems`.
std::string checked_text(const KnowledgeFile& file, std::vector<std::string>& problems) {
  if (auto problem = encoding_problem(file.path, file.text)) {
    problems.push_back(std::move(*problem));
    return {};
  }
  return load_text(file, problems);
}

}  // namespace

std::expected<LoadedKnowledge, std::vector<std::string>> load_knowledge(
    const KnowledgeFiles& files) {
  LoadedKnowledge loaded;
  std::vector<std::string> problems;
  load_products(files.products, loaded, problems);
  loaded.knowledge.persona = checked_text(files.persona, problems);
  loaded.knowledge.contact = checked_text(files.contact, problems);
  if (files.terms) loaded.knowledge.terms = checked_text(*files.terms, problems);
  // Where no product is known, every row of the needs would be wrong, which says nothing of them.
  const bool knows_products = !loaded.knowledge.products.empty();
  if (files.needs && knows_products) take_needs(*files.needs, loaded);
  if (files.answers) take_answers(*files.answers, loaded);
  if (files.sentences) take_sentences(*files.sentences, loaded, problems);
  if (!problems.empty()) {
    problems.insert(problems.end(), loaded.warnings.begin(), loaded.warnings.end());
    return std::unexpected(std::move(problems));
  }
  return loaded;
}

}  // namespace mta
