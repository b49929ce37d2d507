#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/ports.h"
#include "http/protocol.h"

namespace mta::http {

/// What came of `POST /reload`.
struct Reloaded {
  bool is_changed = false;
  std::string version = {};                ///< of the knowledge; empty where it was refused
  std::vector<std::string> problems = {};  ///< why it was refused, a line each
};

/// What is given by reference must outlive the handler.
struct AdminParts {
  const Protocol& protocol;
  Random& random;
  Log& log;
  std::function<std::string()> exposition;  ///< the text of `GET /metrics`
  std::function<Reloaded()> reload;         ///< has the knowledge read anew
  std::vector<std::string> hosts;           ///< names under which it answers
};

/// The admin listener's handler.
RequestHandler make_admin_handler(const AdminParts& parts);

}  // namespace mta::http
