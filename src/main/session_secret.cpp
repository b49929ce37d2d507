#include "main/session_secret.h"

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

#include "base/crypto.h"
#include "base/private_file.h"

namespace mta {
namespace {

constexpr std::size_t least_bytes = 32;

/// Written aside and linked into place, so that nobody ever reads half of it; an existing one
/// stays.
void create(const std::filesystem::path& file, Random& random) {
  const std::string draft = file.string() + "." + new_session_secret(random).substr(0, 16);
  const bool written = create_private_file(draft, new_session_secret(random));
  const bool linked = written && (::link(draft.c_str(), file.c_str()) == 0 || errno == EEXIST);
  const int cause = errno;
  ::unlink(draft.c_str());
  if (linked) return;
  throw std::runtime_error(file.string() + ": the session secret cannot be made: " +
                           std::system_category().message(cause));
}

}  // namespace

std::string new_session_secret(Random& random) {
  std::array<unsigned char, least_bytes> bytes{};
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return hex(bytes);
}

std::string keep_session_secret(const std::filesystem::path& folder, Random& random) {
  const std::filesystem::path file = folder / "session-secret";
  if (!std::filesystem::exists(file)) create(file, random);
  auto secret = read_secret_file(file, {});
  if (!secret) throw std::runtime_error("the session secret: " + secret.error());
  if (secret->size() < least_bytes) {
    throw std::runtime_error(
        file.string() + ": the session secret has " + std::to_string(secret->size()) +
        " bytes instead of 32 or more; restore the file, or delete it to get a "
        "new one (conversations then start anew)");
  }
  return *std::move(secret);
}

}  // namespace mta
