#pragma once

#include <string>
#include <utility>

#include "chat/ports.h"

namespace mta {

/// Collects an answer. Its members are complete once the answer has ended.
class WholeReply final : public ReplySink {
 public:
  Task<bool> put(ReplyEvent event) override {
    if (auto* end = std::get_if<Finished>(&event)) {
      completion = std::move(end->completion);
    } else if (const auto* delta = std::get_if<TextDelta>(&event)) {
      text += delta->text;
      kept += delta->to_keep();
    } else if (std::holds_alternative<Replaced>(event)) {
      text.clear();
      kept.clear();
    }
    co_return true;
  }

  std::string text;
  std::string kept;  ///< TextDelta::kept
  Completion completion;
};

}  // namespace mta
