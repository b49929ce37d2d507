#include "config/settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <ranges>
#include <utility>

#include "base/ascii.h"
#include "config/formats.h"

namespace mta::config {
namespace {

template <class T>
using Member = T& (*)(Config&);

/// What a Member points at in a Config that is only looked at.
template <class T>
const T& look(Member<T> member, const Config& config) {
  return member(
      const_cast<Config&>(config));  // NOLINT(*-const-cast): members only return a reference
}

/// A basic string of TOML.
std::string quoted(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string written = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') written += '\\';
    if (byte < 0x20 || byte == 0x7F) {
      written += "\\u00";
      written += hex[byte >> 4U];
      written += hex[byte & 0xFU];
    } else {
      written += c;
    }
  }
  return written + "\"";
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

std::optional<std::int64_t> as_integer(const Value& value) {
  if (const auto* plain = std::get_if<PlainText>(&value)) {
    return parse_number<std::int64_t>(plain->text);
  }
  const auto* number = std::get_if<std::int64_t>(&value);
  return number ? std::optional(*number) : std::nullopt;
}

std::optional<double> as_number(const Value& value) {
  if (const auto* plain = std::get_if<PlainText>(&value)) return parse_number<double>(plain->text);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  const auto whole = as_integer(value);
  return whole ? std::optional(static_cast<double>(*whole)) : std::nullopt;
}

std::optional<bool> as_boolean(const Value& value) {
  if (const auto* plain = std::get_if<PlainText>(&value)) {
    if (plain->text == "true") return true;
    if (plain->text == "false") return false;
    return std::nullopt;
  }
  const auto* boolean = std::get_if<bool>(&value);
  return boolean ? std::optional(*boolean) : std::nullopt;
}

std::optional<std::string> as_text(const Value& value) {
  if (const auto* plain = std::get_if<PlainText>(&value)) return plain->text;
  const auto* text = std::get_if<std::string>(&value);
  return text ? std::optional(*text) : std::nullopt;
}

std::optional<std::vector<std::string>> as_list(const Value& value) {
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) return *list;
  const auto* plain = std::get_if<PlainText>(&value);
  if (plain == nullptr) return std::nullopt;
  std::vector<std::string> list;
  if (plain->text.empty()) return list;
  for (const auto part : std::views::split(plain->text, ',')) {
    const std::string_view item = trimmed(std::string_view(part.begin(), part.end()));
    if (item.empty()) return std::nullopt;
    list.emplace_back(item);
  }
  return list;
}

std::string show_number(double number) {
  std::string text(32, '\0');
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
  text.resize(static_cast<std::size_t>(end - text.data()));
  return text;
}

std::string show_list(const std::vector<std::string>& list) {
  std::string text = "[";
  for (const std::string& item : list) text += (text.size() > 1 ? ", " : "") + quoted(item);
  return text + "]";
}

Setting integer(std::string_view section, std::string_view key, Member<int> member, int least,
                int most, std::string_view meaning, std::string_view original_name = {}) {
  return {.section = section,
          .key = key,
          .meaning = meaning,
          .allowed = "a whole number from " + std::to_string(least) + " to " + std::to_string(most),
          .assign =
              [=](Config& config, const Value& value) {
                const auto number = as_integer(value);
                if (!number || *number < least || *number > most) return false;
                member(config) = static_cast<int>(*number);
                return true;
              },
          .show = [=](const Config& config) { return std::to_string(look(member, config)); },
          .original_environment_name = original_name};
}

Setting number(std::string_view section, std::string_view key, Member<double> member, double least,
               double most, std::string_view meaning) {
  return {.section = section,
          .key = key,
          .meaning = meaning,
          .allowed = "a number from " + show_number(least) + " to " + show_number(most),
          .assign =
              [=](Config& config, const Value& value) {
                const auto given = as_number(value);
                if (!given || !std::isfinite(*given) || *given < least || *given > most) {
                  return false;
                }
                member(config) = *given + 0.0;  // -0 becomes 0
                return true;
              },
          .show = [=](const Config& config) { return show_number(look(member, config)); }};
}

Setting boolean(std::string_view section, std::string_view key, Member<bool> member,
                std::string_view meaning) {
  return {.section = section,
          .key = key,
          .meaning = meaning,
          .allowed = "true or false",
          .assign =
              [=](Config& config, const Value& value) {
                const auto given = as_boolean(value);
                if (given) member(config) = *given;
                return given.has_value();
              },
          .show =
              [=](const Config& config) {
                return std::string(look(member, config) ? "true" : "false");
              }};
}

using TextCheck = bool (*)(std::string_view);

Setting text(std::string_view section, std::string_view key, Member<std::string> member,
             TextCheck check, std::string allowed, std::string_view meaning,
             std::string_view original_name = {}) {
  return {.section = section,
          .key = key,
          .meaning = meaning,
          .allowed = std::move(allowed),
          .assign =
              [=](Config& config, const Value& value) {
                const auto given = as_text(value);
                if (!given || !check(*given)) return false;
                member(config) = *given;
                return true;
              },
          .show = [=](const Config& config) { return quoted(look(member, config)); },
          .original_environment_name = original_name};
}

Setting list(std::string_view section, std::string_view key,
             Member<std::vector<std::string>> member, TextCheck check, std::string allowed,
             std::string_view meaning) {
  return {.section = section,
          .key = key,
          .meaning = meaning,
          .allowed = std::move(allowed),
          .assign =
              [=](Config& config, const Value& value) {
                auto given = as_list(value);
                if (!given || !std::ranges::all_of(*given, check)) return false;
                member(config) = std::move(*given);
                return true;
              },
          .show = [=](const Config& config) { return show_list(look(member, config)); }};
}

template <class Choice>
struct Named {
  Choice choice;
  std::string_view name;
};

template <class Choice>
Setting choice(std::string_view section, std::string_view key, Member<Choice> member,
               std::vector<Named<Choice>> choices, std::string_view meaning) {
  std::string allowed;
  for (const auto& [value, name] : choices) {
    const bool is_last = value == choices.back().choice;
    allowed += (allowed.empty() ? "" : is_last ? " or " : ", ") + quoted(name);
  }
  return {.section = section,
          .key = key,
          .meaning = meaning,
          .allowed = std::move(allowed),
          .assign =
              [=](Config& config, const Value& value) {
                const auto found =
                    std::ranges::find(choices, as_text(value).value_or(""), &Named<Choice>::name);
                if (found == choices.end()) return false;
                member(config) = found->choice;
                return true;
              },
          .show =
              [=](const Config& config) {
                return quoted(
                    std::ranges::find(choices, look(member, config), &Named<Choice>::choice)->name);
              }};
}

#define MTA_MEMBER(type, path) (+[](Config& config) -> type& { return config.path; })

std::vector<Setting> make_settings() {
  const std::string an_endpoint = "an address and a port, like 127.0.0.1:8080 or [::1]:8080";
  const std::string short_text = "a text of at most 200 bytes";
  const std::string a_name = "letters, digits, '_', '.', '-' and at most 255 of them";
  return {
      text("server", "listen", MTA_MEMBER(std::string, server.listen), is_endpoint, an_endpoint,
           "Where the chat is served. Port 0 takes a free one."),
      text("server", "admin_listen", MTA_MEMBER(std::string, server.admin_listen), is_endpoint,
           an_endpoint, "Where `/metrics` is served; keep it away from the public."),
      list("server", "trusted_proxies",
           MTA_MEMBER(std::vector<std::string>, server.trusted_proxies), is_address_block,
           "addresses or CIDR blocks, like 10.0.0.7 or 10.0.0.0/8",
           "Proxies in front whose `X-Forwarded-For` is believed."),
      integer("server", "threads", MTA_MEMBER(int, server.threads), 1, 64,
              "Event loops, each on a thread of its own."),
      integer(
          "server", "max_connections", MTA_MEMBER(int, server.max_connections), 1, 1'000'000,
          "Connections served at once. Where all are taken the one that has waited longest for "
          "a request is closed; where none waits a new one gets a 503. Fewer, with a WARN, where "
          "the system allows less than 512 open files more."),
      integer("server", "max_connections_per_visitor",
              MTA_MEMBER(int, server.max_connections_per_visitor), 1, 1'000'000,
              "Of these, connections of one visitor (an IPv4 address or an IPv6 /64); more get a "
              "503. `trusted_proxies` have no such limit."),
      integer("server", "idle_timeout_seconds", MTA_MEMBER(int, server.idle_timeout_seconds), 1,
              3600,
              "How long a connection may wait for its next request. Keep it above the idle timeout "
              "of a load balancer in front (mostly 60), or requests are lost."),
      list("server", "admin_hosts", MTA_MEMBER(std::vector<std::string>, server.admin_hosts),
           is_host_name, "host names without a port, like metrics.internal",
           "Names, beside addresses and localhost, under which the admin listener answers."),
      list("server", "frame_ancestors",
           MTA_MEMBER(std::vector<std::string>, server.frame_ancestors), is_origin,
           "\"*\" alone, or origins like https://example.com without a path",
           "Websites that may show the page at `/` in an iframe. Empty: none."),

      list("cors", "allowed_origins", MTA_MEMBER(std::vector<std::string>, cors.allowed_origins),
           is_origin, "\"*\" alone, or origins like https://example.com without a path",
           "Pages that may use the chat. Empty: none but the page served here."),

      integer("throttle", "burst", MTA_MEMBER(int, throttle.burst), 1, 1'000'000,
              "Requests that all visitors together may send at once."),
      number("throttle", "rate_per_second", MTA_MEMBER(double, throttle.rate_per_second), 0.001,
             1'000'000, "Requests a second that all visitors together may go on sending."),

      integer("rate_limit", "max", MTA_MEMBER(int, rate_limit.max), 1, 1'000'000,
              "Requests that one visitor may send in a window.", "RATE_LIMIT_MAX"),
      integer("rate_limit", "window_seconds", MTA_MEMBER(int, rate_limit.window_seconds), 1, 86'400,
              "Length of that window.", "RATE_LIMIT_WINDOW"),

      integer("chat", "history_messages", MTA_MEMBER(int, chat.history_messages), 0, 50,
              "Earlier messages of the conversation that the model is given."),
      integer("chat", "max_message_characters", MTA_MEMBER(int, chat.max_message_characters), 1,
              16'000, "Longest message, in characters (code points)."),
      integer("chat", "conversation_days", MTA_MEMBER(int, chat.conversation_days), 1, 3650,
              "Days after which a turn is forgotten."),
      boolean("chat", "allow_system_prompt_override",
              MTA_MEMBER(bool, chat.allow_system_prompt_override),
              "Lets callers replace the persona with `system_prompt`. Leave it off in public."),
      boolean("chat", "direct_answers", MTA_MEMBER(bool, chat.direct_answers),
              "Greetings, thanks, contact and the price of one device are answered by the "
              "catalogue, without a model call."),
      integer("chat", "answer_cache_seconds", MTA_MEMBER(int, chat.answer_cache_seconds), 0, 86'400,
              "How long the model's answer to a first question is given to who asks the same. 0: "
              "every question is a call of its own."),
      choice(
          "chat", "price_guard", MTA_MEMBER(PriceGuard, chat.price_guard),
          {{PriceGuard::correct, "correct"},
           {PriceGuard::refuse, "refuse"},
           {PriceGuard::off, "off"}},
          "What happens where a model names another price than the catalogue's, or promises what "
          "no knowledge file states: the catalogue's sentence takes its place, the fallback "
          "answers (where nothing has been shown yet), or nothing; then no answer is kept."),

      choice("model", "provider", MTA_MEMBER(Provider, model.provider),
             {{Provider::catalogue, "catalogue"},
              {Provider::openai, "openai"},
              {Provider::bedrock, "bedrock"}},
             "Who answers: the built-in catalogue, an OpenAI-compatible endpoint, Amazon Bedrock."),
      text("model", "id", MTA_MEMBER(std::string, model.id), is_not_empty,
           "a model's name, not empty", "The model asked for, and named in answers.",
           "BEDROCK_MODEL_ID"),
      text("model", "base_url", MTA_MEMBER(std::string, model.base_url), is_base_url,
           "an http or https URL with the version path, like http://127.0.0.1:11434/v1",
           "Where the OpenAI-compatible endpoint is."),
      text("model", "region", MTA_MEMBER(std::string, model.region), is_region,
           "an AWS region, like us-east-1", "Bedrock's region; where empty, `AWS_REGION`."),
      choice("model", "fallback", MTA_MEMBER(Fallback, model.fallback),
             {{Fallback::catalogue, "catalogue"}, {Fallback::none, "none"}},
             "Who answers when the model fails."),
      integer("model", "max_completion_tokens", MTA_MEMBER(int, model.max_completion_tokens), 1,
              131'072, "Longest answer, in tokens."),
      choice("model", "max_tokens_parameter",
             MTA_MEMBER(MaxTokensParameter, model.max_tokens_parameter),
             {{MaxTokensParameter::max_completion_tokens, "max_completion_tokens"},
              {MaxTokensParameter::max_tokens, "max_tokens"}},
             "The name under which the provider is sent it; older servers know only `max_tokens`."),
      number("model", "temperature", MTA_MEMBER(double, model.temperature), 0, 2,
             "Sampling temperature."),
      number("model", "top_p", MTA_MEMBER(double, model.top_p), 0, 1, "Nucleus sampling."),
      text("model", "reasoning_effort", MTA_MEMBER(std::string, model.reasoning_effort),
           is_reasoning_effort, "\"low\", \"medium\", \"high\" or empty",
           "How much the model thinks first. Empty: not sent."),
      list("model", "omit_parameters", MTA_MEMBER(std::vector<std::string>, model.omit_parameters),
           is_optional_parameter,
           "a list of max_completion_tokens, temperature, top_p, reasoning_effort, stream_options",
           "Parameters that are not sent, for providers and models that refuse them. Without "
           "`stream_options` a stream tells no usage; with a budget `max_completion_tokens` must "
           "be sent."),
      text("model", "guardrail_id", MTA_MEMBER(std::string, model.guardrail_id), is_guardrail_id,
           "the id of a guardrail, small letters and digits",
           "Guardrail that Bedrock applies to question and answer. Empty: none."),
      text("model", "guardrail_version", MTA_MEMBER(std::string, model.guardrail_version),
           is_guardrail_version, "a version's number or DRAFT", "The version of that guardrail."),
      number("model", "input_usd_per_million_tokens",
             MTA_MEMBER(double, model.input_usd_per_million_tokens), 0, 10'000,
             "Price of a million tokens sent."),
      number("model", "output_usd_per_million_tokens",
             MTA_MEMBER(double, model.output_usd_per_million_tokens), 0, 10'000,
             "Price of a million tokens received."),
      integer("model", "connect_timeout_ms", MTA_MEMBER(int, model.connect_timeout_ms), 1, 60'000,
              "Longest wait for a connection to the model."),
      integer("model", "first_byte_timeout_ms", MTA_MEMBER(int, model.first_byte_timeout_ms), 1,
              600'000, "Longest wait for an answer's first byte."),
      integer("model", "between_chunks_timeout_ms",
              MTA_MEMBER(int, model.between_chunks_timeout_ms), 1, 600'000,
              "Longest silence inside an answer."),
      integer("model", "total_timeout_ms", MTA_MEMBER(int, model.total_timeout_ms), 1, 600'000,
              "Longest model call, retries included."),

      number("budget", "max_usd_per_day", MTA_MEMBER(double, budget.max_usd_per_day), 0, 1'000'000,
             "What model calls may cost in a day (UTC); beyond it no call is made. 0: no cap."),
      number("budget", "max_usd_per_month", MTA_MEMBER(double, budget.max_usd_per_month), 0,
             1'000'000, "The same for a calendar month (UTC)."),

      choice("storage", "kind", MTA_MEMBER(StorageKind, storage.kind),
             {{StorageKind::sqlite, "sqlite"},
              {StorageKind::dynamodb, "dynamodb"},
              {StorageKind::memory, "memory"}},
             "Where conversations are kept."),
      text("storage", "path", MTA_MEMBER(std::string, storage.path), is_not_empty,
           "a file's path, not empty", "The SQLite file; made where it is missing."),
      integer(
          "storage", "visitor_kib_per_day", MTA_MEMBER(int, storage.visitor_kib_per_day), 0,
          1'000'000'000,
          "KiB of conversations that one visitor may add in a day (UTC); beyond it his oldest of "
          "the day are deleted. 0: any amount. Not for DynamoDB."),
      integer("storage", "max_mib", MTA_MEMBER(int, storage.max_mib), 0, 1'000'000'000,
              "MiB of conversations of all visitors; beyond it the oldest are deleted. 0: any "
              "amount. Not for DynamoDB."),
      integer("storage", "min_free_mib", MTA_MEMBER(int, storage.min_free_mib), 0, 1'000'000'000,
              "With less than so many MiB free on the file system of the SQLite file no "
              "conversations are stored, so that there is room for the budget."),
      text("storage", "ratelimit_table", MTA_MEMBER(std::string, storage.ratelimit_table),
           is_table_name, a_name, "DynamoDB table of the visitor counters.",
           "RATELIMIT_TABLE_NAME"),
      text("storage", "conversations_table", MTA_MEMBER(std::string, storage.conversations_table),
           is_table_name, a_name, "DynamoDB table of the conversations.",
           "CONVERSATIONS_TABLE_NAME"),
      text("storage", "ledger_table", MTA_MEMBER(std::string, storage.ledger_table), is_table_name,
           a_name, "DynamoDB table of what has been spent; needed where there is a budget."),
      text("storage", "leads_table", MTA_MEMBER(std::string, storage.leads_table), is_table_name,
           a_name, "DynamoDB table of the leads; needed where `leads.enabled` is true."),
      text("storage", "knowledge_table", MTA_MEMBER(std::string, storage.knowledge_table),
           is_table_name, a_name,
           "DynamoDB table of the published knowledge. Empty, or nothing published: the files of "
           "`knowledge.directory`."),

      text(
          "knowledge", "directory", MTA_MEMBER(std::string, knowledge.directory), is_not_empty,
          "a folder's path, not empty",
          "What the assistant knows: products.csv, persona.md, contact.md, needs.csv, answers.csv, "
          "sentences.txt, terms.md, consent.md."),
      integer("knowledge", "check_seconds", MTA_MEMBER(int, knowledge.check_seconds), 1, 86'400,
              "How often `storage.knowledge_table` is looked at for another version, at most: with "
              "a question, never by itself."),

      text("contact", "whatsapp", MTA_MEMBER(std::string, contact.whatsapp), is_e164,
           "a number in E.164, like +971501234567",
           "Who wants a human is given a link to a chat with this number. Empty: none."),
      text("contact", "page", MTA_MEMBER(std::string, contact.page), is_page_url,
           "an http or https URL, like https://example.com/contact",
           "Who wants a human is given this link. Empty: none."),

      boolean("leads", "enabled", MTA_MEMBER(bool, leads.enabled),
              "Visitors can leave a number or an address, in the chat and by `POST /leads`, and "
              "are asked for consent. Off: none is kept, and the chat says so."),
      boolean("leads", "request_is_consent", MTA_MEMBER(bool, leads.request_is_consent),
              "Who asks in the same message to be contacted is not asked again."),
      integer("leads", "max_per_visitor_per_hour", MTA_MEMBER(int, leads.max_per_visitor_per_hour),
              1, 1000, "Leads that one visitor may leave by `POST /leads` in an hour."),
      integer("leads", "retention_days", MTA_MEMBER(int, leads.retention_days), 1, 3650,
              "Days after which a lead is deleted."),
      text("leads", "webhook_url", MTA_MEMBER(std::string, leads.webhook_url), is_webhook_url,
           "an http or https URL without a password, like https://hooks.example.com/leads",
           "Who is told of leads, by Standard Webhooks. Empty: nobody."),
      boolean("leads", "webhook_allow_private", MTA_MEMBER(bool, leads.webhook_allow_private),
              "The webhook may be http, and on this machine or in a private network."),
      text("leads", "sns_topic", MTA_MEMBER(std::string, leads.sns_topic), is_topic_arn,
           "the ARN of a standard SNS topic",
           "Where leads are published too, on Lambda. Empty: nowhere."),

      choice("lambda", "response_mode", MTA_MEMBER(ResponseMode, lambda.response_mode),
             {{ResponseMode::buffered, "buffered"}, {ResponseMode::streaming, "streaming"}},
             "How the Lambda answers; as its API Gateway is set up."),
      choice("lambda", "cors", MTA_MEMBER(LambdaCors, lambda.cors),
             {{LambdaCors::gateway, "gateway"}, {LambdaCors::service, "service"}},
             "Who sends the CORS headers on Lambda."),
      text("lambda", "canary_endpoint", MTA_MEMBER(std::string, lambda.canary_endpoint),
           is_base_url, "an http or https URL with its path, like https://chat.example.com/chat",
           "The chat that the function asks whose handler is `canary`; nobody else reads it."),

      text("metrics", "namespace", MTA_MEMBER(std::string, metrics.name_space), is_metric_namespace,
           "1 to 255 of letters, digits and . - _ / # :", "CloudWatch namespace, on Lambda."),

      text("widget", "title", MTA_MEMBER(std::string, widget.title), is_short_text, short_text,
           "The name in the head of the chat. Empty: \"Chat\"."),
      text("widget", "subtitle", MTA_MEMBER(std::string, widget.en.subtitle), is_short_text,
           short_text,
           "What stands below it, in English. Empty: the widget's own words, here and below."),
      text("widget", "subtitle_ar", MTA_MEMBER(std::string, widget.ar.subtitle), is_short_text,
           short_text,
           "What stands below it, in Arabic. Empty: the widget's own words, here and below."),
      text("widget", "subtitle_fr", MTA_MEMBER(std::string, widget.fr.subtitle), is_short_text,
           short_text,
           "What stands below it, in French. Empty: the widget's own words, here and below."),
      text("widget", "greeting", MTA_MEMBER(std::string, widget.en.greeting), is_short_text,
           short_text, "What an empty chat says, in English."),
      text("widget", "greeting_ar", MTA_MEMBER(std::string, widget.ar.greeting), is_short_text,
           short_text, "What an empty chat says, in Arabic."),
      text("widget", "greeting_fr", MTA_MEMBER(std::string, widget.fr.greeting), is_short_text,
           short_text, "What an empty chat says, in French."),
      text("widget", "note", MTA_MEMBER(std::string, widget.en.note), is_short_text, short_text,
           "What stands below the field, in English: that no person answers."),
      text("widget", "note_ar", MTA_MEMBER(std::string, widget.ar.note), is_short_text, short_text,
           "What stands below the field, in Arabic: that no person answers."),
      text("widget", "note_fr", MTA_MEMBER(std::string, widget.fr.note), is_short_text, short_text,
           "What stands below the field, in French: that no person answers."),
      list("widget", "examples", MTA_MEMBER(std::vector<std::string>, widget.en.examples),
           is_example, "up to 4 texts of 1 to 200 bytes that ask something",
           "Questions that an empty chat offers, in English."),
      list("widget", "examples_ar", MTA_MEMBER(std::vector<std::string>, widget.ar.examples),
           is_example, "up to 4 texts of 1 to 200 bytes that ask something",
           "Questions that an empty chat offers, in Arabic."),
      list("widget", "examples_fr", MTA_MEMBER(std::vector<std::string>, widget.fr.examples),
           is_example, "up to 4 texts of 1 to 200 bytes that ask something",
           "Questions that an empty chat offers, in French."),
      text("widget", "color", MTA_MEMBER(std::string, widget.color), is_colour,
           "a colour like #0b5c66",
           "The one colour of the chat; what stands on it is made readable."),
      choice("widget", "position", MTA_MEMBER(std::string, widget.position),
             {{"auto", "auto"}, {"left", "left"}, {"right", "right"}},
             "Where the button stands; `auto`: right, and left in Arabic."),
      choice("widget", "theme", MTA_MEMBER(std::string, widget.theme),
             {{"auto", "auto"}, {"light", "light"}, {"dark", "dark"}},
             "`auto`: as the visitor's system has it."),
      integer("widget", "radius", MTA_MEMBER(int, widget.radius), 0, 32,
              "Radius of the window's corners, in pixels."),
      integer("widget", "z_index", MTA_MEMBER(int, widget.z_index), 0, 2'147'483'647,
              "What the chat stands above, on the page."),
      text("widget", "logo", MTA_MEMBER(std::string, widget.logo), is_web_address,
           "an http or https URL", "A square picture in place of the initials. Empty: none."),
      text("widget", "privacy_url", MTA_MEMBER(std::string, widget.privacy_url), is_web_address,
           "an http or https URL", "Where the privacy notice is. Empty: no link."),
      text("widget", "hours", MTA_MEMBER(std::string, widget.hours), is_short_text, short_text,
           "When people answer, like Sunday to Thursday, 9 to 18."),
  };
}

#undef MTA_MEMBER

}  // namespace

std::string Setting::environment_name() const {
  std::string name = "MTA_CHAT_" + std::string(section) + "_" + std::string(key);
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

const std::vector<Setting>& settings() {
  static const std::vector<Setting> all = make_settings();
  return all;
}

const Setting* find_setting(std::string_view name) {
  const auto found = std::ranges::find(settings(), name, &Setting::name);
  return found == settings().end() ? nullptr : &*found;
}

std::string written(const Value& value) {
  struct Write {
    std::string operator()(const PlainText& plain) const { return quoted(plain.text); }
    std::string operator()(const std::string& text) const { return quoted(text); }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(double number) const { return show_number(number); }
    std::string operator()(bool boolean) const { return boolean ? "true" : "false"; }
    std::string operator()(const std::vector<std::string>& list) const { return show_list(list); }
    std::string operator()(const Unusable& other) const { return other.written; }
  };
  return std::visit(Write{}, value);
}

}  // namespace mta::config
