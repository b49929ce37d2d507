#include "leads/drafts.h"

#include <span>
#include <utility>

namespace mta::leads {

std::string Drafts::key_of(const std::string& conversation) const {
  return std::string(as_text(hmac_sha256(parts_.secret, "lead draft\n" + conversation)));
}

Task<std::optional<Draft>> Drafts::of(std::string conversation) {
  const auto sealed = co_await parts_.store.draft(conversation, parts_.clock.now());
  if (!sealed) failed(sealed.error());
  if (!sealed || !*sealed) co_return std::nullopt;
  co_return open_draft(key_of(conversation), **sealed);
}

Task<void> Drafts::keep(std::string conversation, Draft draft) {
  Nonce nonce{};
  parts_.random.fill(nonce);
  std::string sealed = seal_draft(key_of(conversation), nonce, draft);
  const auto kept = co_await parts_.store.put_draft(std::move(conversation), std::move(sealed),
                                                    parts_.clock.now() + draft_lifetime);
  if (!kept) failed(kept.error());
}

Task<void> Drafts::drop(std::string conversation) {
  const auto dropped = co_await parts_.store.drop_draft(std::move(conversation));
  if (!dropped) failed(dropped.error());
}

void Drafts::failed(const Error& error) {
  parts_.metrics.add(Counter::store_errors);
  parts_.log.write(LogLevel::error, "the draft of a lead could not be read or kept",
                   {{"cause", error.detail}});
}

}  // namespace mta::leads
