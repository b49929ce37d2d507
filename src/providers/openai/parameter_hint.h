#pragma once

#include <string>
#include <string_view>

namespace mta::providers::openai {

/// Where the body of a 400 or 422 names a parameter of our request: which one, and the setting that
/// helps; else empty. Nothing of the body is repeated: it may hold a visitor's words.
std::string parameter_hint(std::string_view error_body);

}  // namespace mta::providers::openai
