// The whole pipeline behind a real socket, with a model that fails as it is told: the rows of the
// contract's error table that a real model cannot be made to show.
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "server/server.h"
#include "tests/support/pipeline_setup.h"

namespace mta::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

class ThrowingModel final : public Model {
 public:
  [[nodiscard]] std::string_view id() const override { return "throwing"; }
  Task<void> complete(const Prompt&, ReplySink&, CallLimits) override {
    throw std::runtime_error("the cause");
    co_return;
  }
};

class WireTest : public testing::Test {
 protected:
  std::string ask(Model& model) {
    ChatService chat = parts_.service(&model);
    const auto server =
        start_server({.endpoint = tcp::endpoint(asio::ip::address_v4::loopback(), 0),
                      .connections = {},
                      .timeouts = {}},
                     http::make_pipeline(setup_.parts_for(chat), {}),
                     {.log = parts_.log, .metrics = parts_.metrics, .clock = parts_.clock});
    return exchange(server->endpoint());
  }

  static std::string exchange(const tcp::endpoint& server) {
    asio::io_context context;
    tcp::socket socket(context);
    socket.connect(server);
    asio::write(socket, asio::buffer(std::string_view(
                            "POST /chat HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                            "Content-Length: 16\r\n\r\n{\"message\":\"hi\"}")));
    std::string received;
    boost::system::error_code error;
    std::array<char, 4096> piece{};
    while (!error) received.append(piece.data(), socket.read_some(asio::buffer(piece), error));
    return received;
  }

  std::string ask_failing(ErrorKind kind, std::optional<std::chrono::seconds> retry_after = {}) {
    test::ScriptedModel model;
    model.error = Error{.kind = kind, .message = "m", .detail = "d", .retry_after = retry_after};
    return ask(model);
  }

  static bool has(const std::string& answer, std::string_view text) {
    return answer.find(text) != std::string::npos;
  }

  test::ChatParts parts_;
  test::PipelineSetup setup_{.fakes = parts_};
};

TEST_F(WireTest, AModelThatAnswersWronglyIsA502) {
  const std::string answer = ask_failing(ErrorKind::model_wrong_answer);
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 502 ")) << answer;
  EXPECT_TRUE(has(answer, "\"error\":\"AI service error\""));
}

TEST_F(WireTest, AModelThatCannotBeReachedIsA503) {
  const std::string answer = ask_failing(ErrorKind::model_unavailable, std::chrono::seconds(10));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 ")) << answer;
  EXPECT_TRUE(has(answer, "\"error\":\"AI service unavailable\""));
  EXPECT_TRUE(has(answer, "Retry-After: 10"));
}

TEST_F(WireTest, AModelThatTakesTooLongIsA504) {
  const std::string answer = ask_failing(ErrorKind::model_timeout);
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 504 ")) << answer;
  EXPECT_TRUE(has(answer, "\"error\":\"AI service timeout\""));
}

TEST_F(WireTest, AnUnexpectedFaultIsA500) {
  ThrowingModel model;
  const std::string answer = ask(model);
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << answer;
  EXPECT_TRUE(has(answer, "\"message\":\"An unexpected error occurred\""));
  EXPECT_TRUE(has(answer, "X-RateLimit-Remaining: 9")) << "the limiter was asked before";
  EXPECT_FALSE(has(answer, "the cause"));
  EXPECT_TRUE(has(parts_.log.all(), "cause=the cause"));
}

}  // namespace
}  // namespace mta::server
