#pragma once

#include <set>
#include <string>
#include <string_view>

/// Links in an answer: those that no knowledge file has lead nowhere, or to somebody else.
namespace mta::chat {

/// The links of a text, with a scheme, `www.` or a well-known top-level domain, as
/// `host/path?query`: without scheme and `www.`, the host in lower case, and without the marks that
/// end a sentence. Addresses of e-mail are none.
std::set<std::string> links_in(std::string_view text);

/// `https`, `www`: a link begins with the word.
bool begins_link(std::string_view word);
/// `com`, `ae`: a host may end with the word behind a full stop. In either case.
bool may_end_host(std::string_view word);

}  // namespace mta::chat
