#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mta::chat {

/// Where the first sentence, list item or table row of an answer ends: behind its line break, or
/// behind its closing marks where white space follows. Nothing where the text may go on: then
/// `from`, where the search begins, is moved to where it goes on once there is more.
std::optional<std::size_t> sentence_end(std::string_view text, std::size_t& from);

enum class Line : std::uint8_t { plain, row, heading };

/// What the sentence is by its marks: `| a | b |`, `## A`, `**A**`, `A:`.
Line kind_of_line(std::string_view sentence);

}  // namespace mta::chat
