#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Values of a lead as pages and visitors send them. Pure functions.
namespace mta::leads {

/// An e-mail address in lower case, white space around it left out. What HTML's `type=email` takes
/// (https://html.spec.whatwg.org/#valid-e-mail-address), with a dot in the domain, and at most 254
/// characters (RFC 5321, 4.5.3.1.3). Nothing: it is none.
std::optional<std::string> read_email(std::string_view text);

/// ISO 3166-1 alpha-2 in upper case. Nothing: not two letters.
std::optional<std::string> read_country(std::string_view text);

/// A page's origin and path, without user, query and fragment: those can hold what names a visitor.
/// A path over 500 bytes is left out. Nothing: no http or https URL.
std::optional<std::string> read_page(std::string_view url);

/// Control characters removed and every run of white space one space, none at the ends.
std::string one_line(std::string_view text);

}  // namespace mta::leads
