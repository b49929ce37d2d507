#include "main/model_wiring.h"

#include <algorithm>
#include <unistd.h>
#include <utility>

#include "base/ascii.h"
#include "base/private_host.h"
#include "base/text.h"
#include "base/url.h"
#include "chat/guarded_model.h"
#include "chat/responder.h"
#include "chat/shared_answers.h"
#include "net/aws_signer.h"
#include "providers/model_client.h"
#include "providers/openai/wire.h"

namespace mta {
namespace {

using config::Config;
using config::Environment;
using std::chrono::milliseconds;

std::string variable(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

/// Which spelling of a name counts: lower case first, as curl has it.
std::string set_spelling(const Environment& environment, const std::string& name) {
  const std::string lower = lower_ascii(name);
  return variable(environment, lower).empty() ? name : lower;
}

std::string either_case(const Environment& environment, const std::string& name) {
  return variable(environment, set_spelling(environment, name));
}

/// A proxy may be written without its scheme.
std::optional<Url> proxy_url(const std::string& text) {
  return parse_url(text.find("://") == std::string::npos ? "http://" + text : text);
}

/// In lower case.
std::vector<std::string> list_of(const std::string& text) {
  std::vector<std::string> items;
  std::string item;
  for (const char c : text + ",") {
    if (c == ',' || c == ' ') {
      if (!item.empty()) items.push_back(std::exchange(item, {}));
    } else {
      item += lower_ascii(c);
    }
  }
  return items;
}

std::string model_region(const Config::Model& settings, const Environment& environment) {
  return settings.region.empty() ? variable(environment, "AWS_REGION") : settings.region;
}

std::string bedrock_base(const Config::Model& settings, const Environment& environment) {
  if (!settings.base_url.empty()) return settings.base_url;
  std::string endpoint = variable(environment, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME");
  if (endpoint.empty()) {
    endpoint = aws_endpoint("bedrock-runtime", model_region(settings, environment));
  }
  while (endpoint.ends_with('/')) endpoint.pop_back();
  return endpoint + "/openai/v1";
}

Url operation_url(std::string base) {
  while (base.ends_with('/')) base.pop_back();
  return parse_url(base + "/chat/completions").value_or(Url{});
}

providers::openai::Authorize with_bearer(const std::string& key) {
  return [key](net::HttpRequest& request, const CallLimits&) -> Task<Result<void>> {
    if (!key.empty()) request.headers.emplace_back("Authorization", "Bearer " + key);
    co_return Result<void>{};
  };
}

providers::openai::Authorize with_signature(const std::shared_ptr<net::AwsSigner>& signer) {
  return [signer](net::HttpRequest& request, const CallLimits& limits) {
    return signer->sign(request, limits);
  };
}

/// Empty: none is sent.
std::string api_key(const Config::Model& settings, const config::Secrets& secrets,
                    const Environment& environment) {
  const std::string bedrock_key = settings.provider == config::Provider::bedrock
                                      ? variable(environment, "AWS_BEARER_TOKEN_BEDROCK")
                                      : "";
  const std::string key = clean_text(bedrock_key);
  return key.empty() ? secrets.model_api_key.value_or("") : key;
}

providers::openai::Authorize authorization(const Config::Model& settings,
                                           const config::Secrets& secrets,
                                           const Environment& environment,
                                           const ModelParts& parts) {
  const std::string key = api_key(settings, secrets, environment);
  if (settings.provider == config::Provider::openai || !key.empty()) return with_bearer(key);
  return with_signature(std::make_shared<net::AwsSigner>(
      parts.credentials, parts.clock, model_region(settings, environment), "bedrock"));
}

Url model_url(const Config::Model& settings, const Environment& environment) {
  return operation_url(settings.provider == config::Provider::bedrock
                           ? bedrock_base(settings, environment)
                           : settings.base_url);
}

/// Everybody on the way can read a key that is sent over plain http.
void warn_of_open_key(const Config::Model& settings, const config::Secrets& secrets,
                      const Environment& environment, Log& log) {
  const Url url = model_url(settings, environment);
  if (url.tls || is_private_host(url.host) || api_key(settings, secrets, environment).empty()) {
    return;
  }
  log.write(
      LogLevel::warn,
      "the API key is sent unencrypted to a host that is neither loopback nor private: use an "
      "https URL",
      {{"setting", std::string_view(settings.base_url.empty() ? "AWS_ENDPOINT_URL_BEDROCK_RUNTIME"
                                                              : "model.base_url")},
       {"host", std::string_view(url.host)}});
}

providers::openai::CompletionOptions completion_options(const Config& config) {
  const Config::Model& settings = config.model;
  providers::openai::CompletionOptions options{.model = settings.id,
                                               .max_tokens = settings.max_completion_tokens,
                                               .temperature = settings.temperature,
                                               .top_p = settings.top_p,
                                               .reasoning_effort = settings.reasoning_effort,
                                               .stream_options = !config.omits("stream_options")};
  if (settings.max_tokens_parameter == config::MaxTokensParameter::max_tokens) {
    options.max_tokens_name = "max_tokens";
  }
  if (config.omits("max_completion_tokens")) options.max_tokens.reset();
  if (config.omits("temperature")) options.temperature.reset();
  if (config.omits("top_p")) options.top_p.reset();
  if (config.omits("reasoning_effort")) options.reasoning_effort.clear();
  return options;
}

/// "Include a guardrail in a chat completion" (Amazon Bedrock User Guide).
std::vector<std::pair<std::string, std::string>> guardrail_headers(const Config& config) {
  if (!config.is_guarded()) return {};
  return {{"X-Amzn-Bedrock-GuardrailIdentifier", config.model.guardrail_id},
          {"X-Amzn-Bedrock-GuardrailVersion", config.model.guardrail_version}};
}

/// Bedrock's wire is OpenAI's, with a signature where there is no key.
std::unique_ptr<providers::Wire> make_wire(const Config& config, const config::Secrets& secrets,
                                           const Environment& environment,
                                           const ModelParts& parts) {
  return providers::openai::make_wire(
      {.url = model_url(config.model, environment),
       .authorize = authorization(config.model, secrets, environment, parts),
       .completion = completion_options(config),
       .headers = guardrail_headers(config)});
}

providers::ModelClientOptions client_options(const Config& config) {
  const Config::Model& settings = config.model;
  return {.model = settings.id,
          .times = {.connect = milliseconds(settings.connect_timeout_ms),
                    .first_byte = milliseconds(settings.first_byte_timeout_ms),
                    .between_bytes = milliseconds(settings.between_chunks_timeout_ms),
                    .total = milliseconds(settings.total_timeout_ms)},
          .prices = {.input_usd_per_million = settings.input_usd_per_million_tokens,
                     .output_usd_per_million = settings.output_usd_per_million_tokens},
          .max_tokens = completion_options(config).max_tokens,
          .guarded = config.is_guarded()};
}

/// Somebody else's model.
class BorrowedModel final : public Model {
 public:
  explicit BorrowedModel(Model& model) : model_(model) {}
  [[nodiscard]] std::string_view id() const override { return model_.id(); }
  Task<void> complete(const Prompt& prompt, ReplySink& sink, CallLimits limits) override {
    return model_.complete(prompt, sink, std::move(limits));
  }

 private:
  Model& model_;
};

/// Null: there is no model.
std::unique_ptr<Model> with_price_guard(const Config& config, const ResponderWiring& wiring) {
  if (wiring.model == nullptr) return nullptr;
  auto model = std::make_unique<BorrowedModel>(*wiring.model);
  if (config.chat.price_guard == config::PriceGuard::off) return model;
  const auto mode = config.chat.price_guard == config::PriceGuard::refuse
                        ? chat::PriceGuardMode::refuse
                        : chat::PriceGuardMode::correct;
  return chat::make_guarded(std::move(model), mode, wiring.understanding, wiring.metrics,
                            wiring.log);
}

}  // namespace

std::string aws_endpoint(const std::string& service, const std::string& region) {
  return "https://" + service + "." + region + ".amazonaws.com" +
         (region.starts_with("cn-") ? ".cn" : "");
}

net::EnvironmentLookup lookup_in(const Environment& environment) {
  return [environment](const std::string& name) { return variable(environment, name); };
}

config::Problems check_foreign_environment(const Environment& environment) {
  config::Problems problems;
  for (const char* name : {"AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "AWS_ENDPOINT_URL_DYNAMODB"}) {
    const std::string text = variable(environment, name);
    if (!text.empty() && !parse_url(text)) {
      problems.push_back("environment " + std::string(name) + ": \"" + text +
                         "\" is not allowed; it must be an http or https URL");
    }
  }
  for (const char* name : {"SSL_CERT_FILE", "SSL_CERT_DIR"}) {
    const std::string path = variable(environment, name);
    if (!path.empty() && ::access(path.c_str(), R_OK) != 0) {
      problems.push_back("environment " + std::string(name) + ": " + path + " cannot be read");
    }
  }
  const std::string proxy = either_case(environment, "HTTPS_PROXY");
  const auto url = proxy_url(proxy);
  if (!proxy.empty() && (!url || url->tls)) {
    problems.emplace_back("environment " + set_spelling(environment, "HTTPS_PROXY") +
                          ": it must be the URL of a proxy that is spoken to over http, like "
                          "http://proxy.example:3128");
  }
  return problems;
}

std::unique_ptr<net::HttpsClient> make_https_client(const Environment& environment,
                                                    const Clock& clock,
                                                    net::AddressFilter may_connect) {
  const std::string proxy = either_case(environment, "HTTPS_PROXY");
  return std::make_unique<net::HttpsClient>(
      net::TrustedRoots{.file = variable(environment, "SSL_CERT_FILE"),
                        .folder = variable(environment, "SSL_CERT_DIR")},
      net::ProxyRules{.proxy = proxy.empty() ? std::nullopt : proxy_url(proxy),
                      .exceptions = list_of(either_case(environment, "NO_PROXY"))},
      clock, std::move(may_connect));
}

std::unique_ptr<Model> make_model(const Config& config, const config::Secrets& secrets,
                                  const Environment& environment, const ModelParts& parts) {
  if (config.model.provider == config::Provider::catalogue) return nullptr;
  warn_of_open_key(config.model, secrets, environment, parts.log);
  return providers::make_model_client(client_options(config),
                                      make_wire(config, secrets, environment, parts),
                                      {.client = parts.client,
                                       .budget = parts.budget,
                                       .clock = parts.clock,
                                       .random = parts.random,
                                       .metrics = parts.metrics,
                                       .log = parts.log});
}

std::unique_ptr<Responder> make_responder(const Config& config, const ResponderWiring& wiring) {
  auto model = with_price_guard(config, wiring);
  const std::chrono::seconds keep_for(config.chat.answer_cache_seconds);
  const auto reading = config.chat.price_guard == config::PriceGuard::off
                           ? chat::Reading::as_it_comes
                           : chat::Reading::once_checked;
  auto shared = model && keep_for.count() > 0
                    ? std::make_unique<chat::SharedAnswers>(*model, keep_for, reading, wiring.clock,
                                                            wiring.metrics)
                    : nullptr;
  return chat::make_responder(
      {.direct_answers = config.chat.direct_answers,
       .fallback = config.model.fallback == config::Fallback::catalogue,
       .refuse_corrected = config.chat.price_guard == config::PriceGuard::refuse},
      {.understanding = wiring.understanding,
       .prompts = wiring.prompts,
       .model = std::move(model),
       .shared = std::move(shared),
       .clock = wiring.clock,
       .metrics = wiring.metrics});
}

}  // namespace mta
