#pragma once

#include "catalogue/message.h"

namespace mta::catalogue {

/// The message asks what there is: for a list, for everything, or "what do you have", and for no
/// thing in particular. Names and needs are not looked at.
bool asks_what_there_is(const MessageReading& message);

/// The words at which it does so overlap `match`: they ask for nothing else.
bool is_part_of_overview(const MessageReading& message, const Phrases::Match& match);

}  // namespace mta::catalogue
