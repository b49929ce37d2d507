#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chat/answer_context.h"
#include "chat/ports.h"
#include "chat/price_rules.h"
#include "chat/sentence_scan.h"

/// No price but the catalogue's, whatever a model says (docs/price-guard.md).
namespace mta::chat {

enum class PriceGuardMode : std::uint8_t {
  correct,  ///< the catalogue's sentence takes the place of what is wrong, and the answer goes on
  refuse,   ///< the answer ends there
};

/// Checks one answer as it comes, in pieces cut anywhere. Text goes through at once; from where an
/// amount or a promise may begin it is held until its sentence ends. Of a sentence that says what
/// is not so the rest is left out, and the catalogue's sentence stands in its place. Not
/// thread-safe.
class PriceGuard {
 public:
  /// `rules` and `conversation`, whose last message is the visitor's, must outlive it. `question`:
  /// what that message asks; where it is not known the guard understands it, if it has to.
  PriceGuard(const PriceRules& rules, PriceGuardMode mode, std::span<const Message> conversation,
             std::optional<catalogue::Question> question = {});

  /// What may be shown with this piece; often empty while a sentence is held.
  std::string feed(std::string_view piece);
  /// The rest, once the model has ended.
  std::string finish();

  [[nodiscard]] const Corrections& corrections() const { return corrections_; }
  /// The sentences that were put in place of what is not shown, each once.
  [[nodiscard]] const std::vector<std::string>& sentences_given() const { return given_; }
  /// Nothing more will come out: the answer ended with a correction.
  [[nodiscard]] bool has_ended() const { return has_ended_; }

 private:
  enum class Fault : std::uint8_t { none, price, promise, link };

  std::string end_sentence(std::string_view sentence);
  std::string release();
  std::string shown_up_to(std::size_t end);
  Fault fault_of(const std::string& plain);
  [[nodiscard]] bool is_right_at_sight(const std::string& plain) const;
  bool amounts_are_right(const catalogue::MessageReading& reading, const catalogue::Claims& claims,
                         std::vector<Amount> amounts, const std::vector<NamedDevice>& devices);
  std::string corrected(std::string_view sentence, const std::string& plain, Fault fault);
  std::string correction(const std::string& plain, Fault fault);
  bool equates_prices(const catalogue::Claims& claims, const std::vector<NamedDevice>& devices);
  std::vector<std::size_t> products_for(const std::string& plain);

  const PriceRules& rules_;
  PriceGuardMode mode_;
  AnswerContext context_;
  std::string sentence_;      // as far as it has come
  std::size_t shown_ = 0;     // bytes of it
  std::size_t searched_ = 0;  // for its end
  SentenceScan scan_;
  bool has_shown_text_ = false;
  bool has_ended_ = false;
  std::string blank_;  // white space alone is no answer: it waits for something to read
  std::vector<std::string> given_;  // corrections, each once
  int corrected_sentences_ = 0;
  Corrections corrections_;
};

}  // namespace mta::chat
