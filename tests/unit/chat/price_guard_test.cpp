#include <gtest/gtest.h>

#include "chat/guarded_model.h"
#include "tests/support/collecting_sink.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"
#include "tests/support/shipped_knowledge.h"
#include "tests/unit/chat/price_guard_fixture.h"

namespace mta::chat {
namespace {

using test::asked;
using test::PriceGuardTest;

TEST_F(PriceGuardTest, ARightPriceIsShownAsItIs) {
  for (const char* answer :
       {"The 7D HIFU Machine costs 6600 USD.", "The 7D HIFU costs $6,600.", "It is USD 6,600.",
        "The price of the 7D HIFU is 6.6k USD.", "It costs six thousand six hundred dollars.",
        "That is 24,750 SAR or 24,238.50 AED.", "سعر جهاز الهايفو 7D هو ٦٦٠٠ دولار.",
        "سعره ستة آلاف وستمئة دولار.", "El 7D HIFU se3ro 6600 dollar.",
        "The 7D HIFU is **$6,600**."}) {
    expect_right(answer);
  }
}

TEST_F(PriceGuardTest, AWrongPriceIsReplacedByTheCataloguesSentence) {
  EXPECT_EQ(shown("The 7D HIFU Machine costs $5,000. It lifts the face."),
            "The 7D HIFU Machine costs … Our indicative price: 7D HIFU Machine: 6600 USD. It lifts "
            "the face.");
  EXPECT_TRUE(corrections_.price);
  EXPECT_FALSE(corrections_.promise);
}

TEST_F(PriceGuardTest, ASentenceThatBeginsWithTheAmountIsReplacedAsAWhole) {
  EXPECT_EQ(shown("$5,000 is the price of the 7D HIFU."),
            "Our indicative price: 7D HIFU Machine: 6600 USD.");
}

TEST_F(PriceGuardTest, AWrongPriceIsFoundInEveryForm) {
  for (const char* amount : {"6,500 USD",
                             "$6.5k",
                             "USD6500",
                             "six thousand five hundred dollars",
                             "sixty-five hundred dollars",
                             "٦٥٠٠ دولار",
                             "६५०० USD",
                             "６５００ USD",
                             "6\u200B500 USD",
                             "**6**500 USD",
                             "6500 euros",
                             "€6,600",
                             "6600 riyals",
                             "24,700 SAR",
                             "6 thousand 500 USD",
                             "between 6,000 and 7,000 USD",
                             "6,000–7,000 USD",
                             "ستة آلاف وخمسمئة دولار",
                             "sitt alef w khamsmiyye dollar",
                             "one dollar",
                             "ninety-nine dollars",
                             "2 × 6600 = 13,300 USD",
                             "6500"}) {
    expect_wrong("The 7D HIFU costs " + std::string(amount) + ".", amount);
  }
  expect_wrong("You get the 7D HIFU for half of its price.", "half of its price");
}

TEST_F(PriceGuardTest, EachAmountIsThePriceOfTheDeviceBesideIt) {
  expect_right("The 7D HIFU costs 6600 USD and the G8 Slimming Machine costs 550 USD.");
  expect_wrong("The 7D HIFU costs 550 USD and the G8 Slimming Machine costs 6600 USD.",
               "costs 550");
  expect_right("For 550 USD you get the G8 Slimming Machine, the 7D HIFU is 6600 USD.");
  expect_right("The 7D HIFU and the G8 Slimming Machine cost 6600 and 550 USD respectively.");
}

TEST_F(PriceGuardTest, ItemsAndRowsSpeakOfTheirOwnDevicesElseOfTheHeadings) {
  expect_right("- 7D HIFU: $6,600\n- G8 Slimming Machine: $550\n");
  expect_right("## 7D HIFU\n\n- Lifts the face\n- Price: $6,600\n");
  expect_right("| Device | Price |\n|---|---|\n| 7D HIFU | 6,600 |\n| EMS Kegel Chair | 3,200 |\n");
  expect_right("| | 7D HIFU | EMS Kegel Chair |\n|---|---|---|\n| Price | $6,600 | $3,200 |\n");
  expect_wrong("| | 7D HIFU | EMS Kegel Chair |\n|---|---|---|\n| Price | $3,200 | $6,600 |\n",
               "$3,200");
  EXPECT_EQ(
      shown("| Device | Price |\n|---|---|\n| 7D HIFU | 6,500 |\n| EMS Kegel Chair | 3,200 |\n"),
      "| Device | Price |\n|---|---|\n| 7D HIFU | … Our indicative price: 7D HIFU Machine: "
      "6600 USD. |\n| EMS Kegel Chair | 3,200 |\n");
}

TEST_F(PriceGuardTest, SumsMultiplesAndDifferencesAreThoseOfTheSentence) {
  expect_right("Together the 7D HIFU and the EMS Kegel Chair cost 9,800 USD.");
  expect_wrong("Together the 7D HIFU and the EMS Kegel Chair cost 9,000 USD.", "9,000");
  expect_right("Two 7D HIFU machines cost 13,200 USD.");
  expect_wrong("Three 7D HIFU machines cost 13,200 USD.", "13,200");
  expect_right("The 7D HIFU is 3,400 USD more expensive than the EMS Kegel Chair.");
  expect_wrong("The 7D HIFU is 3,400 USD cheaper than the EMS Kegel Chair.", "3,400");
  expect_wrong("The 7D HIFU and the EMS Kegel Chair are fine. Together they cost 9,800 USD.",
               "9,800");
}

TEST_F(PriceGuardTest, OtherNumbersAreNoAmounts) {
  for (const char* answer :
       {"The 7D HIFU has 9 cartridges, and the HydraFacial Machine is a 9-in-1.",
        "Such lasers work at 755, 808 or 1064 nm.", "It cools at 360° and weighs 45 kg.",
        "We have done this since 2015, for 2,000 clinics.", "We answer at 9:30.",
        "About 80% of clinics book 6 sessions of 30 minutes.", "Its norm is ISO 13485.",
        "It runs on 220 V with 2000 W and lasts for 10,000 shots.",
        "1. First ask.\n2. Then choose.\n3. Then order.\n"}) {
    expect_right(answer);
  }
}

TEST_F(PriceGuardTest, AnAnswerWithoutAmountsIsNeverHeldBack) {
  const std::string answer =
      "The 7D HIFU uses focused ultrasound.\n\n- It lifts the face\n- It firms the skin\n\nWhich "
      "of them do you want? جهاز الهايفو لشد الوجه. El jhez mni7.";
  const std::vector<Message> conversation = asked(question_);
  PriceGuard guard(*rules_, mode_, conversation);
  std::string given;
  std::string got;
  std::size_t longest_held = 0;
  for (const char c : answer) {
    given += c;
    got += guard.feed(std::string(1, c));
    longest_held = std::max(longest_held, given.size() - got.size());
  }
  EXPECT_EQ(got + guard.finish(), answer);
  EXPECT_LE(longest_held, 2U) << "only the 7 of 7D, until the D";
}

TEST_F(PriceGuardTest, TextIsHeldOnlyFromTheAmountToTheEndOfItsSentence) {
  const std::vector<Message> conversation = asked(question_);
  PriceGuard guard(*rules_, mode_, conversation);
  EXPECT_EQ(guard.feed("The 7D HIFU costs "), "The 7D HIFU costs ");
  EXPECT_EQ(guard.feed("$6,6"), "");
  EXPECT_EQ(guard.feed("00 and lifts"), "");
  EXPECT_EQ(guard.feed(" the face. It"), "$6,600 and lifts the face. It");
}

TEST_F(PriceGuardTest, ANumberThatIsNoAmountHoldsNothingOnceThatIsClear) {
  for (const char* answer :
       {"This one and only this one is for the face. ", "One to three of them suit you. ",
        "You need only one of these two devices for both. ", "واحد من الجهازين يكفي لعيادتك. ",
        "Wa7ad menon byekfe lal 3iyede. "}) {
    const std::vector<Message> conversation = asked(question_);
    PriceGuard guard(*rules_, mode_, conversation);
    const std::string text = answer;
    constexpr std::size_t three_words = 26;
    std::string got;
    for (std::size_t i = 0; i < text.size(); ++i) {
      got += guard.feed(text.substr(i, 1));
      ASSERT_LE(i + 1 - got.size(), three_words) << got;
    }
    EXPECT_EQ(got + guard.finish(), answer);
  }
}

TEST_F(PriceGuardTest, AUsualWordHoldsNothingWhateverPromisesItCouldBegin) {
  const std::string text =
      "The device is small, our answer is yes, and your clinic has three of "
      "them: the price comes with it ";
  const std::vector<Message> conversation = asked(question_);
  PriceGuard guard(*rules_, mode_, conversation);
  EXPECT_EQ(guard.feed(text), text);
}

TEST_F(PriceGuardTest, FiguresOfEveryKindAreRead) {
  // Kinds that other programs got wrong: Recognizers-Text 2545, price-parser 46, 58 and 63,
  // text2num 111, w2n 74, stream2sentence 2.
  for (const char* amount :
       {"٦،٦٠٠ دولار", "٦٬٦٠٠ دولار", "٦٦٠٠٫٠٠ دولار", "6600.00 USD", "6.600 USD", "6.600,00 USD",
        "$6,600.00", "US$6,600", "6'600 USD", "sixty-six hundred dollars"}) {
    expect_right("The 7D HIFU costs " + std::string(amount) + ".");
  }
  for (const char* amount :
       {"٦،٥٠٠ دولار", "6.6000 USD", ",66 USD", "1,234,567.890 USD", "6600.50 USD",
        "sixty six hundred dollars and ninety cents", "thirty-four hundred and fifty dollars",
        "A$6,600", "HK$6,600", "CHF 6600", "Rs 6600", "6,600 Canadian dollars"}) {
    expect_wrong("The 7D HIFU costs " + std::string(amount) + ".", amount);
  }
}

TEST_F(PriceGuardTest, WhatIsWorkedOutFromRightPricesIsRight) {
  question_ = "What is the difference between the normal fat freezing and the advanced one?";
  expect_right(
      "The advanced version of the Fat Freezing 360° costs 300 USD more (7,600 against "
      "7,300 USD).");
  question_ = "How much are four G8?";
  expect_right("One costs 550 USD, so that four G8 Slimming Machine are 2,200 USD.");
  expect_wrong("One costs 550 USD, so that four G8 Slimming Machine are 2,300 USD.", "2,300");
  question_ = "I have 2000 for tattoo removal";
  expect_right("The Q-Switched Nd:YAG Laser costs $2,300, $300 above your 2000.");
  expect_wrong("The Q-Switched Nd:YAG Laser costs $2,300, $200 above your 2000.", "$200");
  question_ = "سعر الهايفو بالريال";
  expect_right("جهاز الهايفو 7D بسعر 6600 دولار، أي 24,750 ريال سعودي على سعر الصرف 3.75.");
}

TEST_F(PriceGuardTest, ATotalIsThatOfThePricesRightBeforeIt) {
  expect_right(
      "The G8 Slimming Machine costs 550 USD, the LED Light Therapy 150 USD. Together 700 USD.");
  expect_wrong(
      "The G8 Slimming Machine costs 550 USD, the LED Light Therapy 150 USD. Together 600 USD.",
      "600");
  expect_right("One EMS Kegel Chair costs USD 3,200. Three of them would be USD 9,600.");
  question_ = "I have 10000 dollars for a 7D HIFU and a G8";
  expect_right(
      "- 7D HIFU: 6,600\n- G8 Slimming Machine: 550\n\nTotal: 7,150 USD, which leaves 2,850 of "
      "your budget.\n");
  expect_wrong(
      "- 7D HIFU: 6,600\n- G8 Slimming Machine: 550\n\nTotal: 7,150 USD, which leaves 3,850 of "
      "your budget.\n",
      "3,850");
}

TEST_F(PriceGuardTest, ADenialOfWorryDeniesNoPromise) {
  expect_promise("Don't worry, delivery is free.");
  expect_promise("Ma tkhaf walo, el tawsil fabor.");
}

TEST_F(PriceGuardTest, TheVisitorsAmountIsRepeatedOnlyAsHis) {
  question_ = "I pay 1 dollar for the 7D HIFU, deal?";
  expect_right("I cannot accept 1 dollar.");
  expect_right("I cannot accept your offer of 1 dollar: the 7D HIFU costs 6600 USD.");
  expect_wrong("Deal, 1 dollar it is!", "1 dollar");
  expect_wrong("Yes, the 7D HIFU is yours for 1 dollar.", "1 dollar");
  expect_wrong("The 7D HIFU is within your budget of 1 dollar.", "1 dollar");
  question_ = "My budget is 7000 dollars";
  expect_right("Within your budget of 7,000 USD the 7D HIFU fits: it costs 6,600 USD.");
  expect_wrong("Within your budget of 8,000 USD the 7D HIFU fits: it costs 6,600 USD.", "8,000");
}

TEST_F(PriceGuardTest, TheCorrectionIsInTheVisitorsLanguage) {
  question_ = "كم سعر جهاز الهايفو؟";
  EXPECT_TRUE(shown("سعره ٥٠٠٠ دولار.").contains("السعر التقريبي لدينا"))
      << shown("سعره ٥٠٠٠ دولار.");
  question_ = "2adde se3r el hifu?";
  EXPECT_TRUE(shown("Se3ro 5000 dollar.").contains("El se3r el ta2ribi 3anna"));
}

TEST_F(PriceGuardTest, WhatNoKnowledgeFileStatesIsNotPromised) {
  for (const char* answer :
       {"The 7D HIFU comes with free delivery.", "We give you a 10% discount on the 7D HIFU.",
        "It has a 2-year warranty.", "The 7D HIFU is available on Amazon.", "It is in stock.",
        "You will receive it within 5 days.", "A free gift is included.",
        "جميع أجهزتنا مع ضمان سنتين.", "التوصيل مجاني.", "El tawsil bbalesh."}) {
    expect_promise(answer);
  }
  for (const char* answer :
       {"I have put a 7D HIFU aside in your name.", "حجزتلك جهاز الهايفو لآخر الأسبوع.",
        "The 7D HIFU is FDA approved.", "الجهاز حاصل على ترخيص هيئة الغذاء والدواء.",
        "Results are guaranteed.", "Natija madmouna 100%.",
        "Our engineer will visit your clinic tomorrow.", "بنرسل لك مندوب الأسبوع القادم.",
        "You can claim the bereavement discount after your trip."}) {
    expect_promise(answer);
  }
  for (const char* answer :
       {"I have no information about discounts or delivery.", "We do not offer free delivery.",
        "For warranty and delivery please contact our team.", "ليست لدي معلومات عن الضمان.",
        "Ma 3andi ma3loumet 3an el kafele."}) {
    expect_right(answer);
  }
}

TEST_F(PriceGuardTest, OnlyLinksThatAKnowledgeFileHasAreShown) {
  for (const char* answer :
       {"Write to us on https://medical-tech-aesthetic.com.",
        "Our website is [here](https://www.medical-tech-aesthetic.com/) for you.",
        "تجدون صفحة الاتصال على https://medical-tech-aesthetic.com، أهلا بكم.",
        "It suits face and body.The handle is light.", "W 7elo kter.ma fi metlo."}) {
    expect_right(answer);
  }
  for (const char* answer :
       {"See http://www.my-fat-freezing-360.com for more.", "Visit WWW.G8SLIMMING.COM, please.",
        "You find it on fatfreezing.com/shop in our list.",
        "The details: https://medical-tech-aesthetic.com/products/fat-freezing-360-1",
        "Have a look at [this page](https://example.org/hifu?id=3) first.",
        "شوف التفاصيل على hifu-machines.ae وخبرنا."}) {
    expect_promise(answer);
  }
}

TEST_F(PriceGuardTest, AMadeUpLinkGivesWayToHowToReachUs) {
  EXPECT_EQ(shown("Order it there: https://hifu.example.com/buy?now. It lifts the face."),
            "Order it there: … For orders, offers and anything else please use the contact page of "
            "our website: https://medical-tech-aesthetic.com It lifts the face.");
}

TEST_F(PriceGuardTest, AMadeUpNumberOrAddressGivesWayToHowToReachUs) {
  for (const char* answer :
       {"Call our sales team on +971 50 123 4567.", "WhatsApp: 0551234567",
        "تفضل رقم الواتساب ٠٥٥١٢٣٤٥٦٧.", "Etesel 3ala 01012345678.",
        "Write to sales@medical-tech-aesthetic.com and someone will answer."}) {
    expect_promise(answer);
  }
  knowledge_.contact = "Call +961 1 234 567 or write to hello@mta.example.";
  rules_ = std::make_unique<PriceRules>(understanding_);
  expect_right("Call us on +961 1 234 567.");
  expect_right("Write to hello@mta.example, please.");
  question_ = "My number is 0661223344, call me";
  expect_right("I cannot pass on 0661223344 from here.");
}

TEST_F(PriceGuardTest, AnItemThatIsLeftOutLeavesNoMark) {
  EXPECT_EQ(shown("Prices:\n- 1500 USD for the 7D HIFU\n- 2500 USD for the 7D HIFU\n- A light "
                  "handle\n1. 3500 USD for the 7D HIFU\n"),
            "Prices:\n- Our indicative price: 7D HIFU Machine: 6600 USD.\n- A light handle\n");
}

TEST_F(PriceGuardTest, WhatTermsStateMayBeSaid) {
  knowledge_.terms = "All devices come with a 2-year warranty.\nDelivery to Lebanon takes 5 days.";
  rules_ = std::make_unique<PriceRules>(understanding_);
  expect_right("The 7D HIFU comes with a 2-year warranty.");
  expect_right("Delivery takes 5 days.");
  expect_promise("The 7D HIFU comes with a 3-year warranty.");
  expect_promise("Delivery is free.");
}

TEST_F(PriceGuardTest, RefusingShowsNothingWhereNothingWasShown) {
  mode_ = PriceGuardMode::refuse;
  EXPECT_EQ(shown(std::vector<std::string>{"$5,000 is the price of the 7D HIFU. ", "Buy it."}), "");
  EXPECT_EQ(shown(std::vector<std::string>{"The 7D HIFU costs ", "$5,000. ", "Buy it."}),
            "The 7D HIFU costs … Our indicative price: 7D HIFU Machine: 6600 USD.");
}

TEST_F(PriceGuardTest, ASentenceWithoutAnEndIsCheckedAllTheSame) {
  const std::string text = shown(std::vector{"The 7D HIFU costs $5,000 " + std::string(9000, 'x')});
  EXPECT_FALSE(text.contains("5,000"));
}

class GuardedModelTest : public testing::Test {
 protected:
  Completion ask() {
    scripted_->pieces = pieces_;
    test::run(
        guarded_->complete({.messages = {{.content = "How much is the 7D HIFU?"}}}, sink_, {}));
    return sink_.completion.value();
  }

