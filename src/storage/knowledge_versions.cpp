#include "storage/knowledge_versions.h"

#include "base/crypto.h"

namespace mta::storage {

std::string digest_of(const KnowledgeTexts& texts) {
  constexpr std::size_t digits = 12;
  std::string all;
  for (const auto& [name, text] : texts) {
    all += name + '\n' + std::to_string(text.size()) + '\n' + text;
  }
  return hex(sha256(all)).substr(0, digits);
}

}  // namespace mta::storage
