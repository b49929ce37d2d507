#include <string>

#include "base/url.h"
#include "tests/fuzz/fuzz_target.h"

using mta::parse_url;
using mta::test::require;

FUZZ_TARGET(url) {
  const auto url = parse_url(input);
  if (!url) return;
  require(url->port != 0, "a URL has a port");
  require(!url->host.empty() && url->host.size() <= 255, "a host has a name that DNS can have");
  require(url->host.find_first_of("%[]@/ \r\n") == std::string::npos, "a host is bare");
  require(url->path.empty() || url->path.front() == '/', "a path begins with a slash");
  require(url->path.find_first_of(" \r\n") == std::string::npos, "a path is one word");
  const auto again = parse_url((url->tls ? "https://" : "http://") + url->authority() + url->path);
  require(again && again->host == url->host && again->port == url->port && again->path == url->path,
          "what is sent means the same host");
}
