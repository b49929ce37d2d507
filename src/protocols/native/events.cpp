#include "protocols/native/events.h"

#include <algorithm>
#include <charconv>
#include <ranges>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/ascii.h"
#include "protocols/native/products.h"

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
    if (!equal_ignoring_case(elements[0].substr(0, 2), "q=")) continue;
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
  return type.size() == 1 && equal_ignoring_case(type[0], "text/event-stream") &&
         weight(range.substr(end)) > 0;
}

std::string_view state_name(LeadProgress::State state) {
  switch (state) {
    case LeadProgress::State::ask:
      return "ask";
    case LeadProgress::State::consent:
      return "consent";
    case LeadProgress::State::made:
      return "made";
    case LeadProgress::State::dropped:
      return "dropped";
  }
  return {};
}

json::object lead_data(const LeadProgress& progress) {
  json::object data{{"state", state_name(progress.state)}};
  if (!progress.missing.empty()) {
    data["missing"] = json::array(progress.missing.begin(), progress.missing.end());
  }
  if (!progress.version.empty()) {
    data["consent"] = {{"version", progress.version}, {"text", progress.wording}};
  }
  if (!progress.devices.empty()) {
    data["devices"] = json::array(progress.devices.begin(), progress.devices.end());
  }
  return data;
}

class EventStream final : public ReplySink {
 public:
  EventStream(http::Exchange& exchange, AnswerHead head, const CurrentProducts& products)
      : exchange_(exchange), head_(std::move(head)), products_(products) {}

  Task<bool> put(ReplyEvent event) override {
    if (auto* delta = std::get_if<TextDelta>(&event)) return write_text(std::move(delta->text));
    if (auto* end = std::get_if<Finished>(&event)) return write_end(std::move(end->completion));
    if (const auto* progress = std::get_if<LeadProgress>(&event)) {
      return write_part("data-lead", lead_data(*progress));
    }
    if (const auto* other = std::get_if<HandOff>(&event)) {
      return write_part("data-handoff", {{"url", other->url}, {"kind", other->kind}});
    }
    return rename(std::get<Replaced>(std::move(event)));
  }

 private:
  Task<bool> rename(Replaced other) {
    head_.model = std::move(other.model);
    head_.fallback = other.fallback;
    co_return true;
  }

  Task<bool> write_text(std::string piece) {
    std::string bytes = stream_ == nullptr ? start() : std::string();
    if (products_) text_ += piece;
    const json::object delta{{"type", "text-delta"}, {"id", text_id}, {"delta", piece}};
    bytes += event(delta);
    co_return co_await stream_->write(std::move(bytes));
  }

  Task<bool> write_part(std::string_view type, json::object data) {
    std::string bytes = stream_ == nullptr ? start() : std::string();
    bytes += event({{"type", type}, {"data", std::move(data)}});
    co_return co_await stream_->write(std::move(bytes));
  }

  /// An answer that broke off ends right behind its last text.
  Task<bool> write_end(Completion completion) {
    if (stream_ == nullptr) co_return true;
    const std::string end =
        completion.error ? event({{"type", "error"}, {"errorText", completion.error->message}})
                         : event({{"type", "text-end"}, {"id", text_id}}) +
                               products_of(completion) + typed("finish");
    co_return co_await stream_->write(end + std::string(done));
  }

  std::string products_of(const Completion& completion) const {
    if (!products_) return {};
    const auto products = completion.products ? completion.products : products_();
    json::array named = products_json(text_, *products);
    if (named.empty()) return {};
    return event({{"type", "data-products"}, {"data", std::move(named)}});
  }

  /// Begins the response; the answer's first events, which go out with the first text.
  std::string start() {
    http::Response response{.status = 200};
    response.headers.add("Content-Type", "text/event-stream");
    response.headers.add("x-vercel-ai-ui-message-stream", "v1");
    response.headers.add("X-Accel-Buffering", "no");  // nginx would hold the whole answer back
    stream_ = &exchange_.start_stream(std::move(response));

    json::object session{{"session_id", head_.session_id},
                         {"conversation_id", head_.conversation_id},
                         {"message_id", head_.message_id},
                         {"model", head_.model}};
    if (head_.fallback) session["fallback"] = true;
    return event({{"type", "start"}, {"messageId", head_.message_id}}) +
           event({{"type", "data-session"}, {"data", session}, {"transient", true}}) +
           event({{"type", "text-start"}, {"id", text_id}});
  }

  http::Exchange& exchange_;
  AnswerHead head_;
  const CurrentProducts& products_;
  std::string text_;                        // so far
  http::ResponseStream* stream_ = nullptr;  // once it has begun
};

}  // namespace

bool wants_events(const http::Request& request) {
  if (request.stream == nullptr) return false;
  for (const std::string_view line : request.headers.all("Accept")) {
    if (std::ranges::any_of(http::list_elements(line), is_event_stream)) return true;
  }
  return false;
}

std::unique_ptr<ReplySink> write_events(http::Exchange& exchange, AnswerHead head,
                                        const CurrentProducts& products) {
  return std::make_unique<EventStream>(exchange, std::move(head), products);
}

}  // namespace mta::protocols
