#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "catalogue/answer_index.h"
#include "catalogue/catalogue_index.h"
#include "catalogue/conversation.h"
#include "catalogue/decision.h"
#include "catalogue/dialogue.h"
#include "catalogue/knowledge.h"
#include "catalogue/learned/features.h"
#include "catalogue/medical.h"
#include "catalogue/question.h"
#include "catalogue/vocabulary.h"

namespace mta::catalogue {

/// A message understood.
struct Understood {
  Question question;
  /// The products that a model should know more about to answer it, best first.
  std::vector<std::size_t> meant;
};

/// Understands what visitors ask about a catalogue. Deterministic but for the day; immutable;
/// thread-safe.
class Understanding {
 public:
  using Today = std::function<std::chrono::sys_days()>;

  /// `knowledge` must outlive it. `today` tells which rows of answers.csv still hold; without it
  /// all of them do. It is called by many threads at once.
  explicit Understanding(const Knowledge& knowledge, Today today = {});

  /// The last message of `conversation`, in the light of the ones before.
  [[nodiscard]] Question understand(std::span<const Message> conversation) const;

  /// The same, with at most `most_meant` products that are meant.
  [[nodiscard]] Understood understand(std::span<const Message> conversation,
                                      std::size_t most_meant) const;

  /// What the learned model is told of the last message; for training and tests.
  [[nodiscard]] learned::Features features(std::span<const Message> conversation) const;

  [[nodiscard]] const Knowledge& knowledge() const { return knowledge_; }
  [[nodiscard]] const Vocabulary& vocabulary() const { return vocabulary_; }
  [[nodiscard]] const CatalogueIndex& index() const { return index_; }
  /// Before every day where nothing tells it.
  [[nodiscard]] std::chrono::sys_days today() const {
    return today_ ? today_() : std::chrono::sys_days::min();
  }

 private:
  [[nodiscard]] bool wants_a_device(const MessageReading& message) const;
  [[nodiscard]] std::optional<Intent> doctors_intent(std::span<const Message> conversation,
                                                     const MessageReading& message,
                                                     const Health& health) const;
  auto with_rules(std::span<const Message> conversation, const MessageReading& message,
                  const DialogueState& before, const auto& use) const;
  [[nodiscard]] DeviceDecision::Sources sources(const MessageReading& message,
                                                const DialogueState& before,
                                                const Likelihood& likely) const;
  [[nodiscard]] DialogueState state_before(std::span<const Message> conversation) const;
  [[nodiscard]] Question decide(std::span<const Message> conversation, const DialogueState& before,
                                DialogueState& after) const;
  void decide_wants(const MessageReading& message, const DialogueState& before,
                    const Likelihood& likely, const StatedMatch& stated, Question& question,
                    DialogueState& after) const;
  static void remember_named(const DeviceDecision& devices, const MessageReading& message,
                             const Likelihood& likely, DialogueState& after);
  static void unknown_instead_of_which(Question& question, const MessageReading& message,
                                       const DialogueState& before);

  const Knowledge& knowledge_;
  Vocabulary vocabulary_;
  CatalogueIndex index_;
  AnswerIndex answers_;
  Today today_;
};

}  // namespace mta::catalogue
