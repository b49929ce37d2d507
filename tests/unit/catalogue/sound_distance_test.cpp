#include "catalogue/sound_distance.h"

#include <string_view>

#include <gtest/gtest.h>

#include "catalogue/sound_keys.h"

namespace mta::catalogue {
namespace {

int distance(std::string_view heard, std::string_view listed) {
  return sound_distance(sounds_of(heard), sounds_of(listed));
}

TEST(SoundDistance, IsNothingForAWordAsItIsRead) {
  EXPECT_EQ(distance("jeld", "جلد"), 0);
  EXPECT_EQ(distance("mawjoud", "موجود"), 0);
  EXPECT_EQ(distance("shakhs", "شخص"), 0);
}

TEST(SoundDistance, AShortVowelMayBeTypedOrNotAndALongOneIsMissed) {
  EXPECT_EQ(distance("sha3r", "شعر"), distance("sh3r", "شعر"));
  EXPECT_LT(distance("jihaz", "جهاز"), distance("jhz", "جهاز"));
  EXPECT_LT(distance("jhz", "جهاز"), 4);
}

TEST(SoundDistance, TellsWordsOfTheSameConsonantsApart) {
  EXPECT_LT(distance("kasat", "كاسات"), distance("kasat", "كسوت"));
  EXPECT_LT(distance("shafat", "شفاط"), distance("shafat", "شفوط"));
  EXPECT_GE(distance("soura", "سيرة"), 4);
}

TEST(SoundDistance, WhatIsJoinedToAWordCountsLittle) {
  EXPECT_LT(distance("eljihaz", "جهاز"), 4);
  EXPECT_LT(distance("eljihaz", "جهاز"), distance("eljihaz", "جهوز"));
}

TEST(SoundDistance, AnotherConsonantIsAnotherWord) {
  EXPECT_GE(distance("kalb", "كلس"), 4);
  EXPECT_GE(distance("", "كلس"), 4);
}

}  // namespace
}  // namespace mta::catalogue
