#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "chat/ports.h"

/// HTTP as the pipeline sees it: the same for the self-hosted server and for Lambda.
namespace mta::http {

/// Header fields in their order. Names compare without case (RFC 9110, 5.1).
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  void add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
  }
  /// The first value, or nothing.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;
  /// Every value in order.
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }

 private:
  std::vector<Field> fields_;
};

/// A request's body, which has perhaps not arrived yet.
class BodySource {
 public:
  virtual ~BodySource() = default;
  /// What the client announced (Content-Length); empty where it did not.
  [[nodiscard]] virtual std::optional<std::uint64_t> announced_size() const = 0;
  /// The whole body. Call it once at most. Errors: request_too_large, request_timeout, bad_request.
  virtual Task<Result<std::string>> read() = 0;
};

/// What the Lambda tells of an invocation, for the access line.
struct InvocationFacts {
  std::string function_request_id;
  std::string api_request_id;
  std::string xray_trace_id;
  bool cold_start = false;
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  bool close = false;     ///< the connection must not be used again
  bool streamed = false;  ///< head and body went out through Request::stream
  /// Why a streamed answer is not a whole one.
  std::optional<Error> broken_off = {};
};

/// Sends a response while it is made.
class ResponseStream {
 public:
  virtual ~ResponseStream() = default;
  /// The head goes out with the first piece. Call it once.
  virtual void start(const Response& head) = 0;
  /// False: the client is gone.
  virtual Task<bool> write(std::string piece) = 0;
};

struct Request {
  std::string method;  ///< empty: nothing that could be read as a request arrived
  std::string path;    ///< origin form without the query
  Headers headers;
  /// The TCP peer, or on Lambda the source that the gateway names; empty: unknown.
  std::optional<boost::asio::ip::address> peer;
  BodySource* body = nullptr;        ///< never null while a pipeline runs; not owned
  ResponseStream* stream = nullptr;  ///< null: answers go out whole; not owned
  CallLimits limits;                 ///< when the answer is no longer wanted
  /// Why the transport cannot let this request through (not HTTP, or the server is full or
  /// draining); the pipeline answers with it.
  std::optional<Error> transport_fault;
  std::optional<InvocationFacts> invocation;  ///< on Lambda
};

/// What a transport (server, Lambda) gives its requests to. Always answers. Called from every event
/// loop's thread at once.
using RequestHandler = std::function<Task<Response>(Request&)>;

/// The elements of a comma-separated list without the white space around them, empty ones left out.
std::vector<std::string_view> list_elements(std::string_view value);

}  // namespace mta::http
