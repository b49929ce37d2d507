#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chat/ports.h"
#include "chat/query.h"
#include "chat/session_id.h"

namespace mta {

/// A validated question. Texts are clean (base/text.h).
struct ChatRequest {
  std::string message;
  std::string message_id = {};  ///< of the answer
  std::optional<std::string> session_id;
  std::vector<Message> client_history;  ///< used where the service holds none of the session
  std::optional<std::string> persona_override;
  std::string page = {};  ///< origin and path where the chat is open; empty: not told
  Visitor visitor;
  Delivery delivery = Delivery::whole;
  CallLimits limits;
};

/// What a visitor says of an answer; validated, its comment clean.
struct FeedbackRequest {
  std::string session_id;
  std::string message_id;
  Feedback feedback;
  Visitor visitor;
};

/// What is known of an answer before its first text.
struct AnswerHead {
  std::string session_id;
  std::string conversation_id;  ///< public
  std::string message_id;
  std::string model;
  bool fallback = false;
  std::shared_ptr<const std::vector<Product>> products = {};  ///< Completion::products
};

struct ChatLimits {
  int history_messages = 5;
  std::chrono::days conversation_days{30};
};

/// The path of one question: recent turns, answer, save. Knows no HTTP, JSON, SQL or AWS. Safe to
/// share between event loops where its parts are.
class ChatService {
 public:
  struct Parts {
    const SessionIds& sessions;
    Responder& responder;
    ConversationStore& store;
    Clock& clock;
    Metrics& metrics;
    Log& log;
  };

  ChatService(Parts parts, ChatLimits limits) : parts_(parts), limits_(limits) {}

  /// The session that a request belongs to, or a new one.
  [[nodiscard]] Session open(const ChatRequest& request) const;
  /// What the answer to `request` in its session begins with, where no event says otherwise.
  [[nodiscard]] AnswerHead head(const ChatRequest& request, const Session& session) const;

  /// The answer's events reach `sink` as they come; Finished once the turn is stored: a whole
  /// answer, and what a visitor was shown of one that broke off. A visitor who left before being
  /// shown anything leaves nothing. Where reading or saving fails the visitor is answered all the
  /// same.
  Task<void> answer(ChatRequest request, Session session, ReplySink& sink);

  /// Keeps what a visitor says of an answer of his session, contact details masked. False: the
  /// conversation has no such answer. Error: store_failed.
  Task<Result<bool>> rate(FeedbackRequest request);

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
