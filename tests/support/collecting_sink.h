#pragma once

#include <string>

#include "chat/ports.h"

namespace mta::test {

/// A visitor's end of an answer.
class CollectingSink final : public ReplySink {
 public:
  Task<bool> put(ReplyEvent event) override {
    if (const auto* delta = std::get_if<TextDelta>(&event)) said += delta->text;
    if (const auto* other = std::get_if<Replaced>(&event)) {
      said.clear();
      head = other->model + (other->fallback ? " in its place" : "");
    }
    if (auto* end = std::get_if<Finished>(&event)) completion = std::move(end->completion);
    co_return true;
  }

  std::string said;
  std::string head;
  std::optional<Completion> completion;  ///< once the answer has ended
};

}  // namespace mta::test
