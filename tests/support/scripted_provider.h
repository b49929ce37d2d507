#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "net/http_client.h"
#include "tests/support/fakes.h"

/// A provider without a socket: what it answers is scripted, and its time is the test's.
namespace mta::test {

/// What becomes of one request.
struct Answer {
  std::optional<net::HttpError> fault;  ///< there is no answer
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::vector<std::string> pieces = {};            ///< of the body
  std::optional<net::HttpError> fault_after = {};  ///< the body breaks off behind the pieces
  std::chrono::milliseconds takes{0};              ///< until its head, or its fault
};

class ScriptedResponse final : public net::HttpResponse {
 public:
  explicit ScriptedResponse(Answer answer) : answer_(std::move(answer)) {}
  [[nodiscard]] int status() const override { return answer_.status; }
  [[nodiscard]] std::optional<std::string> header(std::string_view name) const override {
    for (const auto& [known, value] : answer_.headers) {
      if (known == name) return value;
    }
    return std::nullopt;
  }
  Task<net::HttpResult<std::string>> read() override {
    if (next_ < answer_.pieces.size()) co_return answer_.pieces[next_++];
    if (answer_.fault_after) co_return std::unexpected(*answer_.fault_after);
    co_return std::string();
  }
  Task<void> finish(std::chrono::milliseconds) override { co_return; }

 private:
  Answer answer_;
  std::size_t next_ = 0;
};

/// Gives the scripted answers in order, the last one again and again. A request whose time limits
/// its answer would pass times out when they have passed.
class ScriptedProvider final : public net::HttpClient {
 public:
  explicit ScriptedProvider(ManualClock& clock) : clock_(clock) {}

  Task<net::HttpResult<std::unique_ptr<net::HttpResponse>>> send(const Url&,
                                                                 const net::HttpRequest& request,
                                                                 net::HttpLimits limits) override {
    requests.push_back(request);
    Answer answer = answers.front();
    if (answers.size() > 1) answers.pop_front();
    const SteadyTime now = clock_.steady_now();
    const SteadyTime late = std::min(now + limits.first_byte, limits.call.deadline);
    const bool in_time = now + answer.takes <= late;
    co_await clock_.sleep_until(in_time ? now + answer.takes : late, {});
    if (!in_time) {
      co_return std::unexpected(
          net::HttpError{.fault = net::HttpFault::timeout, .detail = "timed out", .sent = true});
    }
    if (answer.fault) co_return std::unexpected(*answer.fault);
    co_return std::make_unique<ScriptedResponse>(std::move(answer));
  }

  std::deque<Answer> answers;
  std::vector<net::HttpRequest> requests;

 private:
  ManualClock& clock_;
};

}  // namespace mta::test
