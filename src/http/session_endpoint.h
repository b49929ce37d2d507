#pragma once

#include "chat/erasure.h"
#include "chat/session_id.h"
#include "http/steps.h"

namespace mta::http {

/// What the route of sessions is made of; all of it must outlive it.
struct SessionParts {
  const Erasure& erasure;
  const SessionIds& sessions;
  Metrics& metrics;
  Log& log;
};

/// Erases the conversation of the session that the path names, with its draft and its leads. 204,
/// whether there was one or not: who guesses ids learns nothing. An id that the client chose names
/// a conversation for its own address alone.
CountedHandler erase_session(const SessionParts& parts);

}  // namespace mta::http
