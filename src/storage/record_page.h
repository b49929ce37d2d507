#pragma once

#include <charconv>
#include <expected>
#include <string>
#include <string_view>

#include "chat/ports.h"

/// What the stores' lists of records and leads have in common.
namespace mta::storage {

/// For how long refusals that were counted are kept: the same hours of the year before can be
/// compared.
inline constexpr std::chrono::days refusals_kept{400};

/// How many entries a page may have.
inline std::size_t page_size(std::size_t wanted) {
  constexpr std::size_t most = 100;
  return std::clamp<std::size_t>(wanted, 1, most);
}

/// A turn or a lead in the order of a list: its time, and what tells it from others of the same
/// time.
struct RecordPosition {
  std::int64_t at_ms = 0;
  std::string key;
};

inline std::string text_of(const RecordPosition& position) {
  return std::to_string(position.at_ms) + "." + position.key;
}

inline Result<RecordPosition> position_of(std::string_view text) {
  RecordPosition position;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position.at_ms);
  const std::string_view rest(end, text.data() + text.size());
  if (error != std::errc() || rest.size() < 2 || rest.front() != '.') {
    return std::unexpected(
        Error{.kind = ErrorKind::bad_request, .message = "There is no such page of the list"});
  }
  position.key = rest.substr(1);
  return position;
}

}  // namespace mta::storage
