#include <algorithm>
#include <cstdlib>

#include <boost/asio/ip/address.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/address_block.h"
#include "base/ascii.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "base/utc_text.h"
#include "net/aws_credentials.h"

namespace mta::net {
namespace {

using Fetched = std::optional<Result<ExpiringCredentials>>;

constexpr std::size_t largest_answer = std::size_t{64} * 1024;

std::unexpected<Error> no_credentials(std::string detail) {
  return std::unexpected(Error{.kind = ErrorKind::internal, .detail = std::move(detail)});
}

Fetched failure(std::string detail) { return Fetched(no_credentials(std::move(detail))); }

class EnvironmentSource final : public CredentialSource {
 public:
  explicit EnvironmentSource(EnvironmentLookup environment)
      : environment_(std::move(environment)) {}

  Task<Fetched> fetch(const CallLimits&) override {
    const AwsCredentials found{
        .access_key_id = clean_text(environment_("AWS_ACCESS_KEY_ID")),
        .secret_access_key = clean_text(environment_("AWS_SECRET_ACCESS_KEY")),
        .session_token = clean_text(environment_("AWS_SESSION_TOKEN"))};
    if (found.access_key_id.empty() && found.secret_access_key.empty()) co_return std::nullopt;
    if (found.access_key_id.empty() || found.secret_access_key.empty()) {
      co_return failure("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must both be set");
    }
    co_return ExpiringCredentials{.credentials = found};
  }

 private:
  EnvironmentLookup environment_;
};

/// `[profile]` sections of `key = value` lines.
class FileSource final : public CredentialSource {
 public:
  FileSource(EnvironmentLookup environment) : environment_(std::move(environment)) {}

  Task<Fetched> fetch(const CallLimits&) override {
    std::string path = environment_("AWS_SHARED_CREDENTIALS_FILE");
    if (path.empty()) path = environment_("HOME") + "/.aws/credentials";
    const std::string named = environment_("AWS_PROFILE");
    const std::string profile = named.empty() ? "default" : named;
    const AwsCredentials found = read(read_file(path).value_or(""), profile);
    if (found.access_key_id.empty() || found.secret_access_key.empty()) {
      if (named.empty()) co_return std::nullopt;
      co_return failure("no keys of the profile " + profile + " in " + path);
    }
    co_return ExpiringCredentials{.credentials = found};
  }

 private:
  static AwsCredentials read(const std::string& file, const std::string& profile) {
    std::istringstream lines(file);
    AwsCredentials found;
    bool in_profile = false;
    std::optional<std::size_t> indent;  // of the section's settings; deeper lines belong to one
    for (std::string line; std::getline(lines, line);) {
      const std::string text = clean_text(line);
      const std::size_t depth = std::min(line.find_first_not_of(" \t"), line.size());
      if (text.starts_with('[')) {
        in_profile = clean_text(text.substr(1, text.find(']') - 1)) == profile;
        indent.reset();
      }
      const std::size_t equals = text.find('=');
      const bool nested = indent && depth > *indent;
      if (!in_profile || nested || equals == std::string::npos || text.starts_with('#')) continue;
      indent = depth;
      const std::string key = lower_ascii(clean_text(text.substr(0, equals)));
      std::string value = clean_text(text.substr(equals + 1));
      if (key == "aws_access_key_id") {
        found.access_key_id = std::move(value);
      } else if (key == "aws_secret_access_key") {
        found.secret_access_key = std::move(value);
      } else if (key == "aws_session_token") {
        found.session_token = std::move(value);
      }
    }
    return found;
  }

  EnvironmentLookup environment_;
};

/// What both kinds of endpoint answer.
Result<ExpiringCredentials> parse_credentials(const std::string& body, const std::string& from) {
  boost::system::error_code error;
  const auto value = boost::json::parse(body, error);
  const auto text_of = [&](std::string_view name) { return string_in(member(&value, name)); };
  ExpiringCredentials found{.credentials = {.access_key_id = text_of("AccessKeyId"),
                                            .secret_access_key = text_of("SecretAccessKey"),
                                            .session_token = text_of("Token")},
                            .expiry = rfc3339_time(text_of("Expiration"))};
  if (error || found.credentials.access_key_id.empty() ||
      found.credentials.secret_access_key.empty()) {
    return no_credentials(from + " answered without credentials");
  }
  return found;
}

/// Asks one of the endpoints; they are near or not there at all.
class Endpoint {
 public:
  Endpoint(HttpsClient& client, Url url) : client_(client), url_(std::move(url)) {}

