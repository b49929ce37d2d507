#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace mta {

/// Where a text stops being UTF-8.
struct EncodingProblem {
  std::size_t line = 1;        ///< from 1
  std::string_view described;  ///< what the text is instead, as the end of "the file is not UTF-8"
};

/// Nothing where `text` is UTF-8, with or without a byte order mark, and has no NUL.
std::optional<EncodingProblem> find_encoding_problem(std::string_view text);

/// `text` without its UTF-8 byte order mark.
std::string_view without_byte_order_mark(std::string_view text);

}  // namespace mta
