#pragma once

#include <string>

namespace mta::observe {

/// Appends a JSON number of nine significant digits; `null` for what is none.
void append_number(std::string& line, double value);

}  // namespace mta::observe
