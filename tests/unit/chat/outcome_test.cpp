#include "chat/outcome.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace mta {
namespace {

std::string golden() {
  std::ifstream file(MTA_SOURCE_DIR "/tests/golden/outcomes.txt");
  return (std::ostringstream() << file.rdbuf()).str();
}

TEST(Outcomes, HaveTheirGoldenNames) {
  std::string names;
  for (std::size_t i = 0; i < outcome_count; ++i) {
    names += "outcome " + std::string(name_of(static_cast<Outcome>(i))) + "\n";
  }
  for (std::size_t i = 0; i < refusal_count; ++i) {
    names += "refusal " + std::string(name_of(static_cast<Refusal>(i))) + "\n";
  }
  for (const Rating rating : {Rating::good, Rating::bad}) {
    names += "feedback " + std::string(name_of(rating)) + "\n";
  }
  EXPECT_EQ(names, golden());
}

TEST(Outcomes, AreFoundByTheirNames) {
  for (std::size_t i = 0; i < outcome_count; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    EXPECT_EQ(outcome_of(name_of(outcome)), outcome);
  }
  EXPECT_EQ(rating_of("bad"), Rating::bad);
  EXPECT_EQ(outcome_of("of a later release"), std::nullopt);
  EXPECT_EQ(rating_of(""), std::nullopt);
}

}  // namespace
}  // namespace mta
