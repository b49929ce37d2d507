#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/url.h"
#include "chat/ports.h"
#include "net/http_request.h"

namespace mta::providers {

struct TokenCounts {
  std::int64_t input = 0;
  std::int64_t output = 0;
};

/// How a model ended its answer.
enum class Ending : std::uint8_t {
  none,      ///< the reply does not tell
  stop,      ///< it said all that it wanted to
  length,    ///< at the limit that it was given
  filtered,  ///< the provider's content filter stopped it; the reply is at fault
};

/// Reads the body of a reply as it comes. One a reply; not thread-safe.
class Decoder {
 public:
  virtual ~Decoder() = default;
  /// The answer's text in these bytes, up to a fault.
  virtual std::string feed(std::string_view bytes) = 0;
  /// The rest of it, once the body has ended. A reply that is cut is at fault.
  virtual std::string finish() = 0;
  /// model_wrong_answer; its detail names what was wrong and never what the model said.
  [[nodiscard]] virtual const std::optional<Error>& fault() const = 0;
  /// Nothing that matters follows.
  [[nodiscard]] virtual bool done() const = 0;
  [[nodiscard]] virtual Ending ending() const = 0;
  /// What the provider counted; empty: it has not told.
  [[nodiscard]] virtual const std::optional<TokenCounts>& usage() const = 0;
  /// An estimate of what the model thought beside its text: it costs too.
  [[nodiscard]] virtual std::int64_t reasoning_tokens() const = 0;
};

/// What one kind of provider speaks: its JSON and its authentication. It decides nothing.
/// Immutable; thread-safe.
class Wire {
 public:
  virtual ~Wire() = default;
  /// Where requests are sent.
  [[nodiscard]] virtual const Url& url() const = 0;
  /// A request for the answer to `prompt`, not authenticated yet.
  [[nodiscard]] virtual net::HttpRequest encode(const Prompt& prompt) const = 0;
  /// Adds the authentication. Error: the credentials cannot be had.
  virtual Task<Result<void>> authorize(net::HttpRequest& request,
                                       const CallLimits& limits) const = 0;
  /// `content_type` as the provider sent it; empty: it sent none.
  [[nodiscard]] virtual std::unique_ptr<Decoder> make_decoder(
      std::string_view content_type) const = 0;
  /// What the body of an answer with another status than 200 tells, for the log; empty: nothing. It
  /// never repeats the body, which may hold a visitor's words.
  [[nodiscard]] virtual std::string describe_refusal(int status, std::string_view body) const = 0;
};

}  // namespace mta::providers
