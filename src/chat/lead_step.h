#pragma once

#include <optional>
#include <string>

#include "chat/lead_texts.h"
#include "chat/ports.h"

namespace mta::chat {

/// What the dialogue adds to one answer.
struct LeadStep {
  enum class Kind : std::uint8_t {
    nothing,
    reply,  ///< to an answer of the visitor's: his message asks nothing but what is left of it
    more,   ///< to a message that may ask something else, too
  };
  Kind kind = Kind::nothing;
  LeadText text;
  std::optional<LeadProgress> progress = {};
  std::optional<HandOff> hand_off = {};
  bool names_prices = false;  ///< of the devices that the message asks about
  bool is_all = false;        ///< the message says nothing but a yes, a no or a stop
};

/// The events of a step behind a text, or as the first text. False: nobody reads any more.
Task<bool> put_step(LeadStep step, bool is_first, ReplySink& sink);

/// Passes another's answer on, with a step behind it where it did not fail.
class StepBehind final : public ReplySink {
 public:
  StepBehind(LeadStep step, ReplySink& sink) : step_(std::move(step)), sink_(sink) {}
  Task<bool> put(ReplyEvent event) override;

 private:
  LeadStep step_;
  ReplySink& sink_;
};

/// What is left to answer of a question beside what the step says.
struct RestOfQuestion {
  catalogue::Question question;
  bool is_for_model = false;  ///< more than the catalogue would say could be said
  [[nodiscard]] bool is_empty() const { return question.intents.empty(); }
};
RestOfQuestion rest_of(const catalogue::Question& question, const LeadStep& step,
                       std::size_t message_size);

}  // namespace mta::chat
