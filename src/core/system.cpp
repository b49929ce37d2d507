#include "core/system.h"

#include <stdexcept>

#include <openssl/rand.h>

namespace mta {

void SystemRandom::fill(std::span<std::byte> bytes) {
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) !=
      1) {
    throw std::runtime_error("the system has no randomness to give");
  }
}

}  // namespace mta
