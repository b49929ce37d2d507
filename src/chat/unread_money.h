#pragma once

#include <span>

#include "catalogue/message.h"
#include "chat/amounts.h"

namespace mta::chat {

/// The sentence says something of money that cannot be checked: a word that looks like a number and
/// that no list has, or a currency behind something that is no number ("MMDC dollars"). What is
/// part of `amounts` has been read; "prices in US dollars" says no amount.
bool says_unread_money(const catalogue::MessageReading& reading, std::span<const Amount> amounts);

}  // namespace mta::chat
