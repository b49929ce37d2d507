#include "catalogue/price.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

std::int64_t price_of(std::string_view text) {
  const auto price = parse_price(text);
  return price ? price->value_or(-1) : -2;
}

std::string refusal(std::string_view text) {
  const auto price = parse_price(text);
  return price ? "accepted as " + std::to_string(price->value_or(-1)) : price.error();
}

TEST(Price, IsReadAsPeopleWriteIt) {
  for (const char* text : {"6600", "6,600", "$6,600", "$ 6600", "6,600 USD", "6600usd", "6600.00",
                           "6600.0", "6,600.00", "6,600 $", " 6600 ",
                           "\xC2\xA0"
                           "6600"}) {
    EXPECT_EQ(price_of(text), 6600) << text;
  }
  EXPECT_EQ(price_of("1,234,567"), 1'234'567);
  EXPECT_EQ(price_of(" "), -1) << "on request";
}

TEST(Price, ACommaStandsOnlyBeforeGroupsOfThreeDigits) {
  for (const char* text : {"7300,00", "7300,0", "73,00", "7,30", "7,3000", "7,300,00", "7300,000",
                           ",730", "7,", "7,,300", "0,500", "1234,567", "7,300,"}) {
    EXPECT_EQ(price_of(text), -2) << text;
  }
}

TEST(Price, WhatAnotherCountryReadsAsAnotherNumberIsRefusedAndNamed) {
  for (const char* text : {"7300,00", "7.300,00", "7.300", "7 300",
                           "7\xC2\xA0"
                           "300",
                           "7\xE2\x80\xAF"
                           "300,00",
                           "7'300",
                           "7\xE2\x80\x99"
                           "300.00",
                           "٧٣٠٠", "٧٬٣٠٠", "٧٣٠٠٫٠٠", "۷۳۰۰",
                           "\xE2\x80\x8F"
                           "7300",
                           "7,300,00", "$7.300"}) {
    EXPECT_TRUE(refusal(text).contains("write it like 7300, if that is meant,")) << refusal(text);
  }
}

TEST(Price, WhatIsNoPriceIsRefused) {
  for (const char* text : {"cheap",    "-5",    "0",         "00",       "7300.50",
                           "7300 EUR", "€7300", "7.3E+03",   "10000001", "99999999999999999999",
                           "########", "#N/A",  "7300-7600", "=7300",    "USD",
                           "$",        "0x1F",  "1e3",       ",",        "."}) {
    EXPECT_EQ(price_of(text), -2) << text;
  }
  EXPECT_TRUE(refusal("cheap").contains("write it like 6600, $6,600 or 6,600 USD,"));
}

}  // namespace
}  // namespace mta
