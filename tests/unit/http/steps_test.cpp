#include "http/steps.h"

#include <type_traits>

#include <gtest/gtest.h>

#include "tests/support/exchanges.h"
#include "tests/support/run_task.h"

namespace mta::http {
namespace {

// A wrong order does not compile: what a step hands on, no other step can be given in its place.
using ReadBody = Step<BodyHandler, PermittedHandler>;
using StageThrottle = Step<PermittedHandler, Handler>;
using VisitorLimitStep = Step<CountedHandler, BodyHandler>;
using Idempotent = Step<BodyHandler>;

template <class StepType, class Behind>
constexpr bool goes_before = std::is_invocable_v<StepType, Behind>;

static_assert(goes_before<StageThrottle, PermittedHandler>);
static_assert(!goes_before<StageThrottle, Handler>, "a permit must be used");
static_assert(!goes_before<StageThrottle, BodyHandler>, "no body before it is read");
static_assert(!goes_before<StageThrottle, CountedHandler>);
static_assert(goes_before<ReadBody, BodyHandler>);
static_assert(!goes_before<ReadBody, PermittedHandler>, "read twice, or the throttle behind it");
static_assert(!goes_before<ReadBody, CountedHandler>, "an endpoint that nobody counts");
static_assert(!goes_before<ReadBody, Handler>, "a check of what comes before the body");
static_assert(goes_before<Idempotent, BodyHandler>);
static_assert(!goes_before<Idempotent, CountedHandler>, "repeats would be counted");
static_assert(goes_before<VisitorLimitStep, CountedHandler>);
static_assert(!goes_before<VisitorLimitStep, BodyHandler>, "counted twice, or a key behind it");
static_assert(!goes_before<Step<Handler>, CountedHandler>);
static_assert(!goes_before<Step<Handler>, PermittedHandler>);

// And nobody but the steps makes what they hand on.
static_assert(!std::is_default_constructible_v<Counted>);
static_assert(!std::is_constructible_v<Body, std::string>);
static_assert(!std::is_copy_constructible_v<Permit>, "one token is spent once");

class StepsTest : public testing::Test {
 protected:
  Result<Response> ask(const Handler& handler) { return test::run(handler(*exchange_)); }

  test::Exchanges exchange_;
};

Handler answers() {
  return [](Exchange&) -> Task<Result<Response>> { co_return Response{.body = "answered"}; };
}

Step<Handler> refusing(ErrorKind kind) {
  return check([kind](Exchange&) -> Result<void> {
    return std::unexpected(Error{.kind = kind, .message = "no"});
  });
}

TEST_F(StepsTest, TheFirstStepThatRefusesDecides) {
  EXPECT_EQ(ask(chain(answers()))->body, "answered");
  const Step<Handler> passing = check([](Exchange&) { return Result<void>{}; });
  EXPECT_EQ(ask(chain(passing, answers()))->body, "answered");
  const auto refused = ask(chain(passing, refusing(ErrorKind::origin_not_allowed),
                                 refusing(ErrorKind::throttled), answers()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::origin_not_allowed);
}

TEST_F(StepsTest, ARouteWithoutCorsOrThrottleHasNothingToRefuse) {
  const PermittedHandler permitted = [](Exchange&, Permit permit) -> Task<Result<Response>> {
    EXPECT_TRUE(permit.take()) << "of a throttle that is not there";
    co_return Response{.body = "answered"};
  };
  exchange_.request.headers.add("Origin", "https://evil.example");
  EXPECT_EQ(ask(chain(require_allowed_origin(), stage_throttle(), permitted))->body, "answered");
}

}  // namespace
}  // namespace mta::http
