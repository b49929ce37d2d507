#include "server/connection_table.h"

#include <thread>

#include <gtest/gtest.h>

#include "tests/support/fakes.h"

namespace mta::server {
namespace {

using Place = std::unique_ptr<ConnectionTable::Place>;

class ConnectionTableTest : public testing::Test {
 protected:
  ConnectionTable& table() {
    if (!table_) table_ = std::make_unique<ConnectionTable>(limits_, metrics_);
    return *table_;
  }
  Place admit(const std::string& address) {
    return table().admit(boost::asio::ip::make_address(address));
  }
  /// A connection that waits; `name` is noted when it is closed for another one.
  Place admit_waiting(const std::string& address, const std::string& name) {
    Place place = admit(address);
    place->on_close([this, name] { closed_ += name; });
    place->begin_wait();
    return place;
  }
  double total(Counter counter) { return metrics_.total(counter); }

  ConnectionLimits limits_{.max = 3, .per_visitor = 2, .exempt = {}};
  test::RecordingMetrics metrics_;
  std::unique_ptr<ConnectionTable> table_;
  std::string closed_;
};

TEST_F(ConnectionTableTest, TheLongestWaitingGivesItsPlaceUp) {
  const Place a = admit_waiting("192.0.2.1", "a");
  const Place b = admit_waiting("192.0.2.2", "b");
  const Place c = admit_waiting("192.0.2.3", "c");
  EXPECT_TRUE(a->end_wait());
  a->begin_wait();  // it has been answered, and waits again
  EXPECT_EQ(closed_, "");
  const Place d = admit("192.0.2.4");
  EXPECT_TRUE(d->end_wait());
  EXPECT_EQ(closed_, "b");
  EXPECT_FALSE(b->end_wait()) << "a request that comes after all is not served";
  EXPECT_EQ(total(Counter::connections_closed_for_others), 1);
  EXPECT_EQ(total(Counter::connections_refused), 0);
}

TEST_F(ConnectionTableTest, WhereNoneWaitsTheNewOneIsRefused) {
  const Place a = admit("192.0.2.1");
  const Place b = admit("192.0.2.2");
  Place c = admit("192.0.2.3");
  const Place refused = admit("192.0.2.4");
  ASSERT_TRUE(refused);
  EXPECT_FALSE(refused->end_wait());
  EXPECT_EQ(total(Counter::connections_refused), 1);
  c.reset();
  EXPECT_TRUE(admit("192.0.2.4")->end_wait()) << "a place that is given back is free";
}

TEST_F(ConnectionTableTest, AVisitorHasNoMoreThanHisShare) {
  const Place a = admit("192.0.2.1");
  Place b = admit("::ffff:192.0.2.1");
  EXPECT_FALSE(admit("192.0.2.1")->end_wait());
  const Place other = admit("192.0.2.2");
  EXPECT_TRUE(other->end_wait());
  b.reset();
  EXPECT_TRUE(admit("192.0.2.1")->end_wait());
}

TEST_F(ConnectionTableTest, AVisitorIsOneNetworkOfIPv6) {
  const Place a = admit("2001:db8::1");
  const Place b = admit("2001:db8::ffff:2");
  EXPECT_FALSE(admit("2001:db8::3")->end_wait());
  EXPECT_TRUE(admit("2001:db8:0:1::1")->end_wait());
}

TEST_F(ConnectionTableTest, TrustedProxiesHaveNoShare) {
  limits_.exempt = {AddressBlock::parse("192.0.2.0/24").value()};
  std::vector<Place> places;
  for (int i = 0; i < 3; ++i) places.push_back(admit("192.0.2.1"));
  for (const Place& place : places) EXPECT_TRUE(place->end_wait());
}

TEST_F(ConnectionTableTest, AVisitorsOwnWaitingConnectionsDoNotMakeRoomForHim) {
  const Place a = admit_waiting("192.0.2.1", "a");
  const Place b = admit_waiting("192.0.2.1", "b");
  EXPECT_FALSE(admit("192.0.2.1")->end_wait());
  EXPECT_EQ(closed_, "");
}

TEST_F(ConnectionTableTest, AFloodOfRefusalsIsNotAnsweredWithoutEnd) {
  const Place a = admit("192.0.2.1");
  const Place b = admit("192.0.2.1");
  std::vector<Place> refused;
  while (Place place = admit("192.0.2.1")) refused.push_back(std::move(place));
  EXPECT_EQ(refused.size(), 8U);
  EXPECT_EQ(total(Counter::connections_refused), 9);
  const Place other = admit("192.0.2.2");
  EXPECT_TRUE(other->end_wait());
  ASSERT_TRUE(admit("192.0.2.3")) << "the refusals of one do not take those of others";
  refused.clear();
  EXPECT_TRUE(admit("192.0.2.1"));
}

TEST_F(ConnectionTableTest, RefusalsAreBoundedForAllTogether) {
  limits_ = {.max = 1, .per_visitor = 1, .exempt = {}};
  const Place only = admit("192.0.2.1");
  std::vector<Place> refused;
  for (int i = 0; i < 1000; ++i) {
    if (Place place = admit("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250))) {
      refused.push_back(std::move(place));
    }
  }
  EXPECT_EQ(refused.size(), 256U);
}

TEST_F(ConnectionTableTest, OneThatLostItsPlaceMayStillRefuseItsRequest) {
  limits_ = {.max = 1, .per_visitor = 1, .exempt = {}};
  const Place a = admit_waiting("192.0.2.1", "a");
  const Place b = admit("192.0.2.2");
  EXPECT_TRUE(a->keep_to_refuse());
  EXPECT_FALSE(a->keep_to_refuse());
  EXPECT_FALSE(b->keep_to_refuse());
}

TEST_F(ConnectionTableTest, RoomIsMadeWithoutANewConnection) {
  EXPECT_FALSE(table().make_room());
  const Place a = admit_waiting("192.0.2.1", "a");
  EXPECT_TRUE(table().make_room());
  EXPECT_EQ(closed_, "a");
}

TEST_F(ConnectionTableTest, ManyThreadsMayUseIt) {
  limits_ = {.max = 8, .per_visitor = 8, .exempt = {}};
  table();
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < 500; ++i) {
        std::vector<Place> places;
        for (int p = 0; p < 4; ++p) {
          places.push_back(admit("192.0.2." + std::to_string(t)));
          if (!places.back()) continue;
          places.back()->on_close([] {});
          places.back()->begin_wait();
        }
        for (const Place& place : places) {
          if (place && !place->end_wait()) place->keep_to_refuse();
        }
      }
    });
  }
  threads.clear();
  std::vector<Place> places;
  for (int i = 0; i < 8; ++i) places.push_back(admit("192.0.2.1"));
  for (const Place& place : places) EXPECT_TRUE(place->end_wait()) << "all places are free again";
}

}  // namespace
}  // namespace mta::server
