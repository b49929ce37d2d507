#include "delivery/signature.h"

#include "base/crypto.h"

namespace mta::delivery {

std::string webhook_signature(const std::vector<std::string>& keys, std::string_view id,
                              std::chrono::sys_seconds time, std::string_view body) {
  std::string content(id);
  content.append(".").append(std::to_string(time.time_since_epoch().count()));
  content.append(".").append(body);
  std::string signatures;
  for (const std::string& key : keys) {
    if (!signatures.empty()) signatures += ' ';
    signatures += "v1," + base64(as_text(hmac_sha256(key, content)));
  }
  return signatures;
}

}  // namespace mta::delivery
