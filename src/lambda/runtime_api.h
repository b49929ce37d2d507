#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/ports.h"
#include "base/url.h"
#include "net/https_client.h"

namespace mta::lambda {

/// One event to answer.
struct Invocation {
  std::string request_id;
  std::string trace_id;
  Timestamp deadline;
  std::string event;
};

/// The interface between a custom runtime and Lambda.
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
/// For one event loop. A post that gets a connection error or a 5xx is made once more; what fails
/// then, and any 4xx, is logged.
class RuntimeApi {
 public:
  /// `address` is AWS_LAMBDA_RUNTIME_API, `host:port`. The client and the log must outlive it.
  RuntimeApi(const std::string& address, net::HttpsClient& client, Log& log);

  /// Waits for the next event. Error: Lambda is gone.
  Task<net::HttpResult<Invocation>> next();
  Task<void> respond(const std::string& request_id, std::string answer);
  /// `type` is `Category.Reason`.
  Task<void> fail(const std::string& request_id, std::string type, std::string message);
  Task<void> fail_init(std::string type, std::string message);

  /// An answer that goes out while it is made. Null: it cannot be sent, which has been logged.
  Task<std::unique_ptr<net::HttpUpload>> open_stream(const std::string& request_id);
  /// `type` empty: the answer is whole.
  Task<void> close_stream(net::HttpUpload& stream, const std::string& type,
                          const std::string& message);

  /// Registers an extension inside this process that wants no events. Lambda sends SIGTERM, half a
  /// second before the end, only where there is one.
  /// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
  /// Empty: it could not be registered, which has been logged.
  Task<std::string> register_extension();
  /// An extension has to wait for its next event, which never comes. Returns when Lambda is gone.
  Task<void> wait_as_extension(std::string identifier);

 private:
  net::HttpRequest request(std::string method, const std::string& path) const;
  Task<void> post(net::HttpRequest request);
  void note(std::string_view what, std::string_view cause);

  Url url_;
  net::HttpsClient& client_;
  Log& log_;
};

}  // namespace mta::lambda
