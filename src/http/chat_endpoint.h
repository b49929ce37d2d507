#pragma once

#include <cstddef>

#include "core/chat_service.h"
#include "http/message.h"

namespace mta::http {

struct ChatRules {
  std::size_t max_message_characters = 4000;
  bool allow_system_prompt_override = false;
};

/// Decodes Request::content, asks the service, encodes its answer. `chat` must outlive it.
Handler chat_endpoint(ChatService& chat, ChatRules rules);

/// An answer that was given before, in the form that this request asks for.
Task<Response> answer_again(Request& request, KeptAnswer answer);

}  // namespace mta::http
