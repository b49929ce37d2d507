#include "observe/number.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace mta::observe {

void append_number(std::string& line, double value) {
  if (!std::isfinite(value)) {
    line += "null";
    return;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.9g", value);
  line += text.data();
}

}  // namespace mta::observe
