#include <gtest/gtest.h>

#include "http/error_table.h"
#include "protocols/native/protocol.h"

namespace mta::protocols {
namespace {

struct Row {
  ErrorKind kind;
  int status;
  std::string_view title;
};

TEST(NativeError, EveryKindHasItsRowOfTheContract) {
  const std::vector<Row> table = {
      {ErrorKind::bad_request, 400, "Bad request"},
      {ErrorKind::request_timeout, 408, "Bad request"},
      {ErrorKind::head_too_large, 431, "Bad request"},
      {ErrorKind::http_version_not_supported, 505, "Bad request"},
      {ErrorKind::origin_not_allowed, 403, "Origin not allowed"},
      {ErrorKind::host_not_allowed, 403, "Host not allowed"},
      {ErrorKind::not_found, 404, "Not found"},
      {ErrorKind::method_not_allowed, 405, "Method not allowed"},
      {ErrorKind::request_too_large, 413, "Request too large"},
      {ErrorKind::throttled, 429, "Too many requests"},
      {ErrorKind::rate_limited, 429, "Rate limit exceeded"},
      {ErrorKind::unavailable, 503, "Service unavailable"},
      {ErrorKind::invalid_json, 400, "Invalid JSON"},
      {ErrorKind::missing_message, 400, "Missing message"},
      {ErrorKind::invalid_message, 400, "Invalid message"},
      {ErrorKind::message_too_long, 400, "Message too long"},
      {ErrorKind::invalid_session_id, 400, "Invalid session_id"},
      {ErrorKind::invalid_conversation_history, 400, "Invalid conversation_history"},
      {ErrorKind::invalid_name, 400, "Invalid name"},
      {ErrorKind::invalid_country, 400, "Invalid country"},
      {ErrorKind::invalid_phone, 400, "Invalid phone"},
      {ErrorKind::invalid_email, 400, "Invalid email"},
      {ErrorKind::missing_contact, 400, "Missing contact"},
      {ErrorKind::invalid_clinic, 400, "Invalid clinic"},
      {ErrorKind::invalid_devices, 400, "Invalid devices"},
      {ErrorKind::invalid_page, 400, "Invalid page"},
      {ErrorKind::missing_consent, 400, "Missing consent"},
      {ErrorKind::consent_outdated, 409, "Consent outdated"},
      {ErrorKind::invalid_idempotency_key, 400, "Invalid Idempotency-Key"},
      {ErrorKind::idempotency_key_reused, 422, "Idempotency key reused"},
      {ErrorKind::invalid_feedback, 400, "Invalid feedback"},
      {ErrorKind::model_wrong_answer, 502, "AI service error"},
      {ErrorKind::model_unavailable, 503, "AI service unavailable"},
      {ErrorKind::model_timeout, 504, "AI service timeout"},
      {ErrorKind::client_left, 499, "Client closed request"},
      {ErrorKind::store_failed, 503, "Service unavailable"},
      {ErrorKind::internal, 500, "Internal server error"},
  };
  EXPECT_EQ(table.size(), static_cast<std::size_t>(ErrorKind::internal) + 1) << "one row a kind";
  for (const Row& row : table) {
    EXPECT_EQ(http::title_of(row.kind).status, row.status) << row.title;
    EXPECT_EQ(http::title_of(row.kind).title, row.title);
  }
}

TEST(NativeError, HasTheContractsShape) {
  const auto protocol = make_native_protocol({});
  const http::Response plain =
      protocol->error({.kind = ErrorKind::not_found, .message = "m", .detail = "secret"}, "id-1");
  EXPECT_EQ(plain.status, 404);
  EXPECT_EQ(plain.body, R"({"error":"Not found","message":"m","request_id":"id-1"})");
  EXPECT_FALSE(plain.headers.get("Retry-After"));
  const http::Response waiting = protocol->error(
      {.kind = ErrorKind::throttled, .message = "m", .retry_after = std::chrono::seconds(7)},
      "id-1");
  EXPECT_EQ(waiting.body,
            R"({"error":"Too many requests","message":"m","request_id":"id-1","retry_after":7})");
  EXPECT_EQ(waiting.headers.get("retry-after"), "7");
}

}  // namespace
}  // namespace mta::protocols
