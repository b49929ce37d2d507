#include "chat/session_id.h"

#include <gtest/gtest.h>

#include "tests/support/fakes.h"

namespace mta {
namespace {

const SessionSecrets secrets{.current = std::string(32, 'a'), .previous = {}};

class SessionIdsTest : public testing::Test {
 protected:
  test::CountingRandom random_;
  SessionIds sessions_{secrets, random_};
  Visitor here_ = sessions_.identify("192.0.2.1");
  Visitor elsewhere_ = sessions_.identify("192.0.2.2");
};

TEST_F(SessionIdsTest, AnIssuedIdContinuesFromAnyAddress) {
  const Session issued = sessions_.open({}, here_);
  EXPECT_TRUE(issued.is_new);
  EXPECT_TRUE(SessionIds::is_valid(issued.id));
  const Session again = sessions_.open(issued.id, elsewhere_);
  EXPECT_FALSE(again.is_new);
  EXPECT_EQ(again.conversation, issued.conversation);
  EXPECT_NE(sessions_.open({}, here_).conversation, issued.conversation);
}

TEST_F(SessionIdsTest, AChosenIdIsBoundToItsAddress) {
  const Session mine = sessions_.open("user-123", here_);
  EXPECT_EQ(sessions_.open("user-123", here_).conversation, mine.conversation);
  EXPECT_NE(sessions_.open("user-123", elsewhere_).conversation, mine.conversation);
  EXPECT_EQ(mine.conversation.find("user-123"), std::string::npos);
  EXPECT_EQ(mine.conversation.find("192.0.2.1"), std::string::npos);
}

TEST_F(SessionIdsTest, AForgedIdIsOneThatTheClientChose) {
  const Session issued = sessions_.open({}, here_);
  for (std::size_t i = 0; i < issued.id.size(); ++i) {
    std::string forged = issued.id;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(sessions_.open(forged, here_).conversation,
              sessions_.open(forged, elsewhere_).conversation)
        << "position " << i;
  }
}

TEST_F(SessionIdsTest, IdsOfThePreviousSecretContinue) {
  const Session issued = sessions_.open({}, here_);
  const SessionIds rotated({.current = std::string(32, 'b'), .previous = secrets.current}, random_);
  EXPECT_EQ(rotated.open(issued.id, elsewhere_).conversation, issued.conversation);
  const SessionIds forgotten({.current = std::string(32, 'b'), .previous = {}}, random_);
  EXPECT_NE(forgotten.open(issued.id, here_).conversation, issued.conversation);
}

TEST_F(SessionIdsTest, AConversationHasOnePublicIdForAllItsTurns) {
  const Session issued = sessions_.open({}, here_);
  EXPECT_EQ(sessions_.open(issued.id, elsewhere_).public_id, issued.public_id);
  const SessionIds rotated({.current = std::string(32, 'b'), .previous = secrets.current}, random_);
  EXPECT_EQ(rotated.open(issued.id, here_).public_id, issued.public_id);
  EXPECT_NE(sessions_.open({}, here_).public_id, issued.public_id);
  const Session chosen = sessions_.open("user-123", here_);
  EXPECT_EQ(sessions_.open("user-123", here_).public_id, chosen.public_id);
  EXPECT_NE(sessions_.open("user-123", elsewhere_).public_id, chosen.public_id);
}

TEST_F(SessionIdsTest, APublicIdOpensNothingAndTellsNothing) {
  for (const auto& id : {std::optional<std::string>(), std::optional<std::string>("user-123")}) {
    const Session session = sessions_.open(id, here_);
    EXPECT_EQ(session.public_id.size(), 32U);
    EXPECT_NE(sessions_.open(session.public_id, here_).conversation, session.conversation);
    EXPECT_EQ(session.conversation.find(session.public_id), std::string::npos);
    const SessionIds others({.current = std::string(32, 'c'), .previous = {}}, random_);
    EXPECT_NE(others.open(session.id, here_).public_id, session.public_id) << "it is keyed";
  }
}

TEST_F(SessionIdsTest, ValidIds) {
  EXPECT_TRUE(SessionIds::is_valid("aZ0_.:-"));
  EXPECT_TRUE(SessionIds::is_valid(std::string(128, 'x')));
  EXPECT_FALSE(SessionIds::is_valid(std::string(129, 'x')));
  EXPECT_FALSE(SessionIds::is_valid(""));
  EXPECT_FALSE(SessionIds::is_valid("a b"));
  EXPECT_FALSE(SessionIds::is_valid("é"));
}

TEST_F(SessionIdsTest, VisitorsAreKnownByAKeyedHash) {
  EXPECT_EQ(here_.hash.size(), 32U);
  EXPECT_EQ(sessions_.identify("192.0.2.1").hash, here_.hash);
  EXPECT_NE(elsewhere_.hash, here_.hash);
  const SessionIds other({.current = std::string(32, 'b'), .previous = {}}, random_);
  EXPECT_NE(other.identify("192.0.2.1").hash, here_.hash);
}

}  // namespace
}  // namespace mta
