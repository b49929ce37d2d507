#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/knowledge.h"
#include "core/ports.h"
#include "core/session_id.h"

namespace mta {

/// A validated question. Texts are clean (core/text.h).
struct ChatRequest {
  std::string message;
  std::optional<std::string> session_id;
  std::vector<Message> client_history;  ///< used where the service holds none of the session
  std::optional<std::string> persona_override;
  Visitor visitor;
};

/// How the question ended; usage and model are told for failed ones too.
struct ChatOutcome {
  std::optional<Error> error;
  std::string text;
  std::string session_id;
  Completion completion;
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
    const Knowledge& knowledge;
    const SessionIds& sessions;
    Model& model;
    ConversationStore& store;
    Clock& clock;
    Metrics& metrics;
    Log& log;
  };

  ChatService(Parts parts, ChatLimits limits) : parts_(parts), limits_(limits) {}

  /// The model's text reaches `sink`, filtered, as it comes. The turn is stored before this returns
  /// without an error; where reading or saving fails the visitor is answered all the same.
  Task<ChatOutcome> answer(ChatRequest request, TokenSink& sink);

 private:
  Task<std::vector<Message>> recall(const Session& session, std::vector<Message> client_history);
  Task<void> remember(const Session& session, Turn turn);
  void store_failed(std::string_view what, const Error& error);

  Parts parts_;
  ChatLimits limits_;
};

}  // namespace mta
