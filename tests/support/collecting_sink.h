#pragma once

#include <string>

#include "core/ports.h"

namespace mta::test {

/// A visitor's end of an answer, without the filter.
class CollectingSink final : public TokenSink {
 public:
  Task<Flow> text(std::string_view piece) override {
    said += piece;
    co_return Flow::more;
  }
  Task<void> end() override { co_return; }
  [[nodiscard]] bool has_answer() const override { return !said.empty(); }
  [[nodiscard]] bool shown() const override { return shows && has_answer(); }
  void answered_by(std::string_view model, bool fallback) override {
    said.clear();
    head = std::string(model) + (fallback ? " in its place" : "");
  }

  bool shows = true;
  std::string said;
  std::string head;
};

}  // namespace mta::test
