#pragma once

#include <string_view>

#include "core/chat_service.h"
#include "http/chat_endpoint.h"
#include "http/message.h"

namespace mta::http {

/// The contract's request body. Of several faults the first in the order of its error table is
/// reported. ChatRequest::visitor is left empty.
Result<ChatRequest> decode_chat_request(std::string_view body, const ChatRules& rules);

/// The contract's 200.
Response encode_chat_answer(const KeptAnswer& answer);

}  // namespace mta::http
