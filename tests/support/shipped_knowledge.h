#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "catalogue/knowledge.h"

namespace mta::test {

inline std::string read_source(const std::string& path) {
  std::ifstream file(std::string(MTA_SOURCE_DIR "/") + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What the project ships in knowledge/.
inline Knowledge shipped_knowledge() {
  auto loaded =
      load_knowledge({.products = {"products.csv", read_source("knowledge/products.csv")},
                      .persona = {"persona.md", read_source("knowledge/persona.md")},
                      .contact = {"contact.md", read_source("knowledge/contact.md")},
                      .needs = KnowledgeFile{"needs.csv", read_source("knowledge/needs.csv")}});
  return loaded.value().knowledge;
}

}  // namespace mta::test
