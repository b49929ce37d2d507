#include "config/settings_document.h"

#include "config/settings.h"

namespace mta::config {
namespace {

constexpr std::string_view introduction = R"(# Configuration

Made by `mta-chat settings > docs/configuration.md`; a test holds the two together.

Flags win over the environment, which wins over the TOML file given with `--config`, which wins over
the defaults. Every setting can be given in three ways:

```sh
mta-chat serve --set rate_limit.max=15
MTA_CHAT_RATE_LIMIT_MAX=15 mta-chat serve
printf '[rate_limit]\nmax = 15\n' > my.toml && mta-chat serve --config my.toml
```

In flags and variables a text has no quotes, items of a list are separated by commas, and nothing
after `=` is the empty list. An empty variable is as if unset. `--listen ADDRESS:PORT` is
`--set server.listen=...`; `--model-url URL` sets `model.base_url` and `model.provider=openai`.

A wrong value, an unknown setting or a clash stops the start, and all problems are reported at once,
each with its place. `mta-chat check-config` does just that. The variables that Kubernetes sets for a
service named `mta-chat…` (`MTA_CHAT_SERVICE_HOST`, `MTA_CHAT_PORT=tcp://…`) are skipped.
)";

constexpr std::string_view ending = R"(
## Secrets

Secrets are no settings; they come from the environment alone, or from the file that the name with
`_FILE` behind it says (a line break at its end is cut; both forms of one name clash). Such a file
must have mode 0600 or less; [where it may be readable](storage.md#who-may-read-and-change-the-files).

| environment | what |
|---|---|
| `MTA_CHAT_SESSION_SECRET` | signs session ids; 32 bytes or more. Where it is not given, one is made on the first start and kept beside the database (`session-secret`, mode 0600); with memory storage it lives in the process only. |
| `MTA_CHAT_SESSION_SECRET_PREVIOUS` | the secret before: session ids issued under it continue |
| `MTA_CHAT_MODEL_API_KEY` | the key of the OpenAI-compatible endpoint |
| `MTA_CHAT_LEADS_WEBHOOK_SECRET` | signs the webhooks (`leads.webhook_url`): `whsec_` and the base64 of 24 to 64 random bytes |
| `MTA_CHAT_LEADS_WEBHOOK_SECRET_PREVIOUS` | the secret before: webhooks are signed under both while receivers change over |
)";

}  // namespace

std::string settings_document() {
  const Config defaults;
  std::string text(introduction);
  std::string_view section;
  for (const Setting& setting : settings()) {
    if (setting.section != section) {
      section = setting.section;
      text.append("\n## [").append(section).append("]\n\n");
      text += "| key | default | may be | what |\n|---|---|---|---|\n";
    }
    text.append("| `").append(setting.key).append("` | `").append(setting.show(defaults));
    text.append("` | ").append(setting.allowed).append(" | ").append(setting.meaning);
    if (!setting.original_environment_name.empty()) {
      text.append(" Also `").append(setting.original_environment_name).append("`.");
    }
    text += " |\n";
  }
  return text.append(ending);
}

}  // namespace mta::config
