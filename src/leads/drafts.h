#pragma once

#include <optional>
#include <string>

#include "base/ports.h"
#include "base/task.h"
#include "leads/draft.h"
#include "leads/ports.h"

namespace mta::leads {

/// The drafts of all conversations, each sealed under a key of its own. What a store cannot do is
/// logged and counted; to the visitor there is no draft then. Thread-safe where its parts are.
class Drafts {
 public:
  struct Parts {
    DraftStore& store;
    std::string secret;  ///< of the server, 32 bytes or more
    const Clock& clock;
    Random& random;
    Metrics& metrics;
    Log& log;
  };
  explicit Drafts(Parts parts) : parts_(std::move(parts)) {}

  /// `conversation`: its public id, by which an erasure drops the draft.
  Task<std::optional<Draft>> of(std::string conversation);
  Task<void> keep(std::string conversation, Draft draft);
  Task<void> drop(std::string conversation);

 private:
  [[nodiscard]] std::string key_of(const std::string& conversation) const;
  void failed(const Error& error);

  Parts parts_;
};

}  // namespace mta::leads
