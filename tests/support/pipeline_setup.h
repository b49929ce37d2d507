#pragma once

#include <memory>

#include "http/pipeline.h"
#include "http/session_endpoint.h"
#include "protocols/native/protocol.h"
#include "storage/memory.h"
#include "tests/support/chat_parts.h"

namespace mta::test {

/// What a pipeline is made of, on fakes and the default limits; members may be set before the first
/// call of `parts_for`.
struct PipelineSetup {
  ChatParts& fakes;
  leads::LeadStore* lead_store = nullptr;
  leads::DraftStore* drafts = nullptr;
  std::unique_ptr<VisitorCounter> counter = storage::make_memory_counter({});
  std::unique_ptr<VisitorCounter> repeats = storage::make_memory_counter({.max = 100});
  std::unique_ptr<KeyedAnswers> keyed_answers = storage::make_memory_keyed_answers({});
  std::unique_ptr<http::Protocol> protocol = protocols::make_native_protocol({});
  Refusals refusals{
      {.store = fakes.store, .clock = fakes.clock, .metrics = fakes.metrics, .log = fakes.log}};
  http::OriginPolicy origins{{"*"}};
  Erasure erasure{
      {.conversations = fakes.store, .leads = lead_store, .drafts = drafts, .clock = fakes.clock}};
  http::SessionParts session{
      .erasure = erasure, .sessions = fakes.sessions, .metrics = fakes.metrics, .log = fakes.log};
  std::unique_ptr<RateLimiter> limiter = {};

  http::PipelineParts parts_for(ChatService& chat) {
    limiter = std::make_unique<RateLimiter>(*counter, *counter, fakes.metrics, fakes.log);
    return {.chat = chat,
            .protocol = *protocol,
            .sessions = fakes.sessions,
            .limiter = *limiter,
            .keyed_answers = *keyed_answers,
            .repeats = *repeats,
            .refusals = refusals,
            .session = session,
            .origins = origins,
            .clock = fakes.clock,
            .random = fakes.random,
            .metrics = fakes.metrics,
            .log = fakes.log};
  }
};

}  // namespace mta::test
