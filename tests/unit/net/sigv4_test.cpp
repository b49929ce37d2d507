// The published cases of AWS's signing test suite (tests/vectors/sigv4.json names its source).
#include "net/sigv4.h"

#include <fstream>
#include <iterator>
#include <ostream>
#include <sstream>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

namespace mta::net {
namespace {

namespace json = boost::json;

std::string text(const json::value& value) {
  return {value.as_string().begin(), value.as_string().end()};
}

json::array cases() {
  std::ifstream file(MTA_SOURCE_DIR "/tests/vectors/sigv4.json");
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  return json::parse(content).at("cases").as_array();
}

/// As the suite writes requests: a line break in a value is folded, and targets may hold spaces.
HttpRequest parse_request(const std::string& written) {
  HttpRequest request;
  std::istringstream lines(written);
  std::string line;
  std::getline(lines, line);
  const std::size_t method = line.find(' ');
  request.method = line.substr(0, method);
  request.target = line.substr(method + 1, line.rfind(' ') - method - 1);
  while (std::getline(lines, line) && !line.empty()) {
    if (line.starts_with(' ')) {
      request.headers.back().second += line;
    } else {
      request.headers.emplace_back(line.substr(0, line.find(':')), line.substr(line.find(':') + 1));
    }
  }
  request.body.assign(std::istreambuf_iterator<char>(lines), {});
  return request;
}

class SigV4Test : public testing::TestWithParam<json::value> {};

TEST_P(SigV4Test, SignsAsPublished) {
  const json::object& one = GetParam().as_object();
  const json::object& context = one.at("context").as_object();
  const json::object& keys = context.at("credentials").as_object();
  const AwsCredentials credentials{
      .access_key_id = text(keys.at("access_key_id")),
      .secret_access_key = text(keys.at("secret_access_key")),
      .session_token = keys.contains("token") ? text(keys.at("token")) : ""};
  ASSERT_EQ(text(context.at("timestamp")), "2015-08-30T12:36:00Z");
  const SigningScope scope{.region = text(context.at("region")),
                           .service = text(context.at("service")),
                           .time = std::chrono::sys_seconds{std::chrono::seconds(1'440'938'160)}};
  const json::value* omit = context.if_contains("omit_session_token");
  const SigningOptions options{.normalize_path = context.at("normalize").as_bool(),
                               .content_sha256_header = context.at("sign_body").as_bool(),
                               .sign_session_token = omit == nullptr || !omit->as_bool()};
  const Signature made = sign(parse_request(text(one.at("request"))), credentials, scope, options);
  EXPECT_EQ(made.canonical_request, text(one.at("canonical_request")));
  EXPECT_EQ(made.string_to_sign, text(one.at("string_to_sign")));
  EXPECT_EQ(made.signature, text(one.at("signature")));
  for (const auto& [name, value] : made.headers) {
    EXPECT_NE(text(one.at("signed_request")).find(name + ":" + value), std::string::npos)
        << name << ": " << value;
  }
}

INSTANTIATE_TEST_SUITE_P(Published, SigV4Test, testing::ValuesIn(cases()), [](const auto& info) {
  std::string name = text(info.param.at("name"));
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
});

}  // namespace
}  // namespace mta::net
