#include "chat/idempotency_key.h"

#include <set>

#include <gtest/gtest.h>

#include "base/crypto.h"
#include "tests/support/fakes.h"

namespace mta {
namespace {

class IdempotencyKeyTest : public testing::Test {
 protected:
  KeyedRequest make(const std::string& secret, const std::string& visitor, const std::string& key,
                    const std::string& body = "body") {
    return keyed_request(secret, {.visitor = visitor, .route = route_}, key, body, random_);
  }
  std::string route_ = "/chat";
  test::CountingRandom random_;
};

TEST_F(IdempotencyKeyTest, WithoutTheServersSecretNothingCanBeGuessed) {
  const KeyedRequest made = make("secret", "visitor", "1", "hello");
  EXPECT_EQ(made.secret.size(), 32U);
  EXPECT_NE(made.key, hex(sha256("visitor 1"))) << "what the log and a guess would give";
  EXPECT_NE(made.fingerprint, hex(sha256("hello")));
  const KeyedRequest other = make("another secret", "visitor", "1", "hello");
  EXPECT_NE(made.key, other.key);
  EXPECT_NE(made.fingerprint, other.fingerprint);
  EXPECT_NE(made.secret, other.secret);
}

TEST_F(IdempotencyKeyTest, TheSameRequestIsTheSameAndEachTryItsOwnClaimant) {
  const KeyedRequest one = make("s", "v", "k");
  const KeyedRequest again = make("s", "v", "k");
  EXPECT_EQ(one.key, again.key);
  EXPECT_EQ(one.fingerprint, again.fingerprint);
  EXPECT_EQ(one.secret, again.secret);
  EXPECT_NE(one.claimant, again.claimant);
}

TEST_F(IdempotencyKeyTest, VisitorsAndKeysDoNotRunIntoEachOther) {
  const std::set<std::string> keys = {make("s", "v", "k").key, make("s", "w", "k").key,
                                      make("s", "v", "l").key, make("s", "vk", "").key,
                                      make("s", "", "vk").key};
  EXPECT_EQ(keys.size(), 5U);
  EXPECT_NE(as_text(std::span<const unsigned char>()), make("s", "v", "k").secret);
  EXPECT_NE(hex({reinterpret_cast<const unsigned char*>(make("s", "v", "k").secret.data()), 32}),
            make("s", "v", "k").key)
      << "the table has the key, and must not have the secret";
}

TEST_F(IdempotencyKeyTest, TheSameKeyOnAnotherRouteIsAnotherKey) {
  const KeyedRequest here = make("s", "v", "k");
  route_ = "/leads";
  const KeyedRequest there = make("s", "v", "k");
  EXPECT_NE(here.key, there.key);
  EXPECT_NE(here.secret, there.secret);
}

TEST_F(IdempotencyKeyTest, WhatAClientMayHaveCountedOrTypedIsGuessable) {
  for (const char* key : {"1", "key-1", "retry", "2026-11-30", "11111111111111111111111111",
                          "00000000-0000-0000-0000-000000000001"}) {
    EXPECT_TRUE(is_guessable_key(key)) << key;
  }
  for (const char* key : {"8e03978e-40d5-43dd-bc93-6894a57f9324", "01JDZ3W6E8Q2R5T7V9XAYBNCMP",
                          "V1StGXR8_Z5jdHi6B-myT", "3q2+7wABCDEFGHIJKLMNOP"}) {
    EXPECT_FALSE(is_guessable_key(key)) << key;
  }
}

}  // namespace
}  // namespace mta
