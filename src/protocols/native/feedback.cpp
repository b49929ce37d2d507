#include "protocols/native/feedback.h"

#include "base/text.h"
#include "protocols/native/json_body.h"

namespace mta::protocols {
namespace {

namespace json = boost::json;

constexpr std::size_t max_message_id_characters = 128;

/// Empty where the member is missing or no string.
std::string_view text_of(const json::object& body, std::string_view name) {
  const json::value* value = given(body, name);
  return value != nullptr && value->is_string() ? view(value->get_string()) : std::string_view();
}

Result<std::string> decode_session(const json::object& body) {
  Result<std::optional<std::string>> decoded = decode_session_id(body);
  if (!decoded) return std::unexpected(std::move(decoded.error()));
  std::optional<std::string>& session = *decoded;
  if (session) return std::move(*session);
  return fault(ErrorKind::invalid_session_id, "Request must include a \"session_id\"");
}

Result<std::string> decode_message_id(const json::object& body) {
  const std::string_view id = text_of(body, "message_id");
  if (!id.empty() && id.size() <= max_message_id_characters) return std::string(id);
  return fault(ErrorKind::invalid_feedback, "\"message_id\" must be the id of an answer");
}

Result<std::string> decode_comment(const json::object& body) {
  const json::value* value = given(body, "comment");
  if (value == nullptr) return std::string();
  if (!value->is_string()) {
    return fault(ErrorKind::invalid_feedback, "\"comment\" must be a string");
  }
  std::string comment = clean_text(view(value->get_string()));
  const std::size_t count = count_code_points(comment);
  if (count <= max_comment_characters) return comment;
  return fault(ErrorKind::invalid_feedback, too_long("\"comment\"", max_comment_characters, count));
}

Result<Feedback> decode_feedback(const json::object& body) {
  const auto rating = rating_of(text_of(body, "rating"));
  if (!rating) {
    return fault(ErrorKind::invalid_feedback, R"("rating" must be "good" or "bad")");
  }
  Result<std::string> comment = decode_comment(body);
  if (!comment) return std::unexpected(std::move(comment.error()));
  return Feedback{.rating = *rating, .comment = std::move(*comment)};
}

}  // namespace

Result<FeedbackRequest> decode_feedback_request(std::string_view body) {
  const JsonBody parsed(body);
  const json::object* const object = parsed.object();
  if (object == nullptr) return not_json();
  Result<std::string> session = decode_session(*object);
  if (!session) return std::unexpected(std::move(session.error()));
  Result<std::string> message = decode_message_id(*object);
  if (!message) return std::unexpected(std::move(message.error()));
  Result<Feedback> feedback = decode_feedback(*object);
  if (!feedback) return std::unexpected(std::move(feedback.error()));
  return FeedbackRequest{.session_id = std::move(*session),
                         .message_id = std::move(*message),
                         .feedback = std::move(*feedback),
                         .visitor = {}};
}

}  // namespace mta::protocols
