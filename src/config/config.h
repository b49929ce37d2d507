#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mta::config {

enum class Provider : std::uint8_t { catalogue, openai, bedrock };
enum class MaxTokensParameter : std::uint8_t { max_completion_tokens, max_tokens };
enum class PriceGuard : std::uint8_t { correct, refuse, off };
enum class Fallback : std::uint8_t { catalogue, none };
enum class StorageKind : std::uint8_t { sqlite, dynamodb, memory };
enum class ResponseMode : std::uint8_t { buffered, streaming };
enum class LambdaCors : std::uint8_t { gateway, service };

/// Every setting with its default. What each one means and may be is in settings.cpp, which the
/// documentation is made from.
struct Config {
  struct Server {
    std::string listen = "127.0.0.1:8080";
    std::string admin_listen = "127.0.0.1:9464";
    std::vector<std::string> trusted_proxies;
    int threads = 1;
    int max_connections = 10000;
    int max_connections_per_visitor = 100;
    int idle_timeout_seconds = 75;
    std::vector<std::string> admin_hosts;
    std::vector<std::string> frame_ancestors;
  } server;

  struct Cors {
    std::vector<std::string> allowed_origins = {"*"};
  } cors;

  struct Throttle {
    int burst = 5;
    double rate_per_second = 1;
  } throttle;

  struct RateLimit {
    int max = 10;
    int window_seconds = 60;
  } rate_limit;

  struct Chat {
    int history_messages = 5;
    int max_message_characters = 4000;
    int conversation_days = 30;
    bool allow_system_prompt_override = false;
    bool direct_answers = true;
    int answer_cache_seconds = 3600;
    PriceGuard price_guard = PriceGuard::correct;
  } chat;

  struct Model {
    Provider provider = Provider::catalogue;
    std::string id = "openai.gpt-oss-120b-1:0";
    std::string base_url;
    std::string region;
    Fallback fallback = Fallback::catalogue;
    int max_completion_tokens = 1024;
    MaxTokensParameter max_tokens_parameter = MaxTokensParameter::max_completion_tokens;
    double temperature = 0.7;
    double top_p = 0.9;
    std::string reasoning_effort = "low";
    std::vector<std::string> omit_parameters;
    std::string guardrail_id;
    std::string guardrail_version;
    double input_usd_per_million_tokens = 0.15;
    double output_usd_per_million_tokens = 0.60;
    int connect_timeout_ms = 2000;
    int first_byte_timeout_ms = 15000;
    int between_chunks_timeout_ms = 10000;
    int total_timeout_ms = 25000;
  } model;

  struct Budget {
    double max_usd_per_day = 0;
    double max_usd_per_month = 0;
  } budget;

  struct Storage {
    StorageKind kind = StorageKind::sqlite;
    std::string path = "data/mta-chat.db";
    int visitor_kib_per_day = 4096;
    int max_mib = 1024;
    int min_free_mib = 64;
    std::string ratelimit_table;
    std::string conversations_table;
    std::string ledger_table;
    std::string leads_table;
    std::string knowledge_table;
  } storage;

  struct Knowledge {
    std::string directory = "knowledge";
    int check_seconds = 60;
  } knowledge;

  struct Contact {
    std::string whatsapp;
    std::string page;
  } contact;

  /// How the chat looks on a website, and what it says before it is asked.
  struct Widget {
    std::string title;
    /// In the three languages of the widget.
    struct Texts {
      std::string subtitle;
      std::string greeting;
      std::string note;
      std::vector<std::string> examples;
    };
    Texts en, ar, fr;
    std::string color = "#0b5c66";
    std::string position = "auto";
    std::string theme = "auto";
    int radius = 20;
    int z_index = 2147483000;
    std::string logo;
    std::string privacy_url;
    std::string hours;
  } widget;

  struct Leads {
    bool enabled = false;
    bool request_is_consent = true;
    int max_per_visitor_per_hour = 3;
    int retention_days = 365;
    std::string webhook_url;
    bool webhook_allow_private = false;
    std::string sns_topic;
  } leads;

  struct Lambda {
    ResponseMode response_mode = ResponseMode::buffered;
    LambdaCors cors = LambdaCors::gateway;
    std::string canary_endpoint;
  } lambda;

  struct Metrics {
    std::string name_space = "mta-chat/dev";
  } metrics;

  /// Calls cost money, and there is a limit to it.
  [[nodiscard]] bool is_capped() const {
    return model.provider != Provider::catalogue &&
           (budget.max_usd_per_day > 0 || budget.max_usd_per_month > 0);
  }
  /// Bedrock is asked to apply a guardrail to what goes in and what comes out.
  [[nodiscard]] bool is_guarded() const { return !model.guardrail_id.empty(); }
  /// The request for a model is made without it.
  [[nodiscard]] bool omits(std::string_view parameter) const {
    return std::ranges::find(model.omit_parameters, parameter) != model.omit_parameters.end();
  }
};

}  // namespace mta::config
