#include "providers/openai/wire.h"

#include <algorithm>

#include "base/ascii.h"
#include "providers/openai/parameter_hint.h"
#include "providers/openai/reply.h"

namespace mta::providers::openai {
namespace {

/// By the Content-Type, whatever parameters follow.
ReplyForm declared_form(std::string_view content_type) {
  const std::string type = lower_ascii(content_type);
  const auto is = [&](std::string_view name) {
    return type.starts_with(name) &&
           (type.size() == name.size() || type[name.size()] == ';' || type[name.size()] == ' ');
  };
  return is("text/event-stream")  ? ReplyForm::events
         : is("application/json") ? ReplyForm::json
                                  : ReplyForm::unknown;
}

class ChatCompletions final : public Wire {
 public:
  explicit ChatCompletions(WireOptions options) : options_(std::move(options)) {}

  [[nodiscard]] const Url& url() const override { return options_.url; }

  [[nodiscard]] net::HttpRequest encode(const Prompt& prompt) const override {
    net::HttpRequest request{.method = "POST",
                             .target = options_.url.path,
                             .headers = {{"Host", options_.url.authority()},
                                         {"Content-Type", "application/json"},
                                         {"Accept", "text/event-stream, application/json"}},
                             .body = encode_completion_request(options_.completion, prompt)};
    request.headers.insert(request.headers.end(), options_.headers.begin(), options_.headers.end());
    return request;
  }

  Task<Result<void>> authorize(net::HttpRequest& request, const CallLimits& limits) const override {
    return options_.authorize(request, limits);
  }

  [[nodiscard]] std::unique_ptr<Decoder> make_decoder(
      std::string_view content_type) const override {
    return std::make_unique<ReplyDecoder>(declared_form(content_type));
  }

  [[nodiscard]] std::string describe_refusal(int status, std::string_view body) const override {
    constexpr int bad_request = 400;
    constexpr int unprocessable = 422;
    std::string told;
    if (const std::string code = error_code_of(body); !code.empty()) told = " (" + code + ")";
    if (status == bad_request || status == unprocessable) {
      if (const std::string hint = parameter_hint(body); !hint.empty()) told += ": " + hint;
    }
    return told;
  }

 private:
  WireOptions options_;
};

}  // namespace

std::unique_ptr<Wire> make_wire(WireOptions options) {
  return std::make_unique<ChatCompletions>(std::move(options));
}

}  // namespace mta::providers::openai
