#include "chat/erasure.h"

#include <set>
#include <utility>

namespace mta {

Task<Result<Erased>> Erasure::session(Session session) const {
  return conversation(
      StoredUnder{.conversation = std::move(session.conversation), .public_id = session.public_id},
      session.public_id);
}

Task<Result<Erased>> Erasure::conversation(std::string public_id) const {
  return conversation(PubliclyNamed{public_id}, public_id);
}

Task<Result<Erased>> Erasure::conversation(WhichConversation which, std::string public_id) const {
  if (parts_.drafts != nullptr) {
    const Result<void> dropped = co_await parts_.drafts->drop_draft(public_id);
    if (!dropped) co_return std::unexpected(dropped.error());
  }
  const Result<std::size_t> turns =
      co_await parts_.conversations.erase(std::move(which), parts_.clock.now());
  if (!turns) co_return std::unexpected(turns.error());
  if (parts_.leads == nullptr) co_return Erased{.turns = *turns};
  const Result<std::size_t> leads =
      co_await parts_.leads->erase(leads::ByConversation{std::move(public_id)}, parts_.clock.now());
  if (!leads) co_return std::unexpected(leads.error());
  co_return Erased{.turns = *turns, .leads = *leads};
}

Task<Result<Erased>> Erasure::leads(std::vector<leads::Lead> leads) const {
  Erased all;
  std::set<std::string> conversations;
  for (const leads::Lead& lead : leads) conversations.insert(lead.conversation_id);
  conversations.erase("");
  for (const std::string& public_id : conversations) {
    const Result<Erased> erased = co_await conversation(public_id);
    if (!erased) co_return std::unexpected(erased.error());
    all.turns += erased->turns;
    all.leads += erased->leads;
  }
  for (const leads::Lead& lead : leads) {
    const Result<std::size_t> erased =
        co_await parts_.leads->erase(leads::ById{lead.id}, parts_.clock.now());
    if (!erased) co_return std::unexpected(erased.error());
    all.leads += *erased;
  }
  co_return all;
}

}  // namespace mta
