#include "config/load.h"

#include <algorithm>

#include "base/private_host.h"
#include "base/url.h"
#include "config/formats.h"
#include "config/secrets.h"
#include "config/service_links.h"
#include "config/settings.h"
#include "config/toml_file.h"

namespace mta::config {
namespace {

class Loader {
 public:
  explicit Loader(const Sources& sources) : sources_(sources), config_(sources.defaults) {}

  std::expected<LoadedConfig, Problems> load() {
    if (sources_.file) take_file(*sources_.file);
    take_environment();
    for (const auto& [name, text] : sources_.flags) {
      assign(name, "--set " + name, PlainText{text});
    }
    if (auto secrets = load_secrets(sources_.environment); !secrets) {
      problems_.insert(problems_.end(), secrets.error().begin(), secrets.error().end());
    } else {
      has_webhook_secret_ = secrets->webhook_secret.has_value();
    }
    LoadedConfig loaded(config_, places_);
    // Clashes between values that are wrong themselves would only confuse.
    if (problems_.empty()) find_clashes(loaded);
    if (!problems_.empty()) return std::unexpected(std::move(problems_));
    return loaded;
  }

 private:
  void take_file(const std::string& path) {
    auto entries = read_toml(path);
    if (!entries) {
      problems_.push_back(entries.error());
      return;
    }
    for (const TomlEntry& entry : *entries) {
      assign(entry.name, path + ":" + std::to_string(entry.line) + ": " + entry.name, entry.value);
    }
  }

  void take_environment() {
    for (const Setting& setting : settings()) take_variables(setting);
    for (const auto& [name, text] : sources_.environment) {
      const bool known =
          is_secret_name(name) ||
          std::ranges::find(settings(), name, &Setting::environment_name) != settings().end();
      const bool misspelt = name.starts_with("MTA_CHAT_") && !text.empty() && !known;
      if (misspelt && !is_service_link(name, text)) {
        problems_.push_back("environment " + name + ": there is no such setting");
      }
    }
  }

  void take_variables(const Setting& setting) {
    const std::string ours = setting.environment_name();
    const std::string original(setting.original_environment_name);
    const std::string* value = variable(ours);
    const std::string* original_value = original.empty() ? nullptr : variable(original);
    if (value && original_value && *value != *original_value) {
      problems_.push_back("environment " + ours + ": \"" + *value + "\" clashes with " + original +
                          "; set one of them");
      problems_.push_back("environment " + original + ": \"" + *original_value +
                          "\" clashes with " + ours + "; set one of them");
      return;
    }
    if (const std::string* text = value ? value : original_value) {
      assign(setting.name(), "environment " + (value ? ours : original), PlainText{*text});
    }
  }

  const std::string* variable(const std::string& name) const {
    const auto found = sources_.environment.find(name);
    return found == sources_.environment.end() || found->second.empty() ? nullptr : &found->second;
  }

  void assign(const std::string& name, const std::string& place, const Value& value) {
    const Setting* setting = find_setting(name);
    if (setting == nullptr) {
      problems_.push_back(place + ": there is no such setting");
    } else if (!setting->assign(config_, value)) {
      problems_.push_back(place + ": " + written(value) + " is not allowed; it must be " +
                          setting->allowed);
    } else {
      places_[name] = place;
    }
  }

  void clash(const LoadedConfig& loaded, std::initializer_list<std::string_view> names,
             const std::string& what) {
    const auto reported = problems_.size();
    for (const std::string_view name : names) {
      if (places_.contains(name)) problems_.push_back(loaded.place(name) + ": " + what);
    }
    // Nobody set any of them: the defaults themselves need something more.
    if (problems_.size() == reported)
      problems_.push_back(loaded.place(*names.begin()) + ": " + what);
  }

