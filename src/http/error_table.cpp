#include "http/error_table.h"

namespace mta::http {

ErrorTitle title_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::bad_request:
      return {400, "Bad request"};
    case ErrorKind::request_timeout:
      return {408, "Bad request"};
    case ErrorKind::head_too_large:
      return {431, "Bad request"};
    case ErrorKind::http_version_not_supported:
      return {505, "Bad request"};
    case ErrorKind::origin_not_allowed:
      return {403, "Origin not allowed"};
    case ErrorKind::host_not_allowed:
      return {403, "Host not allowed"};
    case ErrorKind::not_found:
      return {404, "Not found"};
    case ErrorKind::method_not_allowed:
      return {405, "Method not allowed"};
    case ErrorKind::request_too_large:
      return {413, "Request too large"};
    case ErrorKind::throttled:
      return {429, "Too many requests"};
    case ErrorKind::rate_limited:
      return {429, "Rate limit exceeded"};
    case ErrorKind::unavailable:
      return {503, "Service unavailable"};
    case ErrorKind::invalid_json:
      return {400, "Invalid JSON"};
    case ErrorKind::missing_message:
      return {400, "Missing message"};
    case ErrorKind::invalid_message:
      return {400, "Invalid message"};
    case ErrorKind::message_too_long:
      return {400, "Message too long"};
    case ErrorKind::invalid_session_id:
      return {400, "Invalid session_id"};
    case ErrorKind::invalid_conversation_history:
      return {400, "Invalid conversation_history"};
    case ErrorKind::invalid_name:
      return {400, "Invalid name"};
    case ErrorKind::invalid_country:
      return {400, "Invalid country"};
    case ErrorKind::invalid_phone:
      return {400, "Invalid phone"};
    case ErrorKind::invalid_email:
      return {400, "Invalid email"};
    case ErrorKind::missing_contact:
      return {400, "Missing contact"};
    case ErrorKind::invalid_clinic:
      return {400, "Invalid clinic"};
    case ErrorKind::invalid_devices:
      return {400, "Invalid devices"};
    case ErrorKind::invalid_page:
      return {400, "Invalid page"};
    case ErrorKind::missing_consent:
      return {400, "Missing consent"};
    case ErrorKind::consent_outdated:
      return {409, "Consent outdated"};
    case ErrorKind::invalid_idempotency_key:
      return {400, "Invalid Idempotency-Key"};
    case ErrorKind::idempotency_key_reused:
      return {422, "Idempotency key reused"};
    case ErrorKind::invalid_feedback:
      return {400, "Invalid feedback"};
    case ErrorKind::model_wrong_answer:
      return {502, "AI service error"};
    case ErrorKind::model_unavailable:
      return {503, "AI service unavailable"};
    case ErrorKind::model_timeout:
      return {504, "AI service timeout"};
    case ErrorKind::client_left:
      return {499, "Client closed request"};  // nginx's number; only the access line shows it
    case ErrorKind::store_failed:
      return {503, "Service unavailable"};
    case ErrorKind::internal:
      break;
  }
  return {500, "Internal server error"};
}

bool closes_connection(ErrorKind kind) {
  switch (kind) {
    // What is left of the request on the connection cannot be told from the next one.
    case ErrorKind::bad_request:
    case ErrorKind::request_timeout:
    case ErrorKind::head_too_large:
    case ErrorKind::http_version_not_supported:
    case ErrorKind::request_too_large:
    // The server has no room for the connection.
    case ErrorKind::unavailable:
      return true;
    default:
      return false;
  }
}

}  // namespace mta::http
