#pragma once

#include <string>

#include "core/chat_service.h"
#include "tests/support/fakes.h"

namespace mta::test {

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

  /// With another model than `model`, where one is given.
  ChatService service(Model* other = nullptr) {
    return ChatService({.prompts = prompts,
                        .sessions = sessions,
                        .model = other != nullptr ? *other : model,
                        .store = store,
                        .clock = clock,
                        .metrics = metrics,
                        .log = log},
                       {.history_messages = 5, .conversation_days = std::chrono::days(30)});
  }
};

}  // namespace mta::test
