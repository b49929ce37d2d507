#pragma once

#include <string>
#include <string_view>

#include "chat/answer_filter.h"

namespace mta {

/// What of a model's text a visitor may read, as TextDelta has it: filtered, and held back until
/// there is something to read. One an answer; not thread-safe.
class VisibleText {
 public:
  /// What became certain with this piece, which may be cut anywhere; often empty.
  std::string feed(std::string_view piece) { return shown(filter_.feed(piece)); }
  /// The rest, once the model has ended.
  std::string finish() { return shown(filter_.finish()); }
  /// There was something to read.
  [[nodiscard]] bool has_answer() const { return has_answer_; }
  /// The answer has reached its longest.
  [[nodiscard]] bool full() const { return filter_.full(); }

 private:
  std::string shown(std::string clean);

  AnswerFilter filter_;
  std::string blank_;  // white space alone is no answer: it waits for something to read
  bool has_answer_ = false;
};

}  // namespace mta
