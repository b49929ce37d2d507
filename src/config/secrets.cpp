#include "config/secrets.h"

#include <algorithm>
#include <array>

#include "base/private_file.h"
#include "base/webhook_secret.h"

namespace mta::config {
namespace {

/// What is wrong with a secret, without the secret; empty: nothing.
using Check = std::string (*)(std::string_view);

template <std::size_t least_bytes>
std::string at_least(std::string_view secret) {
  if (secret.size() >= least_bytes) return {};
  return "the secret has " + std::to_string(secret.size()) + " bytes; it must have " +
         std::to_string(least_bytes) + " or more";
}

std::string of_webhook(std::string_view secret) {
  if (webhook_key(secret)) return {};
  return "the secret must be whsec_ and the base64 of 24 to 64 bytes";
}

struct Name {
  std::string_view name;
  std::optional<std::string> Secrets::* member;
  Check check;
};

constexpr auto names = std::to_array<Name>({
    {"MTA_CHAT_SESSION_SECRET", &Secrets::session_secret, at_least<32>},
    {"MTA_CHAT_SESSION_SECRET_PREVIOUS", &Secrets::previous_session_secret, at_least<32>},
    {"MTA_CHAT_MODEL_API_KEY", &Secrets::model_api_key, at_least<1>},
    {"MTA_CHAT_LEADS_WEBHOOK_SECRET", &Secrets::webhook_secret, of_webhook},
    {"MTA_CHAT_LEADS_WEBHOOK_SECRET_PREVIOUS", &Secrets::previous_webhook_secret, of_webhook},
});

const std::string* find(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() || found->second.empty() ? nullptr : &found->second;
}

/// Tools that fill variables and files from other files leave one.
std::string without_line_end(std::string text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

std::expected<std::string, std::string> read_secret(const std::string& path,
                                                    const Environment& environment) {
  const std::string* credentials = find(environment, "CREDENTIALS_DIRECTORY");
  auto text = read_secret_file(path, credentials ? *credentials : "");
  if (text) text = without_line_end(*std::move(text));
  return text;
}

void load_one(const Environment& environment, const Name& known, Secrets& secrets,
              Problems& problems) {
  const std::string name(known.name);
  const std::string file_name = name + "_FILE";
  const std::string* direct = find(environment, name);
  const std::string* path = find(environment, file_name);
  if (direct && path) {
    problems.push_back("environment " + name + ": " + file_name + " is set too; set one of them");
    problems.push_back("environment " + file_name + ": " + name + " is set too; set one of them");
    return;
  }
  if (!direct && !path) return;
  const std::string place = "environment " + (direct ? name : file_name) + ": ";
  auto secret = direct ? std::expected<std::string, std::string>(without_line_end(*direct))
                       : read_secret(*path, environment);
  if (!secret) {
    problems.push_back(place + secret.error());
  } else if (std::string problem = known.check(*secret); !problem.empty()) {
    problems.push_back(place + problem);
  } else {
    secrets.*known.member = std::move(*secret);
  }
}

}  // namespace

std::expected<Secrets, Problems> load_secrets(const Environment& environment) {
  Secrets secrets;
  Problems problems;
  for (const Name& name : names) load_one(environment, name, secrets, problems);
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return secrets;
}

bool is_secret_name(std::string_view name) {
  return std::ranges::any_of(names, [&](const Name& known) {
    return name == known.name || name == std::string(known.name) + "_FILE";
  });
}

}  // namespace mta::config
