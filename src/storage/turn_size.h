#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "chat/ports.h"

namespace mta::storage {

inline std::size_t record_bytes(const TurnRecord& record) {
  constexpr std::size_t numbers_and_index = 64;
  std::size_t bytes = numbers_and_index + record.conversation_id.size() + record.message_id.size() +
                      record.facts.language.size() + name_of(record.facts.outcome).size();
  for (const std::string& row : record.facts.rows) bytes += row.size() + 3;
  return bytes;
}

/// What a turn takes in an SQLite file, within a quarter: its texts, its place in the indexes, and
/// whole pages for what does not share one.
inline std::int64_t stored_bytes(std::string_view conversation, const Turn& turn) {
  constexpr std::size_t page = 4096;
  constexpr std::size_t row_and_indexes = 384;
  const std::size_t texts = conversation.size() + turn.message.size() + turn.answer.size() +
                            turn.model.size() + (turn.record ? record_bytes(*turn.record) : 0);
  const std::size_t row = texts > page / 2 ? (texts + page - 1) / page * page : texts;
  return static_cast<std::int64_t>(row + row_and_indexes);
}

}  // namespace mta::storage
