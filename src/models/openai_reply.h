#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "core/error.h"
#include "core/tokens.h"
#include "models/surrogates.h"
#include "net/sse_parser.h"

namespace mta::models {

struct TokenCounts {
  std::int64_t input = 0;
  std::int64_t output = 0;
};

/// The two forms of a completion. Some providers answer whole whatever was asked.
enum class ReplyForm : std::uint8_t { unknown, events, json };

/// Reads the body of a completion as it comes: a stream of events or one JSON object. The body's
/// first bytes decide which it is, since some providers name another Content-Type, or none; what
/// they leave open `declared` decides. One decoder a reply.
class ReplyDecoder {
 public:
  static constexpr std::size_t max_bytes = std::size_t{1024} * 1024;

  explicit ReplyDecoder(ReplyForm declared) : declared_(declared) {}

  /// The answer's text in these bytes, up to a fault.
  std::string feed(std::string_view bytes);
  /// The rest of it, once the body has ended. A reply that is cut is at fault.
  std::string finish();

  /// model_wrong_answer; its detail names what was wrong and never what the model said.
  [[nodiscard]] const std::optional<Error>& fault() const { return fault_; }
  /// Nothing that matters follows ([DONE]).
  [[nodiscard]] bool done() const { return done_; }
  /// The model has said all that it wanted to (`finish_reason` is stop, and no limit).
  [[nodiscard]] bool stopped() const { return ending_ == Ending::stop; }
  /// The fault is that the provider's content filter ended the answer.
  [[nodiscard]] bool filtered() const { return filtered_; }
  [[nodiscard]] const std::optional<TokenCounts>& usage() const { return usage_; }
  /// An estimate of what the model thought beside its text (`reasoning_content`): it costs too.
  [[nodiscard]] std::int64_t reasoning_tokens() const { return reasoning_.tokens(); }

 private:
  enum class Ending : std::uint8_t { none, stop, length };

  void decide_form(std::string_view bytes);
  void read(std::string_view bytes);
  void take_event(const net::SseParser::Event& event);
  void take_lines(const net::SseParser::Event& event, std::string_view data);
  void take_last_event(const net::SseParser::Event& event);
  void take_document();
  void take_done();
  /// A chunk of a completion, or a whole one.
  void take(const boost::json::value& reply);
  bool take_finish_reason(const boost::json::value* reason);
  void take_delta(const boost::json::value* said_by_model, bool ends);
  void take_content(const boost::json::value& content);
  void take_text(std::string_view text);
  void fail(std::string detail);

  ReplyForm declared_;
  ReplyForm form_ = ReplyForm::unknown;
  std::string start_;  // of the body, while its form is not known
  bool done_ = false;
  bool began_ = false;  // a choice has come
  bool filtered_ = false;
  Ending ending_ = Ending::none;
  net::SseParser events_;
  std::string whole_;
  SurrogateJoiner joiner_;
  std::string text_;
  std::size_t text_bytes_ = 0;
  TokenEstimate reasoning_;
  std::optional<TokenCounts> usage_;
  std::optional<Error> fault_;
};

/// What a provider's error body says of its kind: a short word for the log, or nothing.
std::string error_code_of(std::string_view body);

}  // namespace mta::models
