#include "config/load.h"

#include <gtest/gtest.h>

#include "config/settings.h"
#include "tests/support/temporary_folder.h"

namespace mta::config {
namespace {

class LoadTest : public testing::Test {
 protected:
  Problems problems() {
    const auto loaded = load(sources_);
    return loaded ? Problems{} : loaded.error();
  }
  Config config() { return load(sources_).value().config(); }
  std::string toml(const std::string& text) {
    sources_.file = folder_.write("mta.toml", text);
    return *sources_.file;
  }

  test::TemporaryFolder folder_;
  Sources sources_;
};

TEST_F(LoadTest, DefaultsAreTheContracts) {
  const Config defaults = config();
  EXPECT_EQ(defaults.server.listen, "127.0.0.1:8080");
  EXPECT_EQ(defaults.rate_limit.max, 10);
  EXPECT_EQ(defaults.throttle.burst, 5);
  EXPECT_EQ(defaults.chat.history_messages, 5);
  EXPECT_EQ(defaults.storage.kind, StorageKind::sqlite);
  EXPECT_EQ(defaults.cors.allowed_origins, std::vector<std::string>{"*"});
}

TEST_F(LoadTest, WhatTomlPlusPlusTakesForGrantedIsAProblemWithItsPlace) {
  const std::string place = toml("[server]\nthreads = 1\n[~cors]\n");
  EXPECT_EQ(problems(), Problems{place + ":3: a section's name is malformed"});
  toml(std::string("[server]\nthreads\0 = 1\n", 22));
  EXPECT_EQ(problems(),
            Problems{place + ":2: the file holds a NUL byte; it must be text in UTF-8"});
}

TEST_F(LoadTest, AValueIsToldOnOneLineWithoutControlCharacters) {
  sources_.flags = {{"server.threads", "1\n\x1b[31m\"\\"}};
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_NE(problems().front().find(R"("1\u000A\u001B[31m\"\\")"), std::string::npos)
      << problems().front();
}

TEST_F(LoadTest, FlagsWinOverEnvironmentOverFile) {
  toml("[rate_limit]\nmax = 2\nwindow_seconds = 20\n[throttle]\nburst = 7\n");
  sources_.environment = {{"MTA_CHAT_RATE_LIMIT_MAX", "3"}, {"MTA_CHAT_THROTTLE_BURST", "8"}};
  sources_.flags = {{"rate_limit.max", "4"}, {"rate_limit.max", "5"}};
  EXPECT_EQ(config().rate_limit.max, 5) << "the last of several wins";
  EXPECT_EQ(config().throttle.burst, 8);
  EXPECT_EQ(config().rate_limit.window_seconds, 20);
}

TEST_F(LoadTest, EveryKindOfValueIsReadFromFileAndText) {
  toml(
      "[server]\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]\n[throttle]\nrate_per_second = 0.5\n"
      "[chat]\nallow_system_prompt_override = true\n[model]\nprovider = \"openai\"\n"
      "base_url = \"http://127.0.0.1:1/v1\"\n");
  EXPECT_EQ(config().server.trusted_proxies, (std::vector<std::string>{"10.0.0.0/8", "::1"}));
  EXPECT_EQ(config().throttle.rate_per_second, 0.5);
  EXPECT_TRUE(config().chat.allow_system_prompt_override);
  EXPECT_EQ(config().model.provider, Provider::openai);
  sources_.flags = {{"server.trusted_proxies", ""},
                    {"cors.allowed_origins", "https://a.example, https://b.example:8443"},
                    {"chat.allow_system_prompt_override", "false"},
                    {"throttle.rate_per_second", "2"}};
  EXPECT_TRUE(config().server.trusted_proxies.empty());
  EXPECT_EQ(config().cors.allowed_origins,
            (std::vector<std::string>{"https://a.example", "https://b.example:8443"}));
  EXPECT_FALSE(config().chat.allow_system_prompt_override);
  EXPECT_EQ(config().throttle.rate_per_second, 2);
}

TEST_F(LoadTest, AllProblemsAreReportedAtOnceWithTheirPlaces) {
  const std::string file =
      toml("[server]\nthreads = 0\nthread = 1\n\n[rate_limit]\nmax = \"ten\"\n[nothing]\nx = 1\n");
  sources_.environment = {{"MTA_CHAT_THROTTLE_BURST", "many"}, {"MTA_CHAT_SERVER_PORT", "1"}};
  sources_.flags = {{"chat.history_messages", "51"}, {"what", "x"}};
  EXPECT_EQ(
      problems(),
      (Problems{
          file + ":2: server.threads: 0 is not allowed; it must be a whole number from 1 to 64",
          file + ":3: server.thread: there is no such setting",
          file + ":6: rate_limit.max: \"ten\" is not allowed; it must be a whole number from 1 to "
                 "1000000",
          file + ":8: nothing.x: there is no such setting",
          "environment MTA_CHAT_THROTTLE_BURST: \"many\" is not allowed; it must be a whole number "
          "from 1 to 1000000",
          "environment MTA_CHAT_SERVER_PORT: there is no such setting",
          "--set chat.history_messages: \"51\" is not allowed; it must be a whole number from 0 to "
          "50",
          "--set what: there is no such setting",
      }));
}

TEST_F(LoadTest, AFileThatIsNoTomlNamesItsLine) {
  const std::string file = toml("[server]\nlisten = \n");
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_TRUE(problems()[0].starts_with(file + ":2: ")) << problems()[0];
}

TEST_F(LoadTest, AFileThatIsNotThereIsAProblem) {
  sources_.file = folder_.file("none.toml");
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_NE(problems()[0].find("cannot be read: No such file"), std::string::npos) << problems()[0];
}

TEST_F(LoadTest, AnEmptyVariableIsAsIfUnset) {
  sources_.environment = {{"MTA_CHAT_RATE_LIMIT_MAX", ""}, {"MTA_CHAT_UNKNOWN", ""}};
  EXPECT_EQ(config().rate_limit.max, 10);
}

TEST_F(LoadTest, KubernetesServiceLinksAreSkipped) {
  for (const std::string service : {"MTA_CHAT", "MTA_CHAT_SERVER", "MTA_CHAT_MODEL_GPU_2"}) {
    for (const auto& [host, in_link] :
         {std::pair("10.96.0.7", "10.96.0.7"), std::pair("fd00::7", "[fd00::7]")}) {
      const std::string link = std::string("tcp://") + in_link + ":8080";
      sources_.environment = {{service + "_SERVICE_HOST", host},
                              {service + "_SERVICE_PORT", "8080"},
                              {service + "_SERVICE_PORT_HTTP_WEB", "8080"},
                              {service + "_PORT", link},
                              {service + "_PORT_8080_TCP", link},
                              {service + "_PORT_8080_TCP_PROTO", "tcp"},
                              {service + "_PORT_8080_TCP_PORT", "8080"},
                              {service + "_PORT_8080_TCP_ADDR", host},
                              {service + "_PORT_53_UDP", "udp://10.96.0.7:53"},
                              {service + "_PORT_53_UDP_PROTO", "udp"}};
      EXPECT_EQ(problems(), Problems{});
    }
  }
}

TEST_F(LoadTest, WhatOnlyLooksLikeAServiceLinkIsAMisspeltSetting) {
  for (const auto& [name, value] : std::initializer_list<std::pair<const char*, const char*>>{
           {"MTA_CHAT_PORT", "8080"},
           {"MTA_CHAT_SERVER_PORT", "8080"},
           {"MTA_CHAT_SERVER_PORT", "http://10.0.0.1:80"},
           {"MTA_CHAT_SERVER_PORT", "tcp://10.0.0.1"},
           {"MTA_CHAT_SERVER_LISTN", "tcp://10.0.0.1:80"},
           {"MTA_CHAT_SERVER_HOST", "10.0.0.1"},
           {"MTA_CHAT_SERVICE_HOST", "localhost"},
           {"MTA_CHAT_SERVICE_PORT", "http"},
           {"MTA_CHAT_SERVICE_PORTS", "80"},
           {"MTA_CHAT_PORT_TCP", "tcp://10.0.0.1:80"},
           {"MTA_CHAT_PORT_8080_TCP_NAME", "tcp"},
           {"MTA_CHAT_ADMIN_PORT_ADDR", "10.0.0.1"}}) {
    sources_.environment = {{name, value}};
    EXPECT_EQ(problems().size(), 1U) << name << "=" << value;
  }
}

TEST_F(LoadTest, TheOriginalSystemsNamesStillWork) {
  sources_.environment = {{"RATE_LIMIT_MAX", "15"},
                          {"RATE_LIMIT_WINDOW", "30"},
                          {"BEDROCK_MODEL_ID", "other"},
                          {"RATELIMIT_TABLE_NAME", "a"},
                          {"CONVERSATIONS_TABLE_NAME", "b"}};
  EXPECT_EQ(config().rate_limit.max, 15);
  EXPECT_EQ(config().rate_limit.window_seconds, 30);
  EXPECT_EQ(config().model.id, "other");
  EXPECT_EQ(config().storage.ratelimit_table, "a");
  EXPECT_EQ(config().storage.conversations_table, "b");
}

TEST_F(LoadTest, TwoNamesOfOneKeyMustAgree) {
  sources_.environment = {{"RATE_LIMIT_MAX", "15"}, {"MTA_CHAT_RATE_LIMIT_MAX", "15"}};
  EXPECT_EQ(config().rate_limit.max, 15);
  sources_.environment["RATE_LIMIT_MAX"] = "16";
  EXPECT_EQ(problems().size(), 2U) << "a clash is reported at each of its places";
}

TEST_F(LoadTest, Clashes) {
  sources_.flags = {{"cors.allowed_origins", "*,https://a.example"}};
  EXPECT_EQ(problems(), Problems{"--set cors.allowed_origins: \"*\" must stand alone"});
  sources_.flags = {{"model.provider", "openai"}};
  EXPECT_EQ(problems().size(), 1U);
  sources_.flags = {{"model.provider", "bedrock"}};
  EXPECT_EQ(problems().size(), 1U);
  sources_.environment = {{"AWS_REGION", "us-east-1"}};
  EXPECT_TRUE(problems().empty());
  sources_.flags = {{"model.base_url", "http://a/v1"}, {"model.provider", "catalogue"}};
  EXPECT_EQ(problems().size(), 2U);
  sources_.flags = {{"model.base_url", "http://a/v1"}};
  EXPECT_EQ(problems().size(), 1U);
  sources_.flags = {{"storage.kind", "dynamodb"}};
  EXPECT_EQ(problems().size(), 1U);
  sources_.flags = {{"server.listen", "127.0.0.1:9464"}};
  EXPECT_EQ(problems().size(), 1U);
}

TEST_F(LoadTest, ABudgetNeedsTheLongestAnswerToBeSent) {
  const auto problems_with = [this](std::vector<std::pair<std::string, std::string>> flags) {
    flags.emplace_back("model.omit_parameters", "temperature, max_completion_tokens");
    flags.emplace_back("model.provider", "openai");
    flags.emplace_back("model.base_url", "http://a/v1");
    sources_.flags = std::move(flags);
    return problems();
  };
  EXPECT_EQ(problems_with({}), Problems{});
  for (const char* cap : {"budget.max_usd_per_day", "budget.max_usd_per_month"}) {
    ASSERT_EQ(problems_with({{cap, "1"}}).size(), 1U);
    EXPECT_TRUE(problems()[0].starts_with("--set model.omit_parameters: a budget needs "));
    EXPECT_EQ(problems_with({{cap, "1"}, {"model.output_usd_per_million_tokens", "0"}}), Problems{})
        << "an answer that costs nothing may have any length";
  }
  sources_.flags = {{"model.omit_parameters", "temprature"}};
  EXPECT_EQ(problems().size(), 1U);
}

TEST_F(LoadTest, TextsAreChecked) {
  const auto allowed = [this](const std::string& name, const std::string& value) {
    sources_.flags = {{name, value}};
    return problems().empty();
  };
  EXPECT_TRUE(allowed("server.listen", "[::1]:80"));
  for (const char* wrong : {"", "8080", "localhost:80", "1.2.3.4", "1.2.3.4:99999", "::1:80"}) {
    EXPECT_FALSE(allowed("server.listen", wrong)) << wrong;
  }
  for (const char* wrong : {"10.0.0.0/33", "10.0.0.x", "10.0.0.1/", "::1/129", "a,,b"}) {
    EXPECT_FALSE(allowed("server.trusted_proxies", wrong)) << wrong;
  }
  for (const char* wrong :
       {"example.com", "https://a.example/", "https://a.example/x", "ftp://a"}) {
    EXPECT_FALSE(allowed("cors.allowed_origins", wrong)) << wrong;
  }
  EXPECT_TRUE(allowed("cors.allowed_origins", "http://my_shop:8080"));
  for (const char* right : {"http://my_ollama:11434/v1", "https://[::1]/v1", "http://[fe80::1%2]",
                            "https://a.example/v1/@me"}) {
    sources_.flags = {{"model.provider", "openai"}, {"model.base_url", right}};
    EXPECT_EQ(problems(), Problems{}) << right;
  }
  for (const char* wrong : {"my_ollama:11434/v1", "http://a:0/v1", "http://u:p@a/v1", "http://a/?q",
                            "http://a/#f", "http://[::1%]/v1", "http://[fe80::1%2/v1", "http://a b",
                            "http://::1/v1", "http://a:70000/v1"}) {
    sources_.flags = {{"model.provider", "openai"}, {"model.base_url", wrong}};
    EXPECT_EQ(problems().size(), 1U) << wrong;
  }
  EXPECT_FALSE(allowed("throttle.rate_per_second", "nan"));
  EXPECT_FALSE(allowed("throttle.rate_per_second", "0"));
  EXPECT_FALSE(allowed("throttle.burst", "5 "));
  EXPECT_FALSE(allowed("chat.allow_system_prompt_override", "yes"));
}

TEST_F(LoadTest, SecretsComeFromTheEnvironmentOrAFile) {
  const std::string secret(32, 'x');
  const std::string file = folder_.write("secret", secret + "\n");
  using std::filesystem::perms;
  std::filesystem::permissions(file, perms::owner_read);
  sources_.environment = {{"MTA_CHAT_SESSION_SECRET", secret}};
  EXPECT_TRUE(problems().empty());
  sources_.environment = {{"MTA_CHAT_SESSION_SECRET", "short-and-secret"}};
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems()[0].find("short-and-secret"), std::string::npos) << "never in an error";
  sources_.environment = {{"MTA_CHAT_SESSION_SECRET", secret},
                          {"MTA_CHAT_SESSION_SECRET_FILE", file}};
  EXPECT_EQ(problems().size(), 2U);
  sources_.environment.erase("MTA_CHAT_SESSION_SECRET");
  EXPECT_TRUE(problems().empty());
  std::filesystem::permissions(file, perms::owner_read | perms::others_read);
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems()[0], "environment MTA_CHAT_SESSION_SECRET_FILE: the file " + file +
                               " can be read by other users (mode 0404); run: chmod 600 " + file);
  sources_.environment["CREDENTIALS_DIRECTORY"] = folder_.file("");
  EXPECT_TRUE(problems().empty()) << "systemd's own";
  sources_.environment = {{"MTA_CHAT_MODEL_API_KEY_FILE", folder_.file("none")}};
  EXPECT_EQ(problems().size(), 1U);
}

TEST_F(LoadTest, ASecretOfTheWebhookHasTheFormOfStandardWebhooks) {
  sources_.environment = {
      {"MTA_CHAT_LEADS_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
      {"MTA_CHAT_LEADS_WEBHOOK_SECRET_PREVIOUS", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"}};
  EXPECT_TRUE(problems().empty());
  sources_.environment["MTA_CHAT_LEADS_WEBHOOK_SECRET"] = "whsec_c2hvcnQ=";
  const Problems wrong{
      "environment MTA_CHAT_LEADS_WEBHOOK_SECRET: the secret must be whsec_ and the base64 of 24 "
      "to 64 bytes"};
  EXPECT_EQ(problems(), wrong);
}

TEST_F(LoadTest, EverySettingCanBeShownAndReadBack) {
  for (const Setting& setting : settings()) {
    Config config;
    const std::string shown = setting.show(config);
    EXPECT_FALSE(shown.empty()) << setting.name();
    EXPECT_FALSE(setting.meaning.empty()) << setting.name();
    std::string plain = shown;
    std::erase(plain, '"');
    std::erase(plain, '[');
    std::erase(plain, ']');
    EXPECT_TRUE(setting.assign(config, PlainText{plain})) << setting.name() << " = " << plain;
    EXPECT_EQ(setting.show(config), shown);
  }
}

TEST(ShippedConfig, TheTwoEnvironmentsCarryTheirNumbers) {
  const auto shipped = [](const std::string& name) {
    return load({.defaults = {},
                 .file = MTA_SOURCE_DIR "/config/" + name,
                 .environment = {},
                 .flags = {}})
        .value()
        .config();
  };
  const Config dev = shipped("dev.toml");
  EXPECT_EQ(dev.rate_limit.max, 10);
  EXPECT_EQ(dev.throttle.burst, 5);
  EXPECT_EQ(dev.throttle.rate_per_second, 1);
  EXPECT_EQ(dev.cors.allowed_origins, std::vector<std::string>{"*"});
  const Config prod = shipped("prod.toml");
  EXPECT_EQ(prod.rate_limit.max, 15);
  EXPECT_EQ(prod.rate_limit.window_seconds, 60);
  EXPECT_EQ(prod.throttle.burst, 10);
  EXPECT_EQ(prod.throttle.rate_per_second, 2);
  EXPECT_EQ(prod.cors.allowed_origins,
            std::vector<std::string>{"https://medical-tech-aesthetic.com"});
  EXPECT_EQ(shipped("local.toml").throttle.burst, 20);
}

TEST_F(LoadTest, AGuardrailNeedsItsVersionAndBedrock) {
  sources_.environment = {{"AWS_REGION", "us-west-2"}};
  sources_.flags = {{"model.provider", "bedrock"}, {"model.guardrail_id", "gr1d2e3f"}};
  EXPECT_EQ(problems(), Problems{"--set model.guardrail_id: a guardrail needs model.guardrail_id "
                                 "and model.guardrail_version"});
  sources_.flags.emplace_back("model.guardrail_version", "DRAFT");
  EXPECT_TRUE(config().is_guarded());
  sources_.flags.emplace_back("model.provider", "catalogue");
  EXPECT_EQ(problems(), Problems{"--set model.guardrail_id: a guardrail is Amazon Bedrock's: it "
                                 "needs model.provider \"bedrock\""});
}

TEST_F(LoadTest, WhatIsNoGuardrailIsRefused) {
  sources_.environment = {{"AWS_REGION", "us-west-2"}};
  for (const char* version : {"0", "01", "draft", "1.0", "123456789", "-1"}) {
    sources_.flags = {{"model.guardrail_version", version}};
    EXPECT_EQ(problems().size(), 1U) << version;
  }
  for (const char* id : {"GR12345", "gr-1", "arn:aws:bedrock:us-west-2:123456789012:guardrail/a"}) {
    sources_.flags = {{"model.guardrail_id", id}};
    EXPECT_EQ(problems().size(), 1U) << id;
  }
}

constexpr std::string_view webhook_secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

TEST_F(LoadTest, LeadsAreOffUnlessAskedFor) {
  EXPECT_FALSE(config().leads.enabled);
  EXPECT_TRUE(config().leads.request_is_consent);
  EXPECT_EQ(config().leads.max_per_visitor_per_hour, 3);
  EXPECT_EQ(config().leads.retention_days, 365);
}

TEST_F(LoadTest, LeadsInDynamoDbNeedTheirTable) {
  sources_.environment = {{"AWS_REGION", "us-west-2"}};
  sources_.flags = {{"storage.kind", "dynamodb"},
                    {"storage.ratelimit_table", "r"},
                    {"storage.conversations_table", "c"},
                    {"leads.enabled", "true"}};
  EXPECT_EQ(problems(), Problems{"--set leads.enabled: leads with storage.kind \"dynamodb\" need "
                                 "storage.leads_table"});
  sources_.flags.emplace_back("storage.leads_table", "mta-chat-leads-dev");
  EXPECT_EQ(problems(), Problems{});
}

TEST_F(LoadTest, AWebhookNeedsASecretHttpsAndAPublicHost) {
  sources_.flags = {{"leads.webhook_url", "http://127.0.0.1:9000/leads"}};
  EXPECT_EQ(problems(),
            (Problems{"--set leads.webhook_url: a webhook is signed: it needs "
                      "MTA_CHAT_LEADS_WEBHOOK_SECRET",
                      "--set leads.webhook_url: a webhook carries personal data and must be https, "
                      "unless leads.webhook_allow_private is true",
                      "--set leads.webhook_url: the webhook's host is private, which needs "
                      "leads.webhook_allow_private"}));
  sources_.environment = {{"MTA_CHAT_LEADS_WEBHOOK_SECRET", std::string(webhook_secret)}};
  EXPECT_EQ(problems().size(), 2U);
  sources_.flags.emplace_back("leads.webhook_allow_private", "true");
  EXPECT_EQ(problems(), Problems{});
  sources_.flags = {{"leads.webhook_url", "https://hooks.example.com/catch/1?token=2"}};
  EXPECT_EQ(problems(), Problems{});
}

TEST_F(LoadTest, ContactsAndTopicsAreCheckedByTheirForm) {
  const auto is_taken = [&](const char* name, const char* text) {
    sources_.flags = {{name, text}};
    return problems().empty();
  };
  EXPECT_TRUE(is_taken("contact.whatsapp", "+971501234567"));
  for (const char* number : {"971501234567", "+0971501234567", "+9715", "+97150123456a",
                             "+9715012345678901", "+971 50 123 4567"}) {
    EXPECT_FALSE(is_taken("contact.whatsapp", number)) << number;
  }
  EXPECT_TRUE(is_taken("contact.page", "https://medical-tech-aesthetic.com/contact#form"));
  EXPECT_FALSE(is_taken("contact.page", "javascript:alert(1)"));
  EXPECT_TRUE(is_taken("leads.sns_topic", "arn:aws:sns:us-west-2:123456789012:mta-chat-leads-dev"));
  for (const char* topic :
       {"mta-chat-leads", "arn:aws:sqs:us-west-2:123456789012:leads",
        "arn:aws:sns:us-west-2:1234:leads", "arn:aws:sns:us-west-2:123456789012",
        "arn:aws:sns:us-west-2:123456789012:leads.fifo"}) {
    EXPECT_FALSE(is_taken("leads.sns_topic", topic)) << topic;
  }
  EXPECT_FALSE(is_taken("leads.webhook_url", "https://user:pw@example.com/"));
  EXPECT_FALSE(is_taken("leads.webhook_url", "https://example.com/#a"));
}

}  // namespace
}  // namespace mta::config
