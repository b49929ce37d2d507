#include "base/file.h"

#include <fstream>

#include <gtest/gtest.h>

namespace mta {
namespace {

TEST(File, IsReadWhole) {
  const std::filesystem::path path =
      std::filesystem::path(testing::TempDir()) / "file_test_whole.bin";
  std::string text("\0\r\n", 3);
  text.append(100'000, 'x');
  std::ofstream(path, std::ios::binary) << text;
  EXPECT_EQ(read_file(path), text);
  std::filesystem::remove(path);
}

TEST(File, OneThatCannotBeReadSaysWhy) {
  const auto missing = read_file(std::filesystem::path(testing::TempDir()) / "file_test_missing");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error(), std::errc::no_such_file_or_directory);
  const auto folder = read_file(testing::TempDir());
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error(), std::errc::is_a_directory);
}

}  // namespace
}  // namespace mta
