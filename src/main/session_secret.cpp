#include "main/session_secret.h"

#include <array>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

#include "core/crypto.h"

namespace mta {
namespace {

constexpr std::size_t least_bytes = 32;

[[noreturn]] void fail(const std::filesystem::path& file, const char* what) {
  throw std::runtime_error(file.string() + ": the session secret " + what + ": " +
                           std::system_category().message(errno));
}

/// Written aside and linked into place, so that nobody ever reads half of it; an existing one
/// stays.
void create(const std::filesystem::path& file, const std::string& secret) {
  const std::string draft = file.string() + "." + std::to_string(::getpid());
  const int descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) fail(file, "cannot be made");
  const bool written =
      ::write(descriptor, secret.data(), secret.size()) == static_cast<ssize_t>(secret.size()) &&
      ::fsync(descriptor) == 0;
  const bool linked = ::close(descriptor) == 0 && written &&
                      (::link(draft.c_str(), file.c_str()) == 0 || errno == EEXIST);
  const int cause = errno;
  ::unlink(draft.c_str());
  errno = cause;
  if (!linked) fail(file, "cannot be made");
}

}  // namespace

std::string new_session_secret(Random& random) {
  std::array<unsigned char, least_bytes> bytes{};
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return hex(bytes);
}

std::string keep_session_secret(const std::filesystem::path& folder, Random& random) {
  const std::filesystem::path file = folder / "session-secret";
  if (!std::filesystem::exists(file)) create(file, new_session_secret(random));
  std::ifstream stream(file, std::ios::binary);
  std::string secret{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) fail(file, "cannot be read");
  if (secret.size() < least_bytes) {
    throw std::runtime_error(
        file.string() + ": the session secret has " + std::to_string(secret.size()) +
        " bytes instead of 32 or more; restore the file, or delete it to get a "
        "new one (conversations then start anew)");
  }
  return secret;
}

}  // namespace mta
