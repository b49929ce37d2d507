#include "catalogue/question.h"

#include <algorithm>

namespace mta::catalogue {

bool Question::is(Intent intent) const {
  return std::ranges::find(intents, intent) != intents.end();
}

bool Question::needs_doctor() const {
  return is(Intent::medical) || is(Intent::emergency) || is(Intent::despair);
}

}  // namespace mta::catalogue
