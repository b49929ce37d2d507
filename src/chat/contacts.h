#pragma once

#include <set>
#include <string>
#include <string_view>

/// Telephone numbers and e-mail addresses in an answer: those that no knowledge file has lead
/// nowhere, or to somebody else.
namespace mta::chat {

/// Of a plain text, by leads/contact_finder: digits without a plus and the zeros before them,
/// addresses in lower case. What stands before a unit and what is added up is none.
std::set<std::string> contacts_in(std::string_view plain);

/// Each of `said` is among `stated`, with the country's code or without it.
bool are_stated(const std::set<std::string>& said, const std::set<std::string>& stated);

}  // namespace mta::chat
