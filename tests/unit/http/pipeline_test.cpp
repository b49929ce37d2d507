#include "http/pipeline.h"

#include <gtest/gtest.h>

#include "tests/support/call_handler.h"
#include "tests/support/pipeline_setup.h"

namespace mta::http {
namespace {

using test::Call;
using test::header;

class PipelineTest : public testing::Test {
 protected:
  /// The pipeline with the dev limits; members set before the first call count.
  const RequestHandler& handler() {
    if (!handler_) {
      const TokenBucket bucket(burst_, 1, parts_.clock.steady_now());
      handler_ = make_pipeline(setup_.parts_for(chat_), {.trusted_proxies = trusted_,
                                                         .throttle = std::make_shared<Throttle>(
                                                             bucket, parts_.clock, parts_.metrics),
                                                         .degraded = [this] { return degraded_; }});
    }
    return handler_;
  }
  Response call(Call call = {}) { return call.to(handler()); }
  Response call_from(const std::string& peer) { return call({.peer = peer}); }

  static Call with_header(std::string name, std::string value) {
    Call call;
    call.headers.add(std::move(name), std::move(value));
    return call;
  }

  test::ChatParts parts_;
  int burst_ = 1000;
  std::vector<AddressBlock> trusted_;
  std::vector<std::string> degraded_;
  int address_ = 100;
  test::PipelineSetup setup_{.fakes = parts_,
                             .origins = OriginPolicy{{"https://medical-tech-aesthetic.com"}}};
  ChatService chat_ = parts_.service();
  RequestHandler handler_;
};

TEST_F(PipelineTest, AnAnswerCarriesTheIdsOfItsMessageAndItsConversation) {
  Call chat = with_header("X-Request-Id", "id-1");
  chat.body = R"({"message":"hi","session_id":"chosen"})";
  const Session session = parts_.sessions.open("chosen", parts_.sessions.identify("192.0.2.1"));
  const std::string body = call(chat).body;
  EXPECT_TRUE(body.contains(R"("conversation_id":")" + session.public_id + '"')) << body;
  EXPECT_TRUE(body.contains(R"("message_id":"id-1")")) << body;
  const std::string lines = parts_.log.all();
  EXPECT_TRUE(lines.contains("conversation_id=" + session.public_id + " message_id=id-1"));
  EXPECT_EQ(parts_.store.conversations.begin()->second.front().record->message_id, "id-1");
}

TEST_F(PipelineTest, RefusedRequestsAreCountedByTheHour) {
  parts_.model.error = Error{.kind = ErrorKind::model_timeout, .message = "late"};
  EXPECT_EQ(call().status, 504);
  ASSERT_EQ(parts_.store.refused_in_hours.size(), 1U) << "the first is written at once";
  EXPECT_EQ(parts_.store.refused_in_hours[0].counts, (RefusalCounts{0, 0, 1}));
  parts_.model.error.reset();
  for (int i = 0; i < 100; ++i) call();  // 9 are admitted
  call({.body = "no json"});
  EXPECT_EQ(parts_.store.refused_in_hours.size(), 1U) << "the others are collected";
  parts_.clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(call().status, 200);
  ASSERT_EQ(parts_.store.refused_in_hours.size(), 2U);
  EXPECT_EQ(parts_.store.refused_in_hours[1].counts, (RefusalCounts{0, 92, 0}));
}

TEST_F(PipelineTest, AnAnswerCarriesTheContractsHeaders) {
  const Response response = call();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header(response, "Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(header(response, "X-RateLimit-Limit"), "10");
  EXPECT_EQ(header(response, "X-RateLimit-Remaining"), "9");
  EXPECT_EQ(header(response, "X-RateLimit-Window"), "60");
  EXPECT_EQ(header(response, "RateLimit-Policy"), "\"visitor\";q=10;w=60");
  EXPECT_EQ(header(response, "RateLimit"), "\"visitor\";r=9;t=60");
  EXPECT_EQ(header(response, "X-Request-Id").size(), 32U);
}

TEST_F(PipelineTest, ACallersRequestIdIsKeptWhereItIsOne) {
  EXPECT_EQ(header(call(with_header("x-request-id", "my-id_7")), "X-Request-Id"), "my-id_7");
  EXPECT_NE(header(call(with_header("x-request-id", "a b")), "X-Request-Id"), "a b");
  const std::string long_id(65, 'a');
  EXPECT_NE(header(call(with_header("x-request-id", long_id)), "X-Request-Id"), long_id);
}

TEST_F(PipelineTest, TheEleventhRequestOfAVisitorIsRefused) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(call().status, 200);
  const Response refused = call();
  EXPECT_EQ(refused.status, 429);
  EXPECT_NE(refused.body.find("\"Rate limit exceeded\""), std::string::npos);
  EXPECT_NE(refused.body.find("Too many requests. Maximum 10 requests per 60 seconds."),
            std::string::npos);
  EXPECT_EQ(header(refused, "Retry-After"), "66");
  EXPECT_EQ(header(refused, "RateLimit"), "\"visitor\";r=0;t=66");
  EXPECT_EQ(header(refused, "X-RateLimit-Remaining"), "0");
  EXPECT_EQ(call_from("192.0.2.2").status, 200) << "another visitor";
  parts_.clock.advance(std::chrono::seconds(65));
  EXPECT_EQ(call().status, 429) << "one second earlier it is not admitted";
  parts_.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(call().status, 200) << "retry_after is honest";
  EXPECT_EQ(parts_.metrics.total(Counter::rate_limit_hits), 2);
}

TEST_F(PipelineTest, ABadBodyCountsAndARefusalDoesNot) {
  for (int i = 0; i < 10; ++i) {
    const Response response = call({.body = "not json"});
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(header(response, "X-RateLimit-Remaining"), std::to_string(9 - i));
  }
  EXPECT_EQ(call().status, 429);
}

TEST_F(PipelineTest, TheThrottleCostsTheVisitorNothing) {
  burst_ = 1;
  EXPECT_EQ(call().status, 200);
  Call throttled_call;
  const Response throttled = throttled_call.to(handler());
  EXPECT_EQ(throttled.status, 429);
  EXPECT_NE(throttled.body.find("\"Too many requests\""), std::string::npos);
  EXPECT_EQ(header(throttled, "Retry-After"), "1");
  EXPECT_EQ(header(throttled, "X-RateLimit-Limit"), "(none)") << "the limiter was not asked";
  EXPECT_FALSE(throttled_call.body_was_read);
  EXPECT_EQ(parts_.metrics.total(Counter::throttled), 1);
  parts_.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(header(call(), "X-RateLimit-Remaining"), "8");
}

TEST_F(PipelineTest, WhatTheVisitorLimiterRefusesGivesItsTokenBack) {
  burst_ = 11;
  for (int i = 0; i < 10; ++i) ASSERT_EQ(call().status, 200);
  for (int i = 0; i < 50; ++i)
    EXPECT_NE(call().body.find("Rate limit exceeded"), std::string::npos);
  EXPECT_EQ(call_from("192.0.2.2").status, 200) << "one address cannot starve the others";
}

TEST_F(PipelineTest, TheUncountedAreNeverThrottledEither) {
  burst_ = 1;
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(call({.method = "GET", .path = "/healthz"}).status, 200);
    EXPECT_EQ(call({.method = "OPTIONS"}).status, 204);
    EXPECT_EQ(call({.path = "/nowhere"}).status, 404);
    EXPECT_EQ(call({.method = "PUT"}).status, 405);
    EXPECT_EQ(call(with_header("Origin", "https://evil.example")).status, 403);
    EXPECT_EQ(call({.announced = 70'000}).status, 413);
  }
  EXPECT_EQ(header(call(), "X-RateLimit-Remaining"), "9");
}

TEST_F(PipelineTest, MethodsAndPaths) {
  EXPECT_EQ(header(call({.method = "GET"}), "Allow"), "POST, OPTIONS");
  EXPECT_EQ(header(call({.method = "HEAD"}), "Allow"), "POST, OPTIONS");
  EXPECT_EQ(header(call({.path = "/healthz"}), "Allow"), "GET, HEAD");
  EXPECT_EQ(call({.method = "HEAD", .path = "/readyz"}).status, 200);
  EXPECT_EQ(call({.path = "/chat/"}).status, 404);
}

TEST_F(PipelineTest, APageElsewhereMaySpendNothing) {
  const Response refused = call(with_header("Origin", "https://evil.example"));
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.body.find("\"Origin not allowed\""), std::string::npos);
  EXPECT_EQ(header(refused, "Access-Control-Allow-Origin"), "(none)");
  EXPECT_EQ(header(refused, "Vary"), "Origin");
  EXPECT_EQ(call(with_header("Origin", "null")).status, 403);
  EXPECT_TRUE(parts_.model.prompts.empty());
}

TEST_F(PipelineTest, OurOwnPageNeedsNoCorsHeaders) {
  Call own = with_header("Origin", "http://chat.local:8080");
  own.headers.add("Host", "chat.local:8080");
  const Response response = own.to(handler());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header(response, "Access-Control-Allow-Origin"), "(none)");
}

TEST_F(PipelineTest, AListedPageIsNamed) {
  const Response response = call(with_header("Origin", "https://medical-tech-aesthetic.com"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header(response, "Access-Control-Allow-Origin"), "https://medical-tech-aesthetic.com");
  EXPECT_EQ(header(response, "Access-Control-Allow-Credentials"), "(none)");
  EXPECT_NE(header(response, "Access-Control-Expose-Headers").find("RateLimit"), std::string::npos);
  EXPECT_EQ(header(call(), "Vary"), "Origin") << "with a list always";
}

TEST_F(PipelineTest, PreflightsAndOtherOptions) {
  Call preflight = with_header("Origin", "https://medical-tech-aesthetic.com");
  preflight.method = "OPTIONS";
  preflight.headers.add("Access-Control-Request-Method", "POST");
  const Response allowed = preflight.to(handler());
  EXPECT_EQ(allowed.status, 204);
  EXPECT_EQ(header(allowed, "Access-Control-Allow-Methods"), "POST, OPTIONS");
  EXPECT_EQ(header(allowed, "Access-Control-Allow-Headers"),
            "content-type, x-request-id, idempotency-key, user-agent");
  EXPECT_EQ(header(allowed, "Access-Control-Max-Age"), "300");
  EXPECT_EQ(header(allowed, "Content-Type"), "(none)");

  Call stranger = with_header("Origin", "https://evil.example");
  stranger.method = "OPTIONS";
  stranger.headers.add("Access-Control-Request-Method", "POST");
  const Response bare = stranger.to(handler());
  EXPECT_EQ(bare.status, 204);
  EXPECT_EQ(header(bare, "Access-Control-Allow-Origin"), "(none)");
  EXPECT_EQ(header(bare, "Access-Control-Allow-Methods"), "(none)");

  EXPECT_EQ(header(call({.method = "OPTIONS"}), "Allow"), "POST, OPTIONS");
}

TEST_F(PipelineTest, AnyOriginMeansTheStar) {
  setup_.origins = OriginPolicy({"*"});
  const Response response = call(with_header("Origin", "https://anyone.example"));
  EXPECT_EQ(header(response, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(header(response, "Vary"), "(none)");
}

TEST_F(PipelineTest, TheAddressComesFromTrustedProxiesOnly) {
  trusted_ = {AddressBlock::parse("10.0.0.0/8").value()};
  const auto remaining = [&](const std::string& peer, const std::string& forwarded) {
    Call forwarded_call = with_header("X-Forwarded-For", forwarded);
    forwarded_call.peer = peer;
    return header(forwarded_call.to(handler()), "X-RateLimit-Remaining");
  };
  EXPECT_EQ(remaining("10.0.0.1", "6.6.6.6, 203.0.113.9"), "9") << "the rightmost counts";
  EXPECT_EQ(remaining("10.0.0.2", "7.7.7.7, 203.0.113.9, 10.1.1.1"), "8") << "proxies are skipped";
  EXPECT_EQ(remaining("10.0.0.1", "203.0.113.9:4711, "), "7") << "port and empty entry";
  EXPECT_EQ(remaining("203.0.113.9", "1.1.1.1"), "6") << "not behind a proxy: the peer";
  EXPECT_EQ(remaining("10.0.0.1", "1.2.3.4, unknown"), "9") << "no address: the peer";
  EXPECT_EQ(remaining("10.0.0.1", "[2001:db8::1]:443"), "9");
  EXPECT_EQ(remaining("2001:db8:0:0:ffff::2", ""), "8") << "one IPv6 /64 is one visitor";
  EXPECT_EQ(remaining("::ffff:203.0.113.9", ""), "5") << "mapped IPv4 is IPv4";
}

TEST_F(PipelineTest, IPv4InIPv6FormIsTrustedAsWhatItIs) {
  for (const std::string trusted : {"::ffff:10.0.0.0/104", "10.0.0.0/8", "::ffff:10.0.0.1"}) {
    for (const std::string peer : {"10.0.0.1", "::ffff:10.0.0.1"}) {
      trusted_ = {AddressBlock::parse(trusted).value()};
      handler_ = {};
      Call forwarded = with_header("X-Forwarded-For", "203.0.113." + std::to_string(++address_));
      forwarded.peer = peer;
      EXPECT_EQ(header(forwarded.to(handler()), "X-RateLimit-Remaining"), "9")
          << trusted << " " << peer;
    }
  }
  EXPECT_FALSE(AddressBlock::parse("::ffff:10.0.0.0/8")) << "an IPv6 length is meant, or is it?";
  EXPECT_FALSE(AddressBlock::parse("::ffff:126.0.0.0/104")
                   ->contains(boost::asio::ip::make_address("::ffff:127.0.0.1")));
  EXPECT_TRUE(
      AddressBlock::parse("::ffff:0:0/96")->contains(boost::asio::ip::make_address("203.0.113.1")));
}

TEST_F(PipelineTest, AProxyThatIsNotNamedIsWarnedOfOnceAndWithoutItsAddress) {
  for (const char* name : {"X-Forwarded-For", "Forwarded", "x-forwarded-for"}) {
    Call forwarded = with_header(name, "203.0.113.9");
    forwarded.peer = "192.0.2.77";
    for (int i = 0; i < 3; ++i) forwarded.to(handler());
  }
  const std::string log = parts_.log.all();
  const std::size_t first = log.find("not in server.trusted_proxies");
  ASSERT_NE(first, std::string::npos) << log;
  EXPECT_EQ(log.find("not in server.trusted_proxies", first + 1), std::string::npos) << log;
  EXPECT_TRUE(log.contains("setting=server.trusted_proxies"));
  EXPECT_FALSE(log.contains("192.0.2.77"));
  EXPECT_FALSE(log.contains("203.0.113.9"));
}

TEST_F(PipelineTest, AProxyThatIsNamedIsWarnedOfOnlyWhereItSendsForwardedAlone) {
  trusted_ = {AddressBlock::parse("10.0.0.0/8").value()};
  Call call = with_header("X-Forwarded-For", "203.0.113.9");
  call.headers.add("Forwarded", "for=203.0.113.9");
  call.peer = "::ffff:10.0.0.1";
  call.to(handler());
  call_from("192.0.2.1");
  EXPECT_FALSE(parts_.log.all().contains("prox")) << parts_.log.all();
  Call forwarded = with_header("Forwarded", "for=203.0.113.9");
  forwarded.peer = "10.0.0.1";
  forwarded.to(handler());
  EXPECT_TRUE(parts_.log.all().contains("a trusted proxy sends Forwarded and no X-Forwarded-For"));
}

TEST_F(PipelineTest, ReadinessTellsWhatIsMissing) {
  EXPECT_EQ(call({.method = "GET", .path = "/readyz"}).body, R"({"status":"ready"})");
  degraded_ = {"storage"};
  const Response response = call({.method = "GET", .path = "/readyz"});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"status":"ready","degraded":["storage"]})");
}

TEST_F(PipelineTest, ATransportFaultTouchesNoLayer) {
  burst_ = 1;
  const Error full{
      .kind = ErrorKind::unavailable, .message = "full", .retry_after = std::chrono::seconds(5)};
  for (int i = 0; i < 3; ++i) {
    const Response response = call({.transport_fault = full});
    EXPECT_EQ(response.status, 503);
    EXPECT_TRUE(response.close);
    EXPECT_EQ(header(response, "Retry-After"), "5");
  }
  EXPECT_EQ(header(call(), "X-RateLimit-Remaining"), "9");
}

TEST_F(PipelineTest, TheModelsFaultsReachTheVisitor) {
  const auto answer = [&](ErrorKind kind, std::optional<std::chrono::seconds> retry_after = {}) {
    parts_.model.error =
        Error{.kind = kind, .message = "m", .detail = "d", .retry_after = retry_after};
    return call();
  };
  const Response wrong = answer(ErrorKind::model_wrong_answer);
  EXPECT_EQ(wrong.status, 502);
  EXPECT_NE(wrong.body.find("\"AI service error\""), std::string::npos);
  const Response unavailable = answer(ErrorKind::model_unavailable, std::chrono::seconds(7));
  EXPECT_EQ(unavailable.status, 503);
  EXPECT_NE(unavailable.body.find("\"AI service unavailable\""), std::string::npos);
  EXPECT_NE(unavailable.body.find("\"retry_after\":7"), std::string::npos);
  EXPECT_EQ(header(unavailable, "Retry-After"), "7");
  const Response late = answer(ErrorKind::model_timeout);
  EXPECT_EQ(late.status, 504);
  EXPECT_NE(late.body.find("\"AI service timeout\""), std::string::npos);
}

TEST_F(PipelineTest, AFallbackIsNamed) {
  parts_.model.fallback = true;
  EXPECT_NE(call().body.find("\"fallback\":true"), std::string::npos);
  parts_.model.fallback = false;
  EXPECT_EQ(call().body.find("fallback"), std::string::npos);
}

TEST_F(PipelineTest, TheAccessLineHoldsNoWordsAddressesOrSessions) {
  parts_.model.pieces = {"SECRET-ANSWER"};
  Call chat{.body = R"({"message":"SECRET-QUESTION","session_id":"SECRET-SESSION"})"};
  chat.to(handler());
  const std::string line = parts_.log.all();
  EXPECT_NE(line.find("request request_id="), std::string::npos);
  EXPECT_EQ(line.find("SECRET"), std::string::npos);
  EXPECT_EQ(line.find("192.0.2.1"), std::string::npos);
  EXPECT_EQ(parts_.metrics.http_statuses, std::vector<int>{200});
}

TEST_F(PipelineTest, ABodyThatFailsIsCountedAndTakesNoToken) {
  burst_ = 1;
  for (const ErrorKind kind :
       {ErrorKind::request_too_large, ErrorKind::request_timeout, ErrorKind::bad_request}) {
    const Response response = call({.body = std::unexpected(Error{.kind = kind, .message = "m"})});
    EXPECT_TRUE(response.close) << "what is left of the body is no request";
    EXPECT_NE(header(response, "X-RateLimit-Remaining"), "(none)");
  }
  EXPECT_EQ(header(call(), "X-RateLimit-Remaining"), "6");
  EXPECT_EQ(parts_.metrics.total(Counter::throttled), 0);
  EXPECT_EQ(call().status, 429) << "the throttle has had one token";
}

TEST_F(PipelineTest, FailedBodiesUseUpTheLimitAndAreThenNotReadAnyMore) {
  const Error large{.kind = ErrorKind::request_too_large, .message = "big"};
  for (int i = 0; i < 10; ++i) EXPECT_EQ(call({.body = std::unexpected(large)}).status, 413);
  Call next{.body = std::unexpected(large)};
  const Response refused = next.to(handler());
  EXPECT_EQ(refused.status, 429);
  EXPECT_NE(refused.body.find("Rate limit exceeded"), std::string::npos);
  EXPECT_FALSE(next.body_was_read);
  EXPECT_EQ(header(refused, "X-RateLimit-Remaining"), "0");
}

TEST_F(PipelineTest, AVisitorKnownToBeOverTheLimitIsRefusedWhereThereIsNoTokenEither) {
  burst_ = 10;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(call().status, 200);
  EXPECT_NE(call_from("192.0.2.2").body.find("The chat is busy"), std::string::npos);
  EXPECT_NE(call().body.find("Rate limit exceeded"), std::string::npos);
}

TEST_F(PipelineTest, EveryRouteStatesWhatItAnswers) {
  for (const auto& [path, allow] : std::map<std::string, std::string>{{"/chat", "POST, OPTIONS"},
                                                                      {"/", "GET, HEAD"},
                                                                      {"/healthz", "GET, HEAD"},
                                                                      {"/readyz", "GET, HEAD"}}) {
    const Response refused = call({.method = "DELETE", .path = path});
    EXPECT_EQ(refused.status, 405) << path;
    EXPECT_EQ(header(refused, "Allow"), allow) << path;
    EXPECT_EQ(header(refused, "Vary"), path == "/chat" ? "Origin" : "(none)") << path;
  }
}

TEST_F(PipelineTest, TheLambdaHasTheRoutesThatSaySoAndNoThrottle) {
  const auto handler = make_pipeline(setup_.parts_for(chat_), {.deployment = Deployment::lambda});
  EXPECT_EQ(Call{}.to(handler).status, 200);
  for (const std::string path : {"/", "/healthz", "/readyz"}) {
    EXPECT_EQ((Call{.method = "GET", .path = path}.to(handler)).status, 404) << path;
  }
}

class IdempotencyTest : public PipelineTest {
 protected:
  IdempotencyTest() { setup_.origins = OriginPolicy({"*"}); }
  static Call keyed(std::string key, std::string message = "hi", std::string peer = "192.0.2.1") {
    Call call = with_header("Idempotency-Key", std::move(key));
    call.body = R"({"message":")" + message + R"("})";
    call.peer = std::move(peer);
    return call;
  }
  [[nodiscard]] std::size_t calls() const { return parts_.model.prompts.size(); }
  std::string remaining() { return header(call(), "X-RateLimit-Remaining"); }
};

TEST_F(IdempotencyTest, TheSameRequestIsAnsweredOnceAndCountedOnce) {
  const std::string key = "8e03978e-40d5-43dd-bc93-6894a57f9324";
  const Response first = call(keyed(key));
  for (int i = 0; i < 49; ++i) {
    const Response again = call(keyed(key));
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(header(again, "Idempotency-Replayed"), "true");
    EXPECT_EQ(header(again, "X-RateLimit-Remaining"), "(none)");
  }
  EXPECT_EQ(header(first, "Idempotency-Replayed"), "(none)");
  EXPECT_EQ(calls(), 1U);
  EXPECT_EQ(parts_.metrics.total(Counter::replayed_answers), 49);
  EXPECT_EQ(remaining(), "8") << "one was counted, and the one that asks";
}

/// The first request with the key is answered for ever.
class NeverAnswered final : public KeyedAnswers {
 public:
  std::optional<Claim> known(const KeyedRequest&, Timestamp) override { return UnderWay{}; }
  Task<Result<Claim>> claim(KeyedRequest, Timestamp) override { co_return UnderWay{}; }
  Task<Result<void>> keep(KeyedRequest, KeptAnswer, Timestamp) override {
    co_return Result<void>{};
  }
  Task<Result<void>> give_up(KeyedRequest, Timestamp) override { co_return Result<void>{}; }
};

TEST_F(IdempotencyTest, ARepeatWaitsForTheFirstAnswerUntilItsDeadline) {
  setup_.keyed_answers = std::make_unique<NeverAnswered>();
  const SteadyTime begin = parts_.clock.steady_now();
  Call repeat = keyed("k");
  repeat.limits.deadline = begin + std::chrono::seconds(20);
  const Response late = call(repeat);
  EXPECT_EQ(late.status, 504);
  EXPECT_NE(late.body.find("is still being answered"), std::string::npos) << late.body;
  EXPECT_LT(parts_.clock.steady_now(), repeat.limits.deadline);
  EXPECT_GT(parts_.clock.steady_now(), begin + std::chrono::seconds(18));
  EXPECT_EQ(calls(), 0U);
}

TEST_F(IdempotencyTest, ARepeatWhoseClientLeavesWaitsNoLonger) {
  setup_.keyed_answers = std::make_unique<NeverAnswered>();
  const SteadyTime begin = parts_.clock.steady_now();
  std::stop_source client;
  client.request_stop();
  Call repeat = keyed("k");
  repeat.limits.client_gone = client.get_token();
  call(repeat);
  EXPECT_EQ(parts_.clock.steady_now(), begin);
  EXPECT_EQ(calls(), 0U);
}

TEST_F(IdempotencyTest, RepeatsHaveALimitOfTheirOwn) {
  setup_.repeats = storage::make_memory_counter({.max = 3});
  call(keyed("k"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(call(keyed("k")).status, 200);
  const Response refused = call(keyed("k"));
  EXPECT_EQ(refused.status, 429);
  EXPECT_NE(refused.body.find("Too many repeats. Maximum 3 repeats per 60 seconds."),
            std::string::npos);
  EXPECT_EQ(header(refused, "X-RateLimit-Remaining"), "(none)");
  EXPECT_EQ(header(refused, "Idempotency-Replayed"), "(none)");
  EXPECT_EQ(remaining(), "8") << "they take nothing from the questions";
  parts_.clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(header(call(keyed("k")), "Idempotency-Replayed"), "true");
}

TEST_F(IdempotencyTest, AGuessableKeysRepeatHasASessionOfItsOwn) {
  const auto session = [](const Response& response) {
    return response.body.substr(response.body.find("\"session_id\""), 58);
  };
  const std::string random = "8e03978e-40d5-43dd-bc93-6894a57f9324";
  EXPECT_EQ(session(call(keyed(random))), session(call(keyed(random))));
  EXPECT_NE(session(call(keyed("k"))), session(call(keyed("k"))));
  Call named = keyed("named");
  named.body = R"({"message":"hi","session_id":"chosen"})";
  EXPECT_EQ(session(call(named)), session(call(named)));
}

TEST_F(IdempotencyTest, ARepeatHasTheIdsOfTheFirstAnswer) {
  Call first = keyed("8e03978e-40d5-43dd-bc93-6894a57f9324");
  first.headers.add("X-Request-Id", "first");
  Call repeat = keyed("8e03978e-40d5-43dd-bc93-6894a57f9324");
  repeat.headers.add("X-Request-Id", "repeat");
  const std::string answer = call(first).body;
  EXPECT_TRUE(answer.contains(R"("message_id":"first")")) << answer;
  EXPECT_EQ(call(repeat).body, answer);
  EXPECT_EQ(header(call(repeat), "X-Request-Id"), "repeat");
  test::RecordedStream stream;
  repeat.headers.add("Accept", "text/event-stream");
  repeat.stream = &stream;
  call(repeat);
  EXPECT_TRUE(stream.written.contains(R"("messageId":"first")")) << stream.written;
  const std::string lines = parts_.log.all();
  EXPECT_TRUE(lines.contains("request_id=repeat")) << lines;
  EXPECT_FALSE(lines.contains("message_id=repeat")) << lines;
}

TEST_F(IdempotencyTest, AGuessableKeysRepeatHasAConversationOfItsOwn) {
  const auto conversation = [](const Response& response) {
    return response.body.substr(response.body.find("\"conversation_id\""), 51);
  };
  EXPECT_NE(conversation(call(keyed("k"))), conversation(call(keyed("k"))));
}

TEST_F(IdempotencyTest, ARepeatTakesNothingFromTheThrottle) {
  burst_ = 2;
  call(keyed("k"));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(call(keyed("k")).status, 200);
  EXPECT_EQ(call().status, 200);
  EXPECT_EQ(call().status, 429);
}

TEST_F(IdempotencyTest, ARepeatMayAskForAStream) {
  parts_.model.pieces = {"6600 ", "USD"};
  const Response first = call(keyed("k"));
  test::RecordedStream stream;
  Call again = keyed("k");
  again.headers.add("Accept", "text/event-stream");
  again.stream = &stream;
  EXPECT_TRUE(call(again).streamed);
  EXPECT_NE(stream.written.find("6600 USD"), std::string::npos);
  EXPECT_NE(stream.written.find("[DONE]"), std::string::npos);
  EXPECT_EQ(header(*stream.head, "Idempotency-Replayed"), "true");
}

TEST_F(IdempotencyTest, AnotherBodyUnderTheKeyIs422AndCounts) {
  call(keyed("k"));
  const Response reused = call(keyed("k", "something else"));
  EXPECT_EQ(reused.status, 422);
  EXPECT_NE(reused.body.find("Idempotency key reused"), std::string::npos);
  EXPECT_EQ(header(reused, "X-RateLimit-Remaining"), "8");
  EXPECT_EQ(calls(), 1U);
}

TEST_F(IdempotencyTest, AVisitorsKeysAreHisOwn) {
  call(keyed("k"));
  EXPECT_EQ(header(call(keyed("k", "hi", "192.0.2.2")), "Idempotency-Replayed"), "(none)");
  EXPECT_EQ(calls(), 2U);
}

TEST_F(IdempotencyTest, AKeyMustBeVisibleCharactersAndNotTooMany) {
  for (const std::string& key :
       {std::string(), std::string(129, 'k'), std::string("a b"), std::string("a\tb"),
        std::string("\xC3\xA9"), std::string("\x7F")}) {
    const Response refused = call(keyed(key));
    EXPECT_EQ(refused.status, 400) << key;
    EXPECT_NE(refused.body.find("Invalid Idempotency-Key"), std::string::npos);
    EXPECT_NE(header(refused, "X-RateLimit-Remaining"), "(none)") << "it counts";
  }
  EXPECT_EQ(calls(), 0U);
  EXPECT_EQ(call(keyed(std::string(128, '~'))).status, 200);
}

TEST_F(IdempotencyTest, AFailedAnswerLeavesTheKeyFree) {
  parts_.model.error = Error{.kind = ErrorKind::model_unavailable};
  EXPECT_EQ(call(keyed("k")).status, 503);
  parts_.model.error.reset();
  EXPECT_EQ(call(keyed("k")).status, 200);
  EXPECT_EQ(call(keyed("k")).status, 200);
  EXPECT_EQ(calls(), 2U);
}

TEST_F(IdempotencyTest, AVisitorOverHisLimitGetsWhatHeWasGivenBefore) {
  call(keyed("k"));
  for (int i = 0; i < 9; ++i) call();
  EXPECT_EQ(call().status, 429);
  EXPECT_EQ(call(keyed("new")).status, 429);
  EXPECT_EQ(call(keyed("k")).status, 200);
  parts_.clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(call(keyed("new")).status, 200) << "a refusal is no answer to be kept";
}

TEST_F(IdempotencyTest, WhoIsRefusedAnywayCostsNoClaim) {
  for (int i = 0; i < 10; ++i) call();
  EXPECT_EQ(call(keyed("k")).status, 429);
  const KeyedRequest any{.key = "k", .fingerprint = {}, .claimant = {}, .secret = {}};
  EXPECT_FALSE(setup_.keyed_answers->known(any, parts_.clock.now()));
  EXPECT_EQ(parts_.metrics.total(Counter::rate_limit_hits), 1);
}

/// Every call fails.
class BrokenKeyedAnswers final : public KeyedAnswers {
 public:
  std::optional<Claim> known(const KeyedRequest&, Timestamp) override { return std::nullopt; }
  Task<Result<Claim>> claim(KeyedRequest, Timestamp) override { co_return fault(); }
  Task<Result<void>> keep(KeyedRequest, KeptAnswer, Timestamp) override { co_return fault(); }
  Task<Result<void>> give_up(KeyedRequest, Timestamp) override { co_return fault(); }

 private:
  static std::unexpected<Error> fault() {
    return std::unexpected(Error{.kind = ErrorKind::store_failed, .detail = "table on fire"});
  }
};

TEST_F(IdempotencyTest, WhereTheStoreFailsTheVisitorIsAnsweredAllTheSame) {
  setup_.keyed_answers = std::make_unique<BrokenKeyedAnswers>();
  EXPECT_EQ(call(keyed("k")).status, 200);
  EXPECT_EQ(parts_.metrics.total(Counter::store_errors), 2) << "asking, and settling";
  EXPECT_NE(parts_.log.all().find("table on fire"), std::string::npos);
}

}  // namespace
}  // namespace mta::http
