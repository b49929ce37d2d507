#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace mta::eval {

inline constexpr std::size_t longest_line = 65'536;  ///< bytes

/// The JSON object that a line of an operator's file holds. Error: why it holds none, and what
/// would be right, as a sentence without its end mark.
std::expected<boost::json::object, std::string> read_json_line(std::string_view line);

}  // namespace mta::eval
