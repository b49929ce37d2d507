#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

/// FUZZ_TARGET(name) { ... input ... } is a libFuzzer program where MTA_FUZZER is defined
/// (`./dev fuzz`), and otherwise a unit test that replays tests/fuzz/corpus/name.
#ifdef MTA_FUZZER

#include <cstddef>
#include <cstdint>

#define FUZZ_TARGET(name)                                                             \
  static void fuzz_##name(std::string_view input);                                    \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
    fuzz_##name(std::string_view(reinterpret_cast<const char*>(data), size));         \
    return 0;                                                                         \
  }                                                                                   \
  static void fuzz_##name(std::string_view input)

#else

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#define FUZZ_TARGET(name)                                                                   \
  static void fuzz_##name(std::string_view input);                                          \
  TEST(FuzzCorpus, name) {                                                                  \
    std::size_t files = 0;                                                                  \
    for (const auto& entry :                                                                \
         std::filesystem::directory_iterator(MTA_SOURCE_DIR "/tests/fuzz/corpus/" #name)) { \
      std::ifstream file(entry.path(), std::ios::binary);                                   \
      fuzz_##name(std::string{std::istreambuf_iterator<char>(file), {}});                   \
      ++files;                                                                              \
    }                                                                                       \
    EXPECT_GT(files, 0U);                                                                   \
  }                                                                                         \
  static void fuzz_##name(std::string_view input)

#endif

namespace mta::test {

/// What must hold for every input.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

}  // namespace mta::test
