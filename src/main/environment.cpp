#include "main/environment.h"

#include <string_view>

extern char** environ;  // NOLINT(*-redundant-declaration): POSIX, declared by GNU alone

namespace mta {

config::Environment process_environment() {
  config::Environment environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return environment;
}

}  // namespace mta
