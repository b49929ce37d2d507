#pragma once

#include <string_view>

#include "leads/lead.h"

namespace mta::leads {

/// Whether a message may answer our question for somebody's name, clinic and country: then
/// `Ali, Glow clinic, Beirut` is one, and otherwise three words.
enum class Asked : bool { nothing, details };

/// What a message says of how its writer can be reached. A number is in E.164 where it is
/// international or its country is named in the message, else as it was written.
Contact read_contact(std::string_view text, Asked asked);

/// `known` with what is said now in its place; a local number takes the country that is known.
Contact joined(Contact known, const Contact& said);

/// The digits with which somebody begins a number and ends his message ("it's 050"): a zero or a
/// plus, and too few for a number. Empty: none.
std::string begun_number(std::string_view text);

/// What a message says that goes on with a number: nothing but its digits and a few words, behind
/// those that were `begun`. Empty: it does not.
Contact read_rest_of_number(const std::string& begun, std::string_view text);

/// It can be used to reach somebody.
bool can_be_reached(const Contact& contact);

/// The message asks to be called, written to, or for a quotation or a meeting.
bool asks_to_be_contacted(std::string_view text);

}  // namespace mta::leads
