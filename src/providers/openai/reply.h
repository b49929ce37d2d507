#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "base/error.h"
#include "chat/tokens.h"
#include "net/sse_parser.h"
#include "providers/openai/surrogates.h"
#include "providers/wire.h"

namespace mta::providers::openai {

/// The two forms of a completion. Some providers answer whole whatever was asked.
enum class ReplyForm : std::uint8_t { unknown, events, json };

/// Reads the body of a completion as it comes: a stream of events or one JSON object. The body's
/// first bytes decide which it is, since some providers name another Content-Type, or none; what
/// they leave open `declared` decides. One decoder a reply.
class ReplyDecoder final : public Decoder {
 public:
  static constexpr std::size_t max_bytes = std::size_t{1024} * 1024;

  explicit ReplyDecoder(ReplyForm declared) : declared_(declared) {}

  std::string feed(std::string_view bytes) override;
  std::string finish() override;
  [[nodiscard]] const std::optional<Error>& fault() const override { return fault_; }
  /// [DONE] has come.
  [[nodiscard]] bool done() const override { return done_; }
  /// By `finish_reason`.
  [[nodiscard]] Ending ending() const override { return ending_; }
  [[nodiscard]] const std::optional<TokenCounts>& usage() const override { return usage_; }
  /// Of `reasoning_content` and its like.
  [[nodiscard]] std::int64_t reasoning_tokens() const override { return reasoning_.tokens(); }

 private:
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

}  // namespace mta::providers::openai
