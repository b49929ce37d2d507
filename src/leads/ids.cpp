#include "leads/ids.h"

#include <array>

#include "base/crypto.h"

namespace mta::leads {
namespace {

std::string new_id(std::string prefix, Random& random) {
  std::array<unsigned char, 16> bytes{};
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return std::move(prefix) + base64url(bytes);
}

}  // namespace

std::string new_lead_id(Random& random) { return new_id("lead_", random); }
std::string new_event_id(Random& random) { return new_id("msg_", random); }

}  // namespace mta::leads