  void find_clashes(const LoadedConfig& loaded) {
    const Config::Server& server = config_.server;
    const Config::Model& model = config_.model;
    const Config::Storage& storage = config_.storage;
    const auto& origins = config_.cors.allowed_origins;
    if (origins.size() > 1 && std::ranges::find(origins, "*") != origins.end()) {
      clash(loaded, {"cors.allowed_origins"}, "\"*\" must stand alone");
    }
    if (server.listen == server.admin_listen && !server.listen.ends_with(":0")) {
      clash(loaded, {"server.listen", "server.admin_listen"},
            "server.listen and server.admin_listen are both \"" + server.listen +
                "\"; they must differ");
    }
    if (model.provider == Provider::openai && model.base_url.empty()) {
      clash(loaded, {"model.provider"},
            "\"openai\" needs model.base_url, like http://127.0.0.1:11434/v1");
    }
    if (model.provider == Provider::catalogue && !model.base_url.empty()) {
      clash(loaded, {"model.base_url", "model.provider"},
            "model.base_url has no meaning where model.provider is \"catalogue\"; set the "
            "provider to \"openai\" or leave the URL out");
    }
    if (model.provider == Provider::bedrock && model.region.empty() && !variable("AWS_REGION")) {
      clash(loaded, {"model.provider"}, "\"bedrock\" needs model.region or AWS_REGION");
    }
    if (model.guardrail_id.empty() != model.guardrail_version.empty()) {
      clash(loaded, {"model.guardrail_id", "model.guardrail_version"},
            "a guardrail needs model.guardrail_id and model.guardrail_version");
    }
    if (config_.is_guarded() && model.provider != Provider::bedrock) {
      clash(loaded, {"model.guardrail_id"},
            "a guardrail is Amazon Bedrock's: it needs model.provider \"bedrock\"");
    }
    if (storage.kind == StorageKind::dynamodb &&
        (storage.ratelimit_table.empty() || storage.conversations_table.empty())) {
      clash(loaded, {"storage.kind"},
            "\"dynamodb\" needs storage.ratelimit_table and storage.conversations_table");
    }
    if (storage.kind == StorageKind::dynamodb && config_.is_capped() &&
        storage.ledger_table.empty()) {
      clash(loaded, {"budget.max_usd_per_day", "budget.max_usd_per_month"},
            "a budget with storage.kind \"dynamodb\" needs storage.ledger_table");
    }
    if (storage.kind == StorageKind::dynamodb && !variable("AWS_REGION")) {
      clash(loaded, {"storage.kind"}, "\"dynamodb\" needs AWS_REGION");
    }
    if (config_.is_capped() && model.output_usd_per_million_tokens > 0 &&
        config_.omits("max_completion_tokens")) {
      clash(loaded, {"model.omit_parameters"},
            "a budget needs \"max_completion_tokens\" to be sent, or nobody knows what a call may "
            "cost; a provider that knows it as max_tokens needs model.max_tokens_parameter");
    }
    find_clashes_of_leads(loaded);
  }

  void find_clashes_of_leads(const LoadedConfig& loaded) {
    const Config::Leads& leads = config_.leads;
    if (leads.enabled && config_.storage.kind == StorageKind::dynamodb &&
        config_.storage.leads_table.empty()) {
      clash(loaded, {"leads.enabled"},
            "leads with storage.kind \"dynamodb\" need storage.leads_table");
    }
    const auto webhook = parse_url(leads.webhook_url);
    if (!webhook) return;
    if (!has_webhook_secret_) {
      clash(loaded, {"leads.webhook_url"},
            "a webhook is signed: it needs MTA_CHAT_LEADS_WEBHOOK_SECRET");
    }
    if (!webhook->tls && !leads.webhook_allow_private) {
      clash(loaded, {"leads.webhook_url"},
            "a webhook carries personal data and must be https, unless leads.webhook_allow_private "
            "is true");
    }
    if (!may_be_public_host(webhook->host) && !leads.webhook_allow_private) {
      clash(loaded, {"leads.webhook_url"},
            "the webhook's host is private, which needs leads.webhook_allow_private");
    }
  }

  const Sources& sources_;
  Config config_;
  std::map<std::string, std::string, std::less<>> places_;
  Problems problems_;
  bool has_webhook_secret_ = false;
};

}  // namespace

std::string LoadedConfig::place(std::string_view name) const {
  const auto found = places_.find(name);
  return found == places_.end() ? "default " + std::string(name) : found->second;
}

std::expected<LoadedConfig, Problems> load(const Sources& sources) {
  return Loader(sources).load();
}

}  // namespace mta::config