  std::vector<std::string> pieces_;
  Knowledge knowledge_ = test::shipped_knowledge();
  catalogue::Understanding understanding_{knowledge_};
  test::RecordingMetrics metrics_;
  test::RecordingLog log_;
  std::unique_ptr<test::ScriptedModel> model_ = std::make_unique<test::ScriptedModel>();
  test::ScriptedModel* scripted_ = model_.get();
  std::unique_ptr<Model> guarded_ =
      make_guarded(std::move(model_), PriceGuardMode::correct, understanding_, metrics_, log_);
  test::CollectingSink sink_;
};

TEST_F(GuardedModelTest, ACorrectionIsCountedLoggedAndToldWithTheEnd) {
  pieces_ = {"The 7D HIFU costs ", "$5,000", " with free delivery. ", "Free delivery, too."};
  const Completion completion = ask();
  EXPECT_TRUE(completion.is_checked);
  EXPECT_TRUE(completion.corrections.price);
  EXPECT_TRUE(completion.corrections.promise);
  EXPECT_EQ(metrics_.total(Counter::prices_corrected), 1);
  EXPECT_EQ(metrics_.total(Counter::promises_corrected), 1);
  EXPECT_TRUE(log_.all().contains("the price guard corrected"));
  EXPECT_FALSE(log_.all().contains("5,000"));
}

TEST_F(GuardedModelTest, ARightAnswerIsToldAsChecked) {
  pieces_ = {"The 7D HIFU costs ", "$6,600."};
  const Completion completion = ask();
  EXPECT_EQ(sink_.said, "The 7D HIFU costs $6,600.");
  EXPECT_TRUE(completion.is_checked);
  EXPECT_FALSE(completion.corrections.any());
  EXPECT_EQ(metrics_.total(Counter::prices_corrected), 0);
  EXPECT_EQ(log_.all(), "");
}

}  // namespace
}  // namespace mta::chat
