#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>

namespace mta {

/// Every way in which a request can fail. `http/error_table` maps each to a status and a title;
/// its test walks the whole list.
enum class ErrorKind : std::uint8_t {
  // What arrived is not HTTP as we speak it.
  bad_request,
  request_timeout,
  head_too_large,
  http_version_not_supported,
  // Refused before the conversation is looked at.
  origin_not_allowed,
  host_not_allowed,
  not_found,
  method_not_allowed,
  request_too_large,
  throttled,
  rate_limited,
  unavailable,
  // The chat request itself is wrong.
  invalid_json,
  missing_message,
  invalid_message,
  message_too_long,
  invalid_session_id,
  invalid_conversation_history,
  // A lead is wrong.
  invalid_name,
  invalid_country,
  invalid_phone,
  invalid_email,
  missing_contact,
  invalid_clinic,
  invalid_devices,
  invalid_page,
  missing_consent,
  consent_outdated,
  // Of every request that is not to be answered twice.
  invalid_idempotency_key,
  idempotency_key_reused,
  invalid_feedback,
  // The model failed.
  model_wrong_answer,
  model_unavailable,
  model_timeout,
  client_left,  ///< nobody is there to read the answer
  // Our own side failed.
  store_failed,
  internal,
};

/// One fault with two texts: `message` is for the visitor, `detail` for the log alone (it may name
/// files, hosts and causes, never a visitor's words or a key).
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;
  std::string detail;
  /// Whole seconds after which trying again is worth it; empty where waiting does not help.
  std::optional<std::chrono::seconds> retry_after;
};

template <class T>
using Result = std::expected<T, Error>;

}  // namespace mta
