#include <algorithm>
#include <string>
#include <vector>

#include "base/csv.h"
#include "catalogue/knowledge.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using mta::CsvRow;
using mta::test::require;

std::string quoted(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (!line.empty()) line += ',';
    line += '"';
    for (const char c : field) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  return line + "\r\n";
}

void require_rows(std::string_view input) {
  std::vector<std::vector<std::string>> good;
  std::size_t line = 0;
  for (CsvRow& row : mta::parse_csv(input)) {
    require(row.line >= line, "rows come in the order of their lines");
    line = row.line;
    const bool blank = std::ranges::all_of(row.fields, &std::string::empty);
    if (row.problem.empty() && !blank) good.push_back(std::move(row.fields));
  }
  std::string written;
  for (const auto& fields : good) written += quoted(fields);
  std::vector<std::vector<std::string>> again;
  for (CsvRow& row : mta::parse_csv(written)) {
    require(row.problem.empty(), "what is written by the rules has no problem");
    again.push_back(std::move(row.fields));
  }
  require(again == good, "rows that are written and read again are the same");
}

}  // namespace

FUZZ_TARGET(products) {
  require_rows(input);
  const auto loaded = mta::load_knowledge({.products = {"products.csv", std::string(input)},
                                           .persona = {"persona.md", "An assistant."},
                                           .contact = {"contact.md", "info@example.com"}});
  if (!loaded) {
    require(!loaded.error().empty(), "what is wrong is said");
    return;
  }
  require(!loaded->knowledge.products.empty(), "a catalogue has products");
  for (const mta::Product& product : loaded->knowledge.products) {
    require(!product.name.empty(), "a product has a name");
    require(product.price_usd.value_or(1) > 0, "a price is above nothing");
    require(product.price_usd.value_or(1) <= 10'000'000, "a price is plausible");
  }
  for (const std::string& warning : loaded->warnings) {
    require(warning.starts_with("products.csv:"), "a warning has its place");
  }
}
