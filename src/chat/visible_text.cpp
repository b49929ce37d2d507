#include "chat/visible_text.h"

#include <utility>

#include "base/text.h"

namespace mta {

std::string VisibleText::shown(std::string clean) {
  if (has_answer_) return clean;
  clean.insert(0, std::exchange(blank_, {}));
  has_answer_ = !clean_text(clean).empty();
  if (has_answer_) return clean;
  blank_ = std::move(clean);
  return {};
}

}  // namespace mta