  Task<Result<std::string>> ask(std::string method, std::string path,
                                std::pair<std::string, std::string> header,
                                const CallLimits& limits) {
    constexpr std::chrono::seconds limit{1};
    HttpRequest request{.method = std::move(method),
                        .target = std::move(path),
                        .headers = {{"Host", url_.authority()}, {"Accept", "*/*"}},
                        .body = {}};
    if (!header.second.empty()) request.headers.push_back(std::move(header));
    auto response = co_await client_.send(url_, request,
                                          {.connect = limit,
                                           .first_byte = 2 * limit,
                                           .between_bytes = limit,
                                           .body_bytes = largest_answer,
                                           .call = limits});
    if (!response) co_return no_credentials(response.error().detail);
    auto body = co_await (*response)->read_all(largest_answer);
    if (!body) co_return no_credentials(body.error().detail);
    constexpr int ok = 200;
    if ((*response)->status() != ok) {
      co_return no_credentials(url_.host_and_port() + " answered " +
                               std::to_string((*response)->status()));
    }
    co_return std::move(*body);
  }

  [[nodiscard]] std::string name() const { return url_.host_and_port(); }

 private:
  HttpsClient& client_;
  Url url_;
};

/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
class ContainerSource final : public CredentialSource {
 public:
  ContainerSource(EnvironmentLookup environment, HttpsClient& client)
      : environment_(std::move(environment)), client_(client) {}

  Task<Fetched> fetch(const CallLimits& limits) override {
    const std::string relative = environment_("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const std::string full = environment_("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (relative.empty() && full.empty()) co_return std::nullopt;
    const auto url = parse_url(relative.empty() ? full : "http://169.254.170.2" + relative);
    if (!url || !is_allowed(*url)) {
      co_return failure(
          "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or the loopback or "
          "container host over http");
    }
    Endpoint endpoint(client_, *url);
    const auto body = co_await endpoint.ask("GET", url->path,
                                            {"Authorization", clean_text(authorization())}, limits);
    if (!body) co_return Fetched(std::unexpected(body.error()));
    co_return parse_credentials(*body, endpoint.name());
  }

 private:
  static bool is_allowed(const Url& url) {
    const auto address = parse_address(url.host);
    return url.tls || url.host == "localhost" || (address && address->is_loopback()) ||
           url.host == "169.254.170.2" || url.host == "169.254.170.23" ||
           url.host == "fd00:ec2::23";
  }

  std::string authorization() {
    const std::string path = environment_("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    if (path.empty()) return environment_("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    return read_file(path).value_or("");
  }

  EnvironmentLookup environment_;
  HttpsClient& client_;
};

/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
class InstanceSource final : public CredentialSource {
 public:
  InstanceSource(EnvironmentLookup environment, HttpsClient& client)
      : environment_(std::move(environment)), client_(client) {}

  Task<Fetched> fetch(const CallLimits& limits) override {
    if (lower_ascii(environment_("AWS_EC2_METADATA_DISABLED")) == "true") co_return std::nullopt;
    const std::string given = environment_("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    const auto url = parse_url(given.empty() ? "http://169.254.169.254" : given);
    if (!url) co_return failure("AWS_EC2_METADATA_SERVICE_ENDPOINT is not a URL");
    Endpoint endpoint(client_, *url);
    const auto token = co_await endpoint.ask(
        "PUT", "/latest/api/token", {"X-aws-ec2-metadata-token-ttl-seconds", "21600"}, limits);
    if (!token) co_return std::nullopt;
    const std::pair<std::string, std::string> proof{"X-aws-ec2-metadata-token", *token};
    const std::string folder = "/latest/meta-data/iam/security-credentials/";
    const auto role = co_await endpoint.ask("GET", folder, proof, limits);
    if (!role) co_return failure("the instance has no role: " + role.error().detail);
    const auto body = co_await endpoint.ask("GET", folder + clean_text(*role), proof, limits);
    if (!body) co_return Fetched(std::unexpected(body.error()));
    co_return parse_credentials(*body, endpoint.name());
  }

 private:
  EnvironmentLookup environment_;
  HttpsClient& client_;
};

}  // namespace

std::unique_ptr<CredentialSource> environment_credentials(EnvironmentLookup environment) {
  return std::make_unique<EnvironmentSource>(std::move(environment));
}

std::unique_ptr<CredentialSource> file_credentials(EnvironmentLookup environment) {
  return std::make_unique<FileSource>(std::move(environment));
}

std::unique_ptr<CredentialSource> container_credentials(EnvironmentLookup environment,
                                                        HttpsClient& client) {
  return std::make_unique<ContainerSource>(std::move(environment), client);
}

std::unique_ptr<CredentialSource> instance_credentials(EnvironmentLookup environment,
                                                       HttpsClient& client) {
  return std::make_unique<InstanceSource>(std::move(environment), client);
}

}  // namespace mta::net
