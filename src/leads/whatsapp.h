#pragma once

#include <string>
#include <string_view>

namespace mta::leads {

/// A link that opens a chat with `number` (E.164), in which `text` has been written already.
std::string whatsapp_link(std::string_view number, std::string_view text);

}  // namespace mta::leads
