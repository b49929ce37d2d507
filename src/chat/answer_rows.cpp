#include "chat/answer_rows.h"

#include <algorithm>
#include <string_view>

#include "catalogue/answers.h"

namespace mta::chat {
namespace {

std::string place(std::string_view file, std::size_t line) {
  return std::string(file) + ":" + std::to_string(line);
}

std::vector<std::string> products_and_needs(const catalogue::Question& question,
                                            std::span<const std::size_t> products,
                                            const Knowledge& knowledge) {
  std::vector<std::string> rows;
  for (const std::size_t product : products) rows.push_back(knowledge.products[product].name);
  for (const std::size_t product : products) {
    rows.push_back(place("products.csv", knowledge.products[product].line));
  }
  for (const std::size_t need : question.needs) {
    rows.push_back(place("needs.csv", knowledge.needs[need].line));
  }
  return rows;
}

}  // namespace

std::vector<std::string> rows_of_catalogue(const catalogue::Question& question,
                                           const Knowledge& knowledge) {
  std::vector<std::string> rows = products_and_needs(question, question.products, knowledge);
  for (const std::size_t answer : question.stated) {
    rows.push_back(place("answers.csv", knowledge.answers[answer].line));
  }
  for (const catalogue::Sentence sentence : catalogue::sentences_of(question)) {
    rows.push_back("sentences.txt:" + std::string(catalogue::name_of(sentence)));
  }
  if (catalogue::ends_with_contact(question)) rows.emplace_back("contact.md");
  return rows;
}

std::vector<std::string> rows_of_model(const catalogue::Question& question,
                                       std::span<const std::size_t> products,
                                       const Knowledge& knowledge) {
  std::vector<std::string> rows = products_and_needs(question, products, knowledge);
  for (const std::size_t answer : question.maybe_stated) {
    rows.push_back(place("answers.csv", knowledge.answers[answer].line));
  }
  rows.emplace_back("persona.md");
  rows.emplace_back("contact.md");
  if (!knowledge.terms.empty()) rows.emplace_back("terms.md");
  return rows;
}

}  // namespace mta::chat
