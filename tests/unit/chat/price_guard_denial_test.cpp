#include "tests/unit/chat/price_guard_fixture.h"

/// What the guard cannot explain is not shown.
namespace mta::chat {
namespace {

using test::PriceGuardTest;

class PriceGuardDenialTest : public PriceGuardTest {
 protected:
  void SetUp() override { question_ = "How much is the 7D HIFU?"; }
};

TEST_F(PriceGuardDenialTest, ABareFigureIsAPriceWherePriceWasAsked) {
  expect_wrong(
      "For that one you would be looking at 9400 when everything has been considered here.",
      "9400");
  expect_wrong("You get it for 90.", "90");
  expect_wrong("It is about seven.", "seven");
  expect_wrong("Around 7000ish, give or take, depending on what you would like to have with it.",
               "7000ish");
}

TEST_F(PriceGuardDenialTest, ANameThatEndsWithANumberIsNotHeldBack) {
  const std::vector<Message> conversation = {{.content = question_}};
  PriceGuard guard(*rules_, PriceGuardMode::correct, conversation);
  const std::string begun = "The HydraFacial Machine (9-in-1) cleans the skin";
  EXPECT_EQ(guard.feed(begun), begun);
}

TEST_F(PriceGuardDenialTest, ABareFigureIsAPriceBehindPrices) {
  question_ = "Which machine for the buttocks?";
  expect_wrong(
      "The Vacuum Cupping & Butt Lift Machine costs 3850 USD and the EMS Sculpt 4500 USD. "
      "Take both and you are at 8,530 in all.",
      "8,530");
  expect_wrong(
      "The Q-Switched Nd:YAG Laser costs 2300 USD. The picosecond one is pricier, a bit "
      "under nine thousand.",
      "nine thousand");
}

TEST_F(PriceGuardDenialTest, WithoutAQuestionForAPriceABareFigureIsNone) {
  question_ = "Hello";
  expect_right("We have worked with more than one of the big chains here, about 90.");
}

TEST_F(PriceGuardDenialTest, AWordThatLooksLikeANumberIsNotShown) {
  for (const char* amount :
       {"seventhousand five hundred dollars", "sab3talaf dollar", "sba3lef dollar",
        "tlatalef w tmanmeyye dollar", "bsettalaf w khomsomeyya", "بسبعتلاف دولار",
        "بسبعتالاف وخمسميت دولار", "6k9 dollars", "6,9OO USD", "twothousand and one"}) {
    expect_wrong("It costs " + std::string(amount) + ".", amount);
  }
}

TEST_F(PriceGuardDenialTest, ACurrencyBehindSomethingThatIsNoNumberIsNotShown) {
  expect_wrong("That makes MMMMMMDC dollars.", "dollars");
}

TEST_F(PriceGuardDenialTest, ACurrencyThatIsOnlyNamedIsShown) {
  for (const char* answer :
       {"All our prices are in US dollars.", "The riyal is pegged to the dollar.",
        "| Device | USD | SAR |", "الأسعار بالدولار الأمريكي.", "Kel el as3ar bel dollar."}) {
    expect_right(answer);
  }
}

TEST_F(PriceGuardDenialTest, OnePriceForSeveralDevicesIsThatOfEach) {
  question_ = "7D HIFU and VelaShape, how much?";
  expect_wrong("The 7D HIFU and the VelaShape cost 7,200 USD each.", "7,200");
  expect_wrong("The 7D HIFU and the VelaShape cost 7,200 USD.", "7,200");
  expect_wrong("Both cost 6,600 USD.", "6,600");
  expect_right("The 7D HIFU and the VelaShape cost 6,600 and 7,200 USD.");
  expect_right("The EMS Kegel Chair and the 9D Inner Ball Roller cost 3,200 USD each.");
}

TEST_F(PriceGuardDenialTest, DevicesWithDifferentPricesDoNotCostTheSame) {
  question_ = "7D HIFU and VelaShape, how much?";
  expect_wrong("They are the same price.", "same price");
  expect_wrong("The 7D HIFU costs as much as the VelaShape.", "as much as the VelaShape");
  expect_wrong("Eh, nafs el se3r.", "nafs el se3r");
  expect_right("They are not the same price.");
}

TEST_F(PriceGuardDenialTest, ThePriceOfOneIsNotThatOfTwo) {
  question_ = "I want 2 7D HIFU";
  expect_wrong("Two 7D HIFU machines cost 6,600 USD.", "6,600");
  expect_right("Two 7D HIFU machines cost 13,200 USD.");
  expect_right("Two 7D HIFU machines are 6,600 USD each.");
}

TEST_F(PriceGuardDenialTest, APriceForATimeIsNone) {
  expect_wrong("The 7D HIFU costs 6,600 USD a month.", "6,600");
}

TEST_F(PriceGuardDenialTest, AVisitorsOfferIsRepeatedOnlyToRefuseItOrBesideThePrice) {
  question_ = "7D HIFU for 3000, deal?";
  expect_wrong("You may take it home for 3,000.", "3,000");
  expect_wrong("Your offer of 3,000 has been received and will be honoured.", "3,000");
  expect_wrong("With 3,000 you own it.", "3,000");
  expect_right("I cannot accept 3,000.");
  expect_right("Your offer is 3,000; the 7D HIFU costs 6,600 USD.");
}

TEST_F(PriceGuardDenialTest, ASumIsMadeOfPricesAlone) {
  question_ = "Fat freezing advanced or standard?";
  expect_wrong("It's 7,900, just 300 over the 7,600 of the standard 4-handle model.", "7,900");
}

TEST_F(PriceGuardDenialTest, ATaxThatIsWorkedOutRightlyIsShown) {
  question_ = "How much is the 7D HIFU with 15% VAT?";
  expect_right("The 7D HIFU costs 6,600 USD, with 15% VAT 7,590 USD.");
  expect_wrong("The 7D HIFU costs 6,600 USD, with 15% VAT 7,690 USD.", "7,690");
}

TEST_F(PriceGuardDenialTest, WhatIsSpokenOfWithoutADenialIsPromised) {
  for (const char* answer :
       {"Delivery is as good as done.", "A warranty goes along, naturally, on every part.",
        "The laser itself is certified.", "Customs are sorted out on our side."}) {
    expect_promise(answer);
  }
  expect_right("I have no information on delivery.");
  expect_right("Our team will tell you about the warranty.");
}

/// From public reports of parsers and guards that got these wrong.
TEST_F(PriceGuardDenialTest, WhatOthersHaveMisreadIsNotShown) {
  for (const char* amount :
       {"One Hundred and Eighty Eight dollars", "two million one thousand dollars",
        "hundred and twenty dollars", "two hundred fifty thousand dollars", "$3.350", "1.127,54 $",
        "11,33 USD", "3 dollars 50 cents", "٢٦،٠١٣ دولار", "twenty-two thousand USD"}) {
    expect_wrong("It costs " + std::string(amount) + ".", amount);
  }
}

}  // namespace
}  // namespace mta::chat
