// For training (training/README.md): the labels, or the features of each line of the input.
#include "catalogue/learned/features.h"

#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "catalogue/knowledge.h"
#include "catalogue/learned/labels.h"
#include "catalogue/understanding.h"

namespace {

namespace learned = mta::catalogue::learned;

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

mta::Knowledge knowledge_in(const std::string& folder) {
  auto loaded =
      mta::load_knowledge({.products = {"products.csv", read(folder + "/products.csv")},
                           .persona = {"persona.md", read(folder + "/persona.md")},
                           .contact = {"contact.md", read(folder + "/contact.md")},
                           .needs = mta::KnowledgeFile{"needs.csv", read(folder + "/needs.csv")}});
  return std::move(loaded.value().knowledge);
}

void print_labels() {
  std::cout << learned::feature_version << ' ' << learned::hint_count << ' '
            << learned::first_text_feature << ' ' << learned::feature_count << '\n';
  for (std::size_t i = 0; i < learned::label_count; ++i) {
    std::cout << learned::name_of(static_cast<learned::Label>(i)) << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: mta-features --labels | FOLDER OF THE KNOWLEDGE < LINES\n";
    return 2;
  }
  if (std::strcmp(argv[1], "--labels") == 0) {
    print_labels();
    return 0;
  }
  const mta::Knowledge knowledge = knowledge_in(argv[1]);
  const mta::catalogue::Understanding understanding(knowledge);
  for (std::string line; std::getline(std::cin, line);) {
    const mta::Message message{.content = line};
    const learned::Features features = understanding.features(std::span(&message, 1));
    for (const std::uint32_t feature : features.hints) std::cout << feature << ' ';
    for (const std::uint32_t feature : features.text) std::cout << feature << ' ';
    std::cout << '\n';
  }
}
