#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "core/ports.h"
#include "core/session_id.h"

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

/// What a Lambda front door tells of an invocation, for the access line.
struct InvocationFacts {
  std::string function_request_id;
  std::string api_request_id;
  std::string xray_trace_id;
  bool cold_start = false;
};

/// What the steps of the pipeline learn about a request, for the access line and the headers.
struct RequestFacts {
  std::string request_id;
  std::string route;  ///< the pattern that matched; empty: none
  Visitor visitor;
  std::optional<Admission> admission;  ///< set once the visitor limiter has been asked
  bool limited = false;                ///< refused by either layer
  bool stream_started = false;         ///< the head of a streamed answer has gone out
  std::optional<KeptAnswer> answer;    ///< once it was given whole
  std::optional<Completion> completion;
  std::optional<InvocationFacts> invocation;  ///< on Lambda
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  bool close = false;     ///< the connection must not be used again
  bool streamed = false;  ///< head and body went out through Request::stream
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
  BodySource* body = nullptr;          ///< never null while a pipeline runs; not owned
  std::optional<std::string> content;  ///< the body, once the pipeline has read it
  ResponseStream* stream = nullptr;    ///< null: answers go out whole; not owned
  /// What the steps add to the head of the answer, whichever way it goes out.
  std::vector<std::function<void(Response&)>> finish_head;
  CallLimits limits;  ///< when the answer is no longer wanted
  /// Why the front door cannot let this request through (not HTTP, or the server is full or
  /// draining); the pipeline answers with it.
  std::optional<Error> front_door_fault;
  /// What is wrong with the request and is told only once it was counted.
  std::optional<Error> fault;
  /// Gives back what the request has taken from all visitors together, once. For one that is
  /// refused, repeated or waits: a visitor in a loop must not starve the others.
  std::function<void()> give_back_throttle_token = [] {};
  RequestFacts facts;
};

using Handler = std::function<Task<Response>(Request&)>;
/// One step: does its part before and after `next`, or answers in its place.
using Middleware = std::function<Task<Response>(Request&, const Handler& next)>;

/// A handler that runs the steps in order, `last` innermost.
Handler chain(const std::vector<Middleware>& steps, Handler last);

/// Runs Request::finish_head.
void complete_head(const Request& request, Response& response);

bool equal_ignoring_case(std::string_view a, std::string_view b);

/// The elements of a comma-separated list without the white space around them, empty ones left out.
std::vector<std::string_view> list_elements(std::string_view value);

}  // namespace mta::http
