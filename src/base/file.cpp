#include "base/file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>

namespace mta {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::unexpected<std::error_code> last_error() {
  return std::unexpected(std::error_code(errno, std::system_category()));
}

}  // namespace

std::expected<std::string, std::error_code> read_file(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rbe"));
  if (!file) return last_error();
  std::string text;
  std::array<char, std::size_t{16} * 1024> part{};
  while (std::feof(file.get()) == 0 && std::ferror(file.get()) == 0) {
    text.append(part.data(), std::fread(part.data(), 1, part.size(), file.get()));
  }
  if (std::ferror(file.get()) != 0) return last_error();
  return text;
}

}  // namespace mta
