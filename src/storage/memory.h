#pragma once

#include <cstddef>
#include <memory>

#include "chat/ports.h"
#include "leads/ports.h"
#include "storage/limits.h"

namespace mta::storage {

/// How many visitors the counter table holds at most (some 170 bytes each, so about 17 MB): under a
/// flood of invented addresses the ones not seen for longest are forgotten.
inline constexpr std::size_t default_visitor_capacity = 100'000;

/// Visitor counts in this process, one table for all threads; a restart forgets them.
std::unique_ptr<VisitorCounter> make_memory_counter(
    RateLimit limit, std::size_t capacity = default_visitor_capacity);

/// Conversations in this process, for `storage.kind = "memory"` and tests: at most
/// `conversation_capacity` of them, of each the last 50 turns, and as much as `limits` allows;
/// those not used for longest out first. `clock` must outlive it.
std::unique_ptr<ConversationStore> make_memory_conversations(
    const Clock& clock, StorageLimits limits = {}, std::size_t conversation_capacity = 10'000);

/// Figures in this process, for `storage.kind = "memory"` and tests: a restart forgets them.
std::unique_ptr<Ledger> make_memory_ledger();

/// Keyed answers in this process, of the keys used last: 10,000 of them and 16 MiB of answers (and
/// some 400 bytes a key beside).
std::unique_ptr<KeyedAnswers> make_memory_keyed_answers(KeyedAnswerTimes times);

/// Leads in this process, for `storage.kind = "memory"` and tests: a restart forgets them. At most
/// 10,000; the oldest out first. `random` must outlive it.
std::unique_ptr<leads::LeadStore> make_memory_leads(Random& random);

/// Drafts in this process: at most 10,000, those not used for longest out first. `clock` must
/// outlive it.
std::unique_ptr<leads::DraftStore> make_memory_drafts(const Clock& clock);

}  // namespace mta::storage
