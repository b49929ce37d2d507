#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/ports.h"
#include "core/prompt.h"
#include "core/session_id.h"

namespace mta {

/// A validated question. Texts are clean (core/text.h).
struct ChatRequest {
  std::string message;
  std::optional<std::string> session_id;
  std::vector<Message> client_history;  ///< used where the service holds none of the session
  std::optional<std::string> persona_override;
  Visitor visitor;
  CallLimits limits;
};

/// How the question ended; usage and model are told for failed ones too.
struct ChatOutcome {
  std::optional<Error> error;
  std::string text;
  std::string session_id;
  Completion completion;
};

/// What is known of an answer when its first text comes.
struct AnswerHead {
  std::string session_id;
  std::string model;
  bool fallback = false;
};

/// Where a visitor's answer goes as it is made.
class AnswerSink {
 public:
  virtual ~AnswerSink() = default;
  /// Called once, before the first text. False: the visitor is gone.
  virtual Task<bool> begin(const AnswerHead& head) = 0;
  /// Filtered text, never empty. False: the visitor is gone.
  virtual Task<bool> text(std::string_view piece) = 0;
  /// True where a visitor sees the text at once, so that a part of an answer counts as said.
  [[nodiscard]] virtual bool shows_at_once() const = 0;
};

/// For answers that go out whole: ChatOutcome::text has it all.
class WholeAnswer final : public AnswerSink {
 public:
  Task<bool> begin(const AnswerHead&) override { co_return true; }
  Task<bool> text(std::string_view) override { co_return true; }
  [[nodiscard]] bool shows_at_once() const override { return false; }
};

struct ChatLimits {
  int history_messages = 5;
  std::chrono::days conversation_days{30};
};

/// The path of one question: recent turns, prompt, model, save. Knows no HTTP, JSON, SQL or AWS.
/// Safe to share between event loops where its parts are.
class ChatService {
 public:
  struct Parts {
    const PromptBuilder& prompts;
    const SessionIds& sessions;
    Model& model;
    ConversationStore& store;
    Clock& clock;
    Metrics& metrics;
    Log& log;
  };

  ChatService(Parts parts, ChatLimits limits) : parts_(parts), limits_(limits) {}

  /// The model's text reaches `visitor`, filtered, as it comes. The turn is stored before this
  /// returns: a whole answer, and what a visitor has seen of one that broke off. A visitor who left
  /// before seeing anything leaves nothing. Where reading or saving fails the visitor is answered
  /// all the same.
  Task<ChatOutcome> answer(ChatRequest request, AnswerSink& visitor);

 private:
  struct History {
    std::vector<Message> messages;
    Timestamp last_turn_at;  ///< the epoch where no turn is stored
  };
  Task<History> recall(const Session& session, std::vector<Message> client_history);
  Task<void> remember(const Session& session, Turn turn);
  void store_failed(std::string_view what, const Error& error);

  Parts parts_;
  ChatLimits limits_;
};

}  // namespace mta
