#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "chat/ports.h"

namespace mta::storage {

/// What a turn takes in an SQLite file, within a quarter: its texts, its place in the indexes, and
/// whole pages for what does not share one.
inline std::int64_t stored_bytes(std::string_view conversation, const Turn& turn) {
  constexpr std::size_t page = 4096;
  constexpr std::size_t row_and_indexes = 384;
  const std::size_t texts =
      conversation.size() + turn.message.size() + turn.answer.size() + turn.model.size();
  const std::size_t row = texts > page / 2 ? (texts + page - 1) / page * page : texts;
  return static_cast<std::int64_t>(row + row_and_indexes);
}

}  // namespace mta::storage
