#include "http/static_file.h"

#include <gtest/gtest.h>

#include "tests/support/call_handler.h"
#include "tests/support/pipeline_setup.h"

namespace mta::http {
namespace {

using test::Call;
using test::header;

class StaticFileTest : public testing::Test {
 protected:
  Response get(Headers headers = {}, std::string method = "GET") {
    Call call{.method = std::move(method), .path = "/file.js", .headers = std::move(headers)};
    return call.to(handler_);
  }

  static Headers with(std::string name, std::string value) {
    Headers headers;
    headers.add(std::move(name), std::move(value));
    return headers;
  }

  test::ChatParts parts_;
  test::PipelineSetup setup_{.fakes = parts_,
                             .origins = OriginPolicy{{"https://medical-tech-aesthetic.com"}}};
  ChatService chat_ = parts_.service();
  RequestHandler handler_ =
      make_pipeline(setup_.parts_for(chat_), {.files = {{.path = "/file.js",
                                                         .content_type = "text/javascript",
                                                         .cache_control = "public, max-age=300",
                                                         .body = "alert()",
                                                         .gzipped = "packed"}}});
};

TEST_F(StaticFileTest, IsForPagesOfEveryWebsite) {
  const Response response = get(with("Origin", "https://elsewhere.example"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "alert()");
  EXPECT_EQ(header(response, "Content-Type"), "text/javascript");
  EXPECT_EQ(header(response, "Cache-Control"), "public, max-age=300");
  EXPECT_EQ(header(response, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(header(response, "Cross-Origin-Resource-Policy"), "cross-origin");
}

TEST_F(StaticFileTest, IsCompressedForWhoTakesThat) {
  const Response response = get(with("Accept-Encoding", "br, gzip"));
  EXPECT_EQ(response.body, "packed");
  EXPECT_EQ(header(response, "Content-Encoding"), "gzip");
  EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
  const Response plain = get();
  EXPECT_EQ(header(plain, "Vary"), "Accept-Encoding");
  EXPECT_NE(header(plain, "ETag"), header(response, "ETag"));
  EXPECT_EQ(get(with("Accept-Encoding", "gzip;q=0")).body, "alert()");
}

TEST_F(StaticFileTest, IsNotSentAgain) {
  const std::string tag = header(get(), "ETag");
  const Response response = get(with("If-None-Match", "\"old\", " + tag));
  EXPECT_EQ(response.status, 304);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(header(response, "ETag"), tag);
  EXPECT_EQ(header(response, "Cache-Control"), "public, max-age=300");
  EXPECT_EQ(get(with("If-None-Match", "\"old\"")).status, 200);
}

TEST_F(StaticFileTest, TakesOtherMethodsOfNobody) {
  EXPECT_EQ(get({}, "POST").status, 405);
  EXPECT_EQ(get({}, "HEAD").status, 200);
}

}  // namespace
}  // namespace mta::http
