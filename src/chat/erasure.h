#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "chat/ports.h"
#include "chat/session_id.h"
#include "leads/ports.h"

namespace mta {

/// What was erased.
struct Erased {
  std::size_t turns = 0;
  std::size_t leads = 0;
};

/// Erases what is kept of somebody from every store. What a receiver was told of a lead is taken
/// back by an event (LeadStore::erase). A failed erasure can be tried again: what names the rest
/// goes last. Errors: store_failed; a part may be gone. Thread-safe as its parts.
class Erasure {
 public:
  struct Parts {
    ConversationStore& conversations;
    leads::LeadStore* leads;    ///< null: there is no place for leads
    leads::DraftStore* drafts;  ///< null: there is no place for drafts
    const Clock& clock;
  };

  explicit Erasure(Parts parts) : parts_(parts) {}

  /// A conversation, its draft and its leads.
  Task<Result<Erased>> session(Session session) const;
  Task<Result<Erased>> conversation(std::string public_id) const;
  /// Leads, and the conversations that they came from.
  Task<Result<Erased>> leads(std::vector<leads::Lead> leads) const;

 private:
  Task<Result<Erased>> conversation(WhichConversation which, std::string public_id) const;

  Parts parts_;
};

}  // namespace mta
