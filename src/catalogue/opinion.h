#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "catalogue/learned/hints.h"
#include "catalogue/learned/model.h"
#include "catalogue/message.h"
#include "catalogue/question.h"

namespace mta::catalogue {

/// What the learned model makes of a message, and where it adds to the rules or overrules them: all
/// its thresholds are here. It names no device and no price: what it adds are words, which then
/// mean what the lists and the catalogue say.
class Opinion {
 public:
  /// `rules`: what the rules say; its `intents` hold `medical`, `emergency` or `despair` where they
  /// send to a doctor. Both must outlive it.
  Opinion(const learned::Scores& scores, const learned::RulesView& rules)
      : scores_(scores), rules_(rules) {}

  /// `medical`, `emergency` or `despair`; nothing where no doctor is needed.
  [[nodiscard]] std::optional<Intent> doctor() const;

  /// What is asked for, as English phrases, the surest first: what the rules have not seen.
  [[nodiscard]] std::vector<std::string_view> topics() const;

  /// Adds to what the message says what the lists have missed, and takes away what they have
  /// mistaken.
  void correct(MessageReading& message) const;

 private:
  [[nodiscard]] bool rules_say(Intent intent) const;
  [[nodiscard]] float needs_doctor() const;
  void add_likeliest(MessageReading& message) const;

  const learned::Scores& scores_;
  const learned::RulesView& rules_;
};

}  // namespace mta::catalogue
