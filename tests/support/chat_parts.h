#pragma once

#include <deque>
#include <string>

#include "chat/chat_service.h"
#include "chat/prompt.h"
#include "tests/support/fakes.h"

namespace mta::test {

/// Asks a model whatever is asked.
class PlainResponder final : public Responder {
 public:
  PlainResponder(const PromptBuilder& prompts, Model& model) : prompts_(prompts), model_(model) {}
  [[nodiscard]] std::string_view model_id() const override { return model_.id(); }
  Task<void> respond(Query query, ReplySink& sink) override {
    const Prompt prompt = prompts_.build(query.persona_override, std::move(query.conversation), {});
    co_await model_.complete(prompt, sink, query.limits);
  }

 private:
  const PromptBuilder& prompts_;
  Model& model_;
};

/// A chat service on fakes, and what it is made of. The knowledge and the persona are the test's.
struct ChatParts {
  Knowledge knowledge;
  ManualClock clock;
  CountingRandom random;
  RecordingMetrics metrics;
  RecordingLog log;
  ScriptedModel model;
  FakeStore store;
  CatalogueIndex index{knowledge.products};
  PromptBuilder prompts{knowledge, index};
  SessionIds sessions{{.current = std::string(32, 's'), .previous = {}}, random};
  std::deque<PlainResponder> responders = {};

  /// With another model than `model`, where one is given.
  ChatService service(Model* other = nullptr) {
    responders.emplace_back(prompts, other != nullptr ? *other : model);
    return ChatService({.sessions = sessions,
                        .responder = responders.back(),
                        .store = store,
                        .clock = clock,
                        .metrics = metrics,
                        .log = log},
                       {.history_messages = 5, .conversation_days = std::chrono::days(30)});
  }
};

}  // namespace mta::test
