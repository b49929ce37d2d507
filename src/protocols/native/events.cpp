#include "protocols/native/events.h"

#include <algorithm>
#include <charconv>
#include <ranges>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace mta::protocols {
namespace {

namespace json = boost::json;

constexpr std::string_view text_id = "text";

std::string event(const json::object& data) { return "data: " + json::serialize(data) + "\n\n"; }

std::string typed(std::string_view type) { return event({{"type", type}}); }

constexpr std::string_view done = "data: [DONE]\n\n";

/// The weight of a media range; 1 where it has none (RFC 9110, 12.4.2).
double weight(std::string_view parameters) {
  for (const auto part : std::views::split(parameters, ';')) {
    const auto elements = http::list_elements(std::string_view(part.begin(), part.end()));
    if (elements.empty() || elements[0].size() < 3) continue;
    if (!http::equal_ignoring_case(elements[0].substr(0, 2), "q=")) continue;
    double q = 0;
    const std::string_view digits = elements[0].substr(2);
    std::from_chars(digits.data(), digits.data() + digits.size(), q);
    return q;
  }
  return 1;
}

bool is_event_stream(std::string_view range) {
  const std::size_t end = std::min(range.find(';'), range.size());
  const auto type = http::list_elements(range.substr(0, end));
  return type.size() == 1 && http::equal_ignoring_case(type[0], "text/event-stream") &&
         weight(range.substr(end)) > 0;
}

class EventStream final : public http::EventWriter {
 public:
  explicit EventStream(http::Exchange& exchange) : exchange_(exchange) {}

  Task<bool> begin(const AnswerHead& head) override {
    http::Response response{.status = 200};
    response.headers.add("Content-Type", "text/event-stream");
    response.headers.add("x-vercel-ai-ui-message-stream", "v1");
    response.headers.add("X-Accel-Buffering", "no");  // nginx would hold the whole answer back
    stream_ = &exchange_.start_stream(std::move(response));

    json::object session{{"session_id", head.session_id}, {"model", head.model}};
    if (head.fallback) session["fallback"] = true;
    pending_ = event({{"type", "start"}, {"messageId", exchange_.id()}}) +
               event({{"type", "data-session"}, {"data", session}, {"transient", true}}) +
               event({{"type", "text-start"}, {"id", text_id}});
    co_return true;
  }

  Task<bool> text(std::string_view piece) override {
    const json::object delta{{"type", "text-delta"}, {"id", text_id}, {"delta", piece}};
    co_return co_await stream_->write(std::exchange(pending_, {}) + event(delta));
  }

  [[nodiscard]] bool shows_at_once() const override { return true; }

  Task<void> finish() override {
    co_await stream_->write(event({{"type", "text-end"}, {"id", text_id}}) + typed("finish") +
                            std::string(done));
  }

  Task<void> fail(std::string_view message) override {
    co_await stream_->write(event({{"type", "error"}, {"errorText", message}}) + std::string(done));
  }

 private:
  http::Exchange& exchange_;
  http::ResponseStream* stream_ = nullptr;  // once it has begun
  std::string pending_;                     // goes out with the next text
};

}  // namespace

bool wants_events(const http::Request& request) {
  if (request.stream == nullptr) return false;
  for (const std::string_view line : request.headers.all("Accept")) {
    if (std::ranges::any_of(http::list_elements(line), is_event_stream)) return true;
  }
  return false;
}

std::unique_ptr<http::EventWriter> write_events(http::Exchange& exchange) {
  return std::make_unique<EventStream>(exchange);
}

}  // namespace mta::protocols
