#include "http/dispatch.h"

#include <gtest/gtest.h>

#include "tests/support/exchanges.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"

namespace mta::http {
namespace {

/// Tells a failure in its own words.
class PlainProtocol final : public Protocol {
 public:
  [[nodiscard]] Result<ChatRequest> decode(std::string_view, const Request&) const override {
    return ChatRequest{};
  }
  [[nodiscard]] Result<FeedbackRequest> decode_feedback(std::string_view) const override {
    return FeedbackRequest{};
  }
  [[nodiscard]] bool wants_stream(const Request&) const override { return false; }
  [[nodiscard]] Response whole(const AnswerHead&, std::string_view) const override { return {}; }
  [[nodiscard]] std::unique_ptr<ReplySink> stream(Exchange&, AnswerHead) const override {
    return nullptr;
  }
  [[nodiscard]] Response error(const Error& error, std::string_view request_id) const override {
    return {.status = 418, .body = "E " + error.message + " " + std::string(request_id)};
  }
};

class DispatchTest : public testing::Test {
 protected:
  Response answer(const Handler& handler) {
    return test::run(http::answer(exchange_, handler, log_));
  }
  Response fail(ErrorKind kind) {
    return answer([kind](Exchange&) { return failed({.kind = kind, .message = "m"}); });
  }

  test::RecordingLog log_;
  Request request_;
  PlainProtocol protocol_;
  Route route_{.protocol = protocol_};
  Exchange exchange_{request_, route_, "id-1", {}};
};

TEST_F(DispatchTest, TheRoutesProtocolTellsTheFailure) {
  const Response response = fail(ErrorKind::invalid_json);
  EXPECT_EQ(response.status, 418);
  EXPECT_EQ(response.body, "E m id-1");
  EXPECT_FALSE(response.close);
  EXPECT_FALSE(exchange_.limited);
}

TEST_F(DispatchTest, ARefusalByEitherLayerIsNoted) {
  fail(ErrorKind::rate_limited);
  EXPECT_TRUE(exchange_.limited);
  fail(ErrorKind::internal);
  EXPECT_FALSE(exchange_.limited);
  fail(ErrorKind::throttled);
  EXPECT_TRUE(exchange_.limited);
}

TEST_F(DispatchTest, WhereTheNextRequestCannotBeFoundTheConnectionCloses) {
  for (const ErrorKind kind : {ErrorKind::bad_request, ErrorKind::request_timeout,
                               ErrorKind::head_too_large, ErrorKind::http_version_not_supported,
                               ErrorKind::request_too_large, ErrorKind::unavailable}) {
    EXPECT_TRUE(fail(kind).close);
  }
}

TEST_F(DispatchTest, AnExceptionIsToldByTheProtocolTooAndItsCauseIsInTheLogUnderItsId) {
  const Response response = answer([](Exchange&) -> Task<Result<Response>> {
    throw std::runtime_error("the cause");
    co_return Response{};
  });
  EXPECT_EQ(response.body, "E An unexpected error occurred id-1");
  EXPECT_NE(log_.all().find("request_id=id-1 cause=the cause"), std::string::npos);
}

}  // namespace
}  // namespace mta::http
