#include "catalogue/question.h"

#include <algorithm>

namespace mta::catalogue {

bool Question::is(Intent intent) const {
  return std::ranges::find(intents, intent) != intents.end();
}

}  // namespace mta::catalogue
