#pragma once

#include <optional>
#include <string>

#include "chat/session_id.h"
#include "http/message.h"

namespace mta::http {

struct Route;

/// A request on its way: what is asked, by whom, and the route that says how it is answered. What
/// the steps note is for the head of the answer and for the access line.
class Exchange {
 public:
  /// `request` and `route` must outlive it.
  Exchange(Request& request, const Route& route, std::string id, Visitor visitor)
      : request_(request), route_(route), id_(std::move(id)), visitor_(std::move(visitor)) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  [[nodiscard]] const Request& request() const { return request_; }
  [[nodiscard]] BodySource& body() { return *request_.body; }
  [[nodiscard]] const Route& route() const { return route_; }
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const Visitor& visitor() const { return visitor_; }

  /// Sends the completed head of a streamed answer with the first piece. Call it once, where the
  /// transport can stream.
  ResponseStream& start_stream(Response head);
  [[nodiscard]] bool stream_started() const { return stream_started_; }

  std::optional<Admission> admission;    ///< set once the visitor limiter has been asked
  bool limited = false;                  ///< refused by either layer
  bool replayed = false;                 ///< the answer was given before
  std::string conversation_id;           ///< the public one, once a conversation was opened
  std::string message_id;                ///< of the answer; empty: no chat was asked
  std::optional<KeptAnswer> answer;      ///< once it was given whole
  std::optional<Completion> completion;  ///< once a model was asked

 private:
  Request& request_;
  const Route& route_;
  const std::string id_;
  const Visitor visitor_;
  bool stream_started_ = false;
};

/// Adds what every answer of the route carries to its head: the request's id, CORS, the rate limit.
void complete_head(const Exchange& exchange, Response& response);

}  // namespace mta::http
