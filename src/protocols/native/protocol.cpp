#include "protocols/native/protocol.h"

#include <boost/json/object.hpp>

#include "http/error_table.h"
#include "protocols/native/events.h"
#include "protocols/native/feedback.h"
#include "protocols/native/json_response.h"
#include "protocols/native/products.h"

namespace mta::protocols {
namespace {

namespace json = boost::json;

class NativeProtocol final : public http::Protocol {
 public:
  NativeProtocol(ChatRules rules, CurrentProducts products)
      : rules_(rules), products_(std::move(products)) {}

  [[nodiscard]] Result<ChatRequest> decode(std::string_view body,
                                           const http::Request&) const override {
    return decode_chat_request(body, rules_);
  }

  [[nodiscard]] Result<FeedbackRequest> decode_feedback(std::string_view body) const override {
    return decode_feedback_request(body);
  }

  [[nodiscard]] bool wants_stream(const http::Request& request) const override {
    return wants_events(request);
  }

  [[nodiscard]] http::Response whole(const AnswerHead& head, std::string_view text) const override {
    json::object body;
    body["response"] = text;
    body["model"] = head.model;
    body["session_id"] = head.session_id;
    body["conversation_id"] = head.conversation_id;
    body["message_id"] = head.message_id;
    if (head.fallback) body["fallback"] = true;
    if (products_) {
      const auto products = head.products ? head.products : products_();
      if (auto named = products_json(text, *products); !named.empty()) body["products"] = named;
    }
    return json_response(200, body);
  }

  [[nodiscard]] std::unique_ptr<ReplySink> stream(http::Exchange& exchange,
                                                  AnswerHead head) const override {
    return write_events(exchange, std::move(head), products_);
  }

  [[nodiscard]] http::Response error(const Error& error,
                                     std::string_view request_id) const override {
    http::Response response =
        json_response(http::title_of(error.kind).status, error_json(error, request_id));
    if (error.retry_after) {
      response.headers.add("Retry-After", std::to_string(error.retry_after->count()));
    }
    return response;
  }

 private:
  const ChatRules rules_;
  const CurrentProducts products_;
};

}  // namespace

std::unique_ptr<http::Protocol> make_native_protocol(ChatRules rules, CurrentProducts products) {
  return std::make_unique<NativeProtocol>(rules, std::move(products));
}

}  // namespace mta::protocols
