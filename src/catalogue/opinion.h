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
  /// send to a doctor. `goes_on`: devices were shown before, to which a short message may refer.
  /// All must outlive it.
  Opinion(const learned::Scores& scores, const learned::RulesView& rules,
          const Vocabulary& vocabulary, bool goes_on);

  /// `medical`, `emergency` or `despair`; nothing where no doctor is needed.
  [[nodiscard]] std::optional<Intent> doctor() const;

  /// What is asked for, as English phrases, the surest first: what the rules have not seen.
  [[nodiscard]] const std::vector<std::string_view>& topics() const { return topics_; }

  /// How likely each product is meant, by the likely topics that it is for; of no other product is
  /// anything known.
  [[nodiscard]] const Likelihood& likelihood() const { return likelihood_; }

  /// What is refused, in the same way.
  [[nodiscard]] const std::vector<std::string_view>& exclusions() const { return exclusions_; }

  /// Adds to what the message says what the lists have missed, and takes away what they have
  /// mistaken.
  void correct(MessageReading& message) const;

  /// `message`, corrected, says something else than what the lists have found.
  [[nodiscard]] bool changes(const MessageReading& message) const;

 private:
  struct Topic {
    float probability;
    std::string_view phrase;
    ProductSet products;
  };

  [[nodiscard]] std::vector<Topic> likely_topics(const Vocabulary& vocabulary) const;
  [[nodiscard]] bool names_others_product() const;
  [[nodiscard]] bool wants_a_device() const;
  [[nodiscard]] bool is_settled() const;
  [[nodiscard]] bool asks_as_a_clinic() const;
  [[nodiscard]] bool names_ours_alone() const;
  [[nodiscard]] bool speaks_of_no_body() const;
  void find_topics(const Vocabulary& vocabulary);
  /// Of the topics that are refused with at least that probability.
  [[nodiscard]] std::vector<std::string_view> phrases_refused(float from) const;
  void find_exclusions(const Vocabulary& vocabulary);
  void find_refused(const Vocabulary& vocabulary);
  [[nodiscard]] bool rules_say(Intent intent) const;
  [[nodiscard]] float needs_doctor() const;
  void add_missed(MessageReading& message) const;
  void take_mistaken(MessageReading& message) const;
  void add_likeliest(MessageReading& message) const;

  const learned::Scores& scores_;
  const learned::RulesView& rules_;
  bool refers_;     // to what was shown before
  bool explained_;  // the lists know every word
  bool needs_are_mistaken_ = false;
  std::vector<std::string_view> topics_;
  std::vector<std::string_view> exclusions_;
  std::vector<Mention> refused_;
  Likelihood likelihood_;
};

}  // namespace mta::catalogue
