#pragma once

#include <string>
#include <utility>
#include <vector>

namespace mta::net {

/// A request as it goes out, but for Content-Length.
struct HttpRequest {
  std::string method = "POST";
  std::string target;                                        ///< path and query, as on the wire
  std::vector<std::pair<std::string, std::string>> headers;  ///< with Host
  std::string body;
};

}  // namespace mta::net
