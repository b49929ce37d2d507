#pragma once

#include <string>
#include <string_view>

namespace mta::chat {

/// A model's text as a reader takes it: ASCII digits, plain spaces and commas; Markdown's marks,
/// and what cannot be seen, are left out. For looking at, never for showing.
std::string plain_text(std::string_view text);

}  // namespace mta::chat
