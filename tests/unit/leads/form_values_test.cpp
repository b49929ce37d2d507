#include "leads/form_values.h"

#include <gtest/gtest.h>

namespace mta::leads {
namespace {

TEST(FormValues, AnEmailAddressIsReadInLowerCase) {
  EXPECT_EQ(read_email(" Dr.Sara+HIFU@Clinic.Example.com\n"), "dr.sara+hifu@clinic.example.com");
  EXPECT_EQ(read_email("a@b.co"), "a@b.co");
  EXPECT_EQ(read_email("o'neil_x@sub-domain.xn--p1ai"), "o'neil_x@sub-domain.xn--p1ai");
}

TEST(FormValues, WhatIsNoEmailAddressIsRefused) {
  for (const char* text : {"", "@", "a@b", "a@", "@b.co", "a b@c.co", "a@b..co", "a@-b.co",
                           "a@b-.co", "a@b.co.", "a@.b.co", "<a@b.co>", "a@b@c.co", "a\"b@c.co",
                           "سارة@c.co", "a@b.co,x@y.co", "a@[127.0.0.1]"}) {
    EXPECT_EQ(read_email(text), std::nullopt) << text;
  }
  EXPECT_EQ(read_email(std::string(65, 'a') + "@b.co"), std::nullopt);
  EXPECT_EQ(read_email("a@" + std::string(64, 'b') + ".co"), std::nullopt);
  std::string domain = "a@";
  for (int i = 0; i < 30; ++i) domain += "label.label.";
  EXPECT_EQ(read_email(domain + "co"), std::nullopt) << "254 characters at most";
}

TEST(FormValues, ACountryIsTwoLetters) {
  EXPECT_EQ(read_country(" sa "), "SA");
  EXPECT_EQ(read_country("LB"), "LB");
  for (const char* text : {"", "S", "KSA", "S1", "السعودية", "Saudi Arabia"}) {
    EXPECT_EQ(read_country(text), std::nullopt) << text;
  }
}

TEST(FormValues, OfAPageOriginAndPathAreKept) {
  EXPECT_EQ(read_page("https://Clinic.example/devices/hifu?utm=1&mail=a@b.co#top"),
            "https://clinic.example/devices/hifu");
  EXPECT_EQ(read_page("http://localhost:8080/?q=055"), "http://localhost:8080/");
  EXPECT_EQ(read_page("https://clinic.example?phone=055"), "https://clinic.example/");
  EXPECT_EQ(read_page("https://sara:055@clinic.example/a"), "https://clinic.example/a");
  EXPECT_EQ(read_page("https://clinic.example/" + std::string(500, 'a')), "https://clinic.example");
  for (const char* text : {"", "about:srcdoc", "file:///home/sara", "javascript:alert(1)", "/a"}) {
    EXPECT_EQ(read_page(text), std::nullopt) << text;
  }
}

TEST(FormValues, WhatShouldBeOneLineIsMadeOne) {
  EXPECT_EQ(one_line("  Dr.\u00A0 Sara\r\n\tAl\x07 Harbi\u2028"), "Dr. Sara Al Harbi");
  EXPECT_EQ(one_line(" \n "), "");
}

}  // namespace
}  // namespace mta::leads
