#include "net/aws_credentials.h"

#include <gtest/gtest.h>

#include "tests/support/fakes.h"
#include "tests/support/run_task.h"

namespace mta::net {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// Gives numbered keys that are good for an hour, or nothing, or fails.
class Source final : public CredentialSource {
 public:
  Source(const Clock& clock, int& fetches) : clock_(clock), fetches_(fetches) {}
  Task<std::optional<Result<ExpiringCredentials>>> fetch(const CallLimits&) override {
    ++fetches_;
    if (failing) co_return Result<ExpiringCredentials>(std::unexpected(Error{.detail = "down"}));
    co_return ExpiringCredentials{.credentials = {.access_key_id = std::to_string(fetches_)},
                                  .expiry = clock_.now() + minutes(60)};
  }
  bool failing = false;

 private:
  const Clock& clock_;
  int& fetches_;
};

class CredentialChainTest : public testing::Test {
 protected:
  CredentialChainTest() {
    auto source = std::make_unique<Source>(clock_, fetches_);
    source_ = source.get();
    std::vector<std::unique_ptr<CredentialSource>> sources;
    sources.push_back(environment_credentials([](const std::string&) { return ""; }));
    sources.push_back(std::move(source));
    chain_ = std::make_unique<AwsCredentialChain>(std::move(sources), clock_);
  }

  std::string key() {
    const auto credentials = test::run(chain_->get({}));
    return credentials ? credentials->access_key_id : "error: " + credentials.error().detail;
  }

  test::ManualClock clock_;
  int fetches_ = 0;
  Source* source_;
  std::unique_ptr<AwsCredentialChain> chain_;
};

TEST_F(CredentialChainTest, AreKeptUntilFiveMinutesBeforeTheyExpire) {
  EXPECT_EQ(key(), "1");
  clock_.advance(minutes(55) - seconds(1));
  EXPECT_EQ(key(), "1");
  clock_.advance(seconds(1));
  EXPECT_EQ(key(), "2");
  EXPECT_EQ(key(), "2");
}

TEST_F(CredentialChainTest, OldOnesServeWhileRenewingFails) {
  EXPECT_EQ(key(), "1");
  clock_.advance(minutes(56));
  source_->failing = true;
  EXPECT_EQ(key(), "1");
  EXPECT_EQ(key(), "1");
  EXPECT_EQ(fetches_, 2) << "the next try is 10 s later";
  clock_.advance(seconds(10));
  EXPECT_EQ(key(), "1");
  EXPECT_EQ(fetches_, 3);
  clock_.advance(minutes(4));
  EXPECT_EQ(key(), "error: down");
  source_->failing = false;
  clock_.advance(seconds(10));
  EXPECT_EQ(key(), "5");
}

TEST_F(CredentialChainTest, AFailureIsNotAskedForAtOnceAgain) {
  source_->failing = true;
  EXPECT_EQ(key(), "error: down");
  EXPECT_EQ(key(), "error: down");
  EXPECT_EQ(fetches_, 1);
}

}  // namespace
}  // namespace mta::net
