#include "base/address_block.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

bool contains(std::string_view block, std::string_view address) {
  return AddressBlock::parse(block).value().contains(parse_address(address).value());
}

TEST(AddressBlock, ContainsWhatHasItsFirstBits) {
  EXPECT_TRUE(contains("10.1.2.3/8", "10.255.0.1"));  // bits behind the prefix do not count
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(contains("192.0.2.128/25", "192.0.2.255"));
  EXPECT_FALSE(contains("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(contains("0.0.0.0/0", "203.0.113.1"));
  EXPECT_TRUE(contains("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
  EXPECT_FALSE(contains("::/0", "203.0.113.1"));
}

TEST(AddressBlock, AnAddressIsABlockOfOne) {
  EXPECT_TRUE(contains("192.0.2.1", "192.0.2.1"));
  EXPECT_FALSE(contains("192.0.2.1", "192.0.2.2"));
  EXPECT_TRUE(contains("::1", "::1"));
}

TEST(AddressBlock, MappedAddressesAreIpv4) {
  EXPECT_TRUE(contains("10.0.0.0/8", "::ffff:10.1.1.1"));
  EXPECT_TRUE(contains("::ffff:10.0.0.0/104", "10.1.1.1"));
  EXPECT_FALSE(contains("::ffff:10.0.0.0/104", "11.1.1.1"));
}

TEST(AddressBlock, AZoneIsNoPartOfTheAddress) {
  EXPECT_TRUE(contains("fe80::/10", "fe80::1%1"));
  EXPECT_TRUE(contains("fe80::1%1", "fe80::1%2"));
}

TEST(AddressBlock, WhatIsNoneSaysWhy) {
  for (const char* text : {"", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8 ", "::/129",
                           "::ffff:10.0.0.0/95", "10.0.0", "localhost", "[::1]"}) {
    const auto block = AddressBlock::parse(text);
    ASSERT_FALSE(block) << text;
    EXPECT_EQ(block.error().find("\"" + std::string(text) + "\" "), 0U) << block.error();
  }
}

TEST(AddressBlock, AnAddressHasNoBracketsAndNoPort) {
  EXPECT_TRUE(is_address("::1"));
  for (const char* text : {"[::1]", "127.0.0.1:80", "127.1", "", " ::1"}) {
    EXPECT_FALSE(is_address(text)) << text;
  }
}

}  // namespace
}  // namespace mta
