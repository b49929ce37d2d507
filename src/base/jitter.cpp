#include "base/jitter.h"

#include <array>
#include <cstdint>
#include <span>

namespace mta {

std::chrono::milliseconds full_jitter(std::chrono::milliseconds first_bound, int retry,
                                      Random& random) {
  std::array<std::uint32_t, 1> drawn{};
  random.fill(std::as_writable_bytes(std::span(drawn)));
  const auto bound = static_cast<std::uint32_t>(first_bound.count())
                     << static_cast<unsigned>(retry);
  return std::chrono::milliseconds(drawn[0] % (bound + 1));
}

}  // namespace mta
