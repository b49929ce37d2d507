#pragma once

#include <cstddef>
#include <string_view>

#include "chat/chat_service.h"

namespace mta::protocols {

inline constexpr std::size_t max_comment_characters = 1000;

/// The body of `POST /feedback`. Errors: invalid_json, invalid_session_id, invalid_feedback.
/// FeedbackRequest::visitor is left empty.
Result<FeedbackRequest> decode_feedback_request(std::string_view body);

}  // namespace mta::protocols
