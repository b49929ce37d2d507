#pragma once

#include <optional>

#include <boost/json/object.hpp>

#include "chat/ports.h"

/// Turns as items of the table of conversations. What was read is checked: an item may be of an
/// older release, or of nobody's.
namespace mta::storage {

/// Of turns with a record: sorted by time, without the words. A day's turns are listed by it.
inline constexpr std::string_view day_index = "by_day";

boost::json::object item_of(const std::string& conversation, const Turn& turn,
                            Timestamp expires_at);

/// A turn's words, and what was said of its answer; nothing where the item is no turn.
std::optional<Turn> turn_of(const boost::json::object& item);

/// What the index holds of a turn; nothing where the item has no record that is known here.
std::optional<RecordedTurn> recorded_turn_of(const boost::json::object& item);

/// The last second in which it is used is the one before.
bool is_expired(const boost::json::object& item, Timestamp now);

}  // namespace mta::storage
