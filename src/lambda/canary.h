#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/ports.h"
#include "base/url.h"
#include "lambda/runtime_api.h"
#include "net/https_client.h"

/// The canary: a function of its own, from the same package, that asks the deployed chat a question
/// from outside, as a visitor does, each time that a schedule of EventBridge starts it.
namespace mta::lambda {

/// The body of a `POST /chat` that the model alone can answer: the catalogue does not answer it
/// directly, and it is never in the cache of first questions, since it goes on with a conversation.
/// `mark` makes it another question each time.
std::string canary_question(std::string_view mark);

/// What is wrong with an answer of the chat; nothing: the model gave it.
std::optional<std::string> fault_of_answer(int status, std::string_view body);

struct CanaryParts {
  RuntimeApi& api;
  net::HttpsClient& client;
  const Clock& clock;
  Random& random;
  Log& log;
  /// Told how each check went, before its invocation is answered: a frozen process writes nothing.
  std::function<void(bool failed)> record;
};

/// Answers scheduled events, one after the other, with one check of `endpoint` each until Lambda is
/// gone; a check that fails is an invocation that fails. Nothing of an event decides what is asked
/// or where. A 429 is asked again, at most twice; nothing else is. The parts must outlive the task.
Task<void> run_canary(CanaryParts parts, Url endpoint);

}  // namespace mta::lambda
