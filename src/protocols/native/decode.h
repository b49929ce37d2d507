#pragma once

#include <cstddef>
#include <string_view>

#include "chat/chat_service.h"

namespace mta::protocols {

struct ChatRules {
  std::size_t max_message_characters = 4000;
  bool allow_system_prompt_override = false;
};

/// The contract's request body. Of several faults the first in the order of its error table is
/// reported. ChatRequest::visitor and limits are left empty.
Result<ChatRequest> decode_chat_request(std::string_view body, const ChatRules& rules);

}  // namespace mta::protocols
