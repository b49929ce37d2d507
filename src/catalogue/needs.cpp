#include "catalogue/needs.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "base/csv_table.h"
#include "catalogue/fold.h"

namespace mta {
namespace {

constexpr std::string_view name_column = "need";
constexpr std::string_view arabic_column = "arabic";
constexpr std::string_view devices_column = "devices";
constexpr std::string_view second_column = "second choice";
constexpr std::array needed_columns = {name_column, devices_column};
constexpr std::array word_columns = {std::string_view("english"), arabic_column,
                                     std::string_view("french"), std::string_view("arabizi")};
constexpr CsvShape shape{.needed = needed_columns,
                         .header = "Need,English,Arabic,French,Arabizi,Devices,Second choice"};

/// How many letters must be typed, deleted or replaced to get from one to the other.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({replaced, row[j] + 1, row[j + 1] + 1}));
    }
  }
  return row.back();
}

/// The devices by all that needs.csv may call them: their names and categories, in both languages.
class Devices {
 public:
  explicit Devices(const std::vector<Product>& products) {
    for (std::size_t i = 0; i < products.size(); ++i) {
      const Product& product = products[i];
      for (const std::string* name :
           {&product.name, &product.arabic_name, &product.category, &product.arabic_category}) {
        add(*name, i);
      }
    }
  }

  /// Null: there is no such device and no such category.
  [[nodiscard]] const std::vector<std::size_t>* find(const std::string& name) const {
    const auto found = by_name_.find(fold_text(name));
    return found == by_name_.end() ? nullptr : &found->second;
  }

  [[nodiscard]] std::string nearest(const std::string& name) const {
    const std::string wanted = fold_text(name);
    const auto found = std::ranges::min_element(names_, {}, [&](const std::string& known) {
      return edit_distance(wanted, fold_text(known));
    });
    return found == names_.end() ? "" : *found;
  }

 private:
  void add(const std::string& name, std::size_t product) {
    if (name.empty()) return;
    const auto [found, is_new] = by_name_.try_emplace(fold_text(name));
    if (is_new) names_.push_back(name);
    if (std::ranges::find(found->second, product) == found->second.end()) {
      found->second.push_back(product);
    }
  }

  std::unordered_map<std::string, std::vector<std::size_t>> by_name_;
  std::vector<std::string> names_;
};

class Loader {
 public:
  Loader(const KnowledgeFile& file, const std::vector<Product>& products)
      : path_(file.path), devices_(products) {
    auto table = read_csv_table(file.path, file.text, shape);
    if (!table) {
      loaded_.warnings = std::move(table.error());
      return;
    }
    for (const CsvRow& row : table->rows) take(row, table->columns);
  }

  LoadedNeeds finish() { return std::move(loaded_); }

 private:
  void take(const CsvRow& row, const CsvColumns& columns) {
    line_ = row.line;
    const std::string wrong = wrong_row(row, columns);
    if (!wrong.empty()) return warn(wrong + "; the row is left out");
    Need need{.name = columns.get(row, name_column),
              .arabic_name = {},
              .phrases = {},
              .products = products_of(columns.get(row, devices_column)),
              .second_choice = products_of(columns.get(row, second_column)),
              .line = row.line};
    if (need.products.empty()) return warn("\"" + need.name + "\" has no device; it is left out");
    add_phrase(need, need.name);
    for (const std::string_view column : word_columns) {
      const auto phrases = split_list(columns.get(row, column));
      if (column == arabic_column && !phrases.empty()) need.arabic_name = phrases.front();
      for (const std::string& phrase : phrases) add_phrase(need, phrase);
    }
    if (!need.phrases.empty()) loaded_.needs.push_back(std::move(need));
  }

  [[nodiscard]] std::string wrong_row(const CsvRow& row, const CsvColumns& columns) const {
    if (std::string wrong = wrong_fields(row, columns); !wrong.empty()) return wrong;
    const std::string name = columns.get(row, name_column);
    if (name.empty()) return "the need has no name";
    const bool is_known =
        std::ranges::find(loaded_.needs, name, &Need::name) != loaded_.needs.end();
    return is_known ? "\"" + name + "\" is already in the list" : "";
  }

  std::vector<std::size_t> products_of(const std::string& field) {
    std::vector<std::size_t> products;
    for (const std::string& name : split_list(field)) {
      const auto* found = devices_.find(name);
      if (found == nullptr) {
        warn("there is no device and no category \"" + name + "\"; the nearest name is \"" +
             devices_.nearest(name) + "\"");
        continue;
      }
      for (const std::size_t product : *found) {
        if (std::ranges::find(products, product) == products.end()) products.push_back(product);
      }
    }
    return products;
  }

  /// One phrase of two needs would say nothing.
  void add_phrase(Need& need, const std::string& phrase) {
    std::string key;
    for (const std::string& word : fold_words(phrase)) key += word + " ";
    if (key.empty()) return;
    const auto [owner, is_new] = need_of_phrase_.emplace(key, need.name);
    if (is_new) {
      need.phrases.push_back(phrase);
    } else if (owner->second != need.name) {
      warn("\"" + phrase + "\" already stands for \"" + owner->second +
           "\"; it is left out for \"" + need.name + "\"");
    }
  }

  void warn(const std::string& what) { loaded_.warnings.push_back(at_line(path_, line_) + what); }

  std::string path_;
  Devices devices_;
  std::size_t line_ = 1;
  std::unordered_map<std::string, std::string> need_of_phrase_;
  LoadedNeeds loaded_;
};

}  // namespace

LoadedNeeds load_needs(const KnowledgeFile& file, const std::vector<Product>& products) {
  return Loader(file, products).finish();
}

}  // namespace mta
