#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chat/amounts.h"
#include "chat/ports.h"
#include "chat/price_rules.h"

namespace mta::chat {

/// What an answer has said so far, and what the visitor asked: where a sentence looks for the
/// devices and amounts that it does not name itself. Not thread-safe.
class AnswerContext {
 public:
  /// `rules` and `conversation`, whose last message is the visitor's, must outlive it. `question`:
  /// what that message asks; where it is not known it is understood once it is needed.
  AnswerContext(const PriceRules& rules, std::span<const Message> conversation,
                std::optional<catalogue::Question> question)
      : rules_(rules), conversation_(conversation), question_(std::move(question)) {}

  /// A sentence has ended, in Markdown; `is_right`: nothing of it was corrected.
  void remember(std::string_view sentence, bool is_right);

  const catalogue::Question& question();
  /// The devices that the visitor asks about, as one; empty: about none.
  const std::vector<NamedDevice>& asked_for();
  /// What the visitor has named in all his messages.
  const std::vector<Amount>& visitors_amounts();
  /// Every telephone number and e-mail address of the text is the knowledge files' or the
  /// visitor's.
  [[nodiscard]] bool knows_contacts(std::string_view plain) const;
  /// The visitor asks what something costs, or has named an amount; or the answer has just named a
  /// price.
  bool speaks_of_prices();

  /// A name that several products have means those that were spoken of before, if any were.
  std::vector<NamedDevice> narrowed(std::vector<NamedDevice> devices);
  /// Where a sentence without names looks for its devices: the last sentence that names one, the
  /// last heading that does, the visitor's question.
  std::vector<std::vector<NamedDevice>> spoken_before();
  /// Each product once: variants of `own`, those of the last two sentences that name some, and
  /// those that the visitor asks about.
  std::vector<NamedDevice> compared_with(const std::vector<NamedDevice>& own);
  /// Right amounts in dollars of the last sentence with amounts, or the last items of a list.
  [[nodiscard]] std::vector<double> just_said() const;
  /// In the sentence, or in one of those right before it: a table's heading.
  [[nodiscard]] bool mentions_currency(const catalogue::MessageReading& reading,
                                       catalogue::Currency currency) const;

 private:
  bool asks_price();
  struct Said {
    std::string text;
    bool is_heading = false;
    bool is_right = false;
    std::optional<std::vector<NamedDevice>> devices;
  };
  const std::vector<NamedDevice>& devices_of(Said& said);

  const PriceRules& rules_;
  std::span<const Message> conversation_;
  std::optional<catalogue::Question> question_;
  std::deque<Said> said_;
  std::optional<std::vector<NamedDevice>> asked_for_;
  std::optional<std::vector<Amount>> visitors_amounts_;
};

}  // namespace mta::chat
