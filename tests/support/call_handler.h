#pragma once

#include <optional>
#include <string>
#include <utility>

#include "http/message.h"
#include "tests/support/run_task.h"

namespace mta::test {

/// A body that is there already.
class TextBody final : public http::BodySource {
 public:
  explicit TextBody(Result<std::string> text) : text_(std::move(text)) {}
  [[nodiscard]] std::optional<std::uint64_t> announced_size() const override { return announced; }
  Task<Result<std::string>> read() override {
    was_read = true;
    co_return text_;
  }
  std::optional<std::uint64_t> announced;
  bool was_read = false;

 private:
  Result<std::string> text_;
};

/// Keeps what was streamed.
class RecordedStream final : public http::ResponseStream {
 public:
  void start(const http::Response& response) override { head = response; }
  Task<bool> write(std::string piece) override {
    written += piece;
    co_return true;
  }
  std::optional<http::Response> head;
  std::string written;
};

/// An in-process client: calls the handler without a socket.
struct Call {
  std::string method = "POST";
  std::string path = "/chat";
  http::Headers headers;
  Result<std::string> body = R"({"message":"hi"})";
  std::optional<std::uint64_t> announced;
  std::string peer = "192.0.2.1";
  std::optional<Error> transport_fault;
  http::ResponseStream* stream = nullptr;
  CallLimits limits = {};
  bool body_was_read = false;

  http::Response to(const http::RequestHandler& handler) {
    TextBody source(body);
    source.announced = announced;
    http::Request request;
    request.method = method;
    request.path = path;
    request.headers = headers;
    request.peer = boost::asio::ip::make_address(peer);
    request.body = &source;
    request.stream = stream;
    request.limits = limits;
    request.transport_fault = transport_fault;
    http::Response response = run(handler(request));
    body_was_read = source.was_read;
    return response;
  }
};

inline std::string header(const http::Response& response, std::string_view name) {
  return std::string(response.headers.get(name).value_or("(none)"));
}

}  // namespace mta::test
