#include <atomic>
#include <cstdlib>
#include <functional>
#include <new>
#include <string>

#include <gtest/gtest.h>

#include "catalogue/understanding.h"
#include "tests/support/shipped_knowledge.h"

namespace {

// What a message costs is counted in allocations: the same on every machine and in every build.
std::atomic<std::size_t> allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }

namespace mta::catalogue {
namespace {

Knowledge knowledge_of(std::size_t products) {
  Knowledge knowledge = test::shipped_knowledge();
  const std::vector<Product> shipped = knowledge.products;
  while (knowledge.products.size() < products) {
    Product product = shipped[knowledge.products.size() % shipped.size()];
    product.name = "IPL " + product.name + " M" + std::to_string(knowledge.products.size());
    knowledge.products.push_back(std::move(product));
  }
  return knowledge;
}

/// `word(i)` for i = 0, 1, … up to so many bytes.
std::string message_of(std::size_t bytes, const std::function<std::string(std::size_t)>& word) {
  std::string text;
  for (std::size_t i = 0; text.size() < bytes; ++i) text += word(i) + " ";
  return text;
}

std::string shuffled(std::string letters, std::size_t seed) {
  for (std::size_t i = letters.size(); i > 1; --i) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    std::swap(letters[i - 1], letters[(seed >> 33U) % i]);
  }
  return letters;
}

std::size_t cost_of(const Understanding& understanding, const std::string& text) {
  const std::vector<Message> conversation = {{.content = text}};
  const std::size_t before = allocations;
  static_cast<void>(understanding.understand(conversation));
  return allocations - before;
}

TEST(UnderstandingCost, IsLinearInTheMessageWhateverItsWords) {
  const std::vector<std::pair<const char*, std::function<std::string(std::size_t)>>> kinds = {
      {"one known word", [](std::size_t) { return "ipl"; }},
      {"a device and a conjunction", [](std::size_t) { return "hifu and"; }},
      {"negations", [](std::size_t) { return "not without"; }},
      {"complaints", [](std::size_t) { return "burn my face"; }},
      {"money", [](std::size_t) { return "under 9999999999999999k usd"; }},
      {"numbers", [](std::size_t i) { return std::to_string(i * 7919); }},
      {"near misses of a name", [](std::size_t i) { return shuffled("hydrafacial", i); }},
      {"near misses of Arabizi", [](std::size_t i) { return shuffled("7kavit3ation5", i); }},
      {"letters", [](std::size_t i) { return std::string(1, static_cast<char>('a' + i % 26)); }},
      {"Arabic", [](std::size_t) { return "كافيتيشن بدون حرق"; }},
  };
  for (const std::size_t products : {std::size_t{28}, std::size_t{3000}}) {
    const Knowledge knowledge = knowledge_of(products);
    const Understanding understanding(knowledge);
    for (const auto& [name, word] : kinds) {
      const std::size_t quarter = cost_of(understanding, message_of(1000, word));
      const std::size_t whole = cost_of(understanding, message_of(4000, word));
      EXPECT_LE(whole, 5 * quarter) << name << ", " << products << " products";
    }
  }
}

}  // namespace
}  // namespace mta::catalogue
