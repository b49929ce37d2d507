// What visitors ask is in tests/questions; here is what a message means by its form.
#include "catalogue/understanding.h"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/conversation.h"

namespace mta::catalogue {
namespace {

using test::ask;
using test::names;
using test::offers;

TEST(UnderstandingTest, AnUnknownWordDiscardsNoRequestThatIsUnderstood) {
  EXPECT_EQ(names(ask({"cheapest whatsit you sell"})),
            std::vector<std::string>{"LED Light Therapy"});
  EXPECT_TRUE(offers(ask({"the price of the blimey hifu please"}), "7D HIFU Machine"));
}

TEST(UnderstandingTest, WhatStandsBehindANotIsTakenAway) {
  for (const char* text :
       {"hair or tattoo lasers but not the picosecond", "a laser for tattoos, anything except pico",
        "ليزر للوشم غير البيكو", "jihaz la ezalet el washem bala pico",
        "laser pour tatouage sans le pico"}) {
    const Question question = ask({text});
    EXPECT_FALSE(offers(question, "Picosecond Tattoo Removal Machine")) << text;
    EXPECT_TRUE(offers(question, "Q-Switched Nd:YAG Laser")) << text;
  }
}

TEST(UnderstandingTest, SeveralDevicesAreAllFound) {
  EXPECT_EQ(names(ask({"hifu kegel chair velashape prices"})),
            (std::vector<std::string>{"7D HIFU Machine", "EMS Kegel Chair",
                                      "VelaShape Slimming Machine"}));
  EXPECT_EQ(ask({"بكم الهايفو وكرسي كيجل؟"}).products.size(), 2U);
}

TEST(UnderstandingTest, TwoRequestsAreBothAnswered) {
  const Question question = ask({"price of the hifu, and do you deliver to Iraq?"});
  EXPECT_TRUE(question.is(Intent::price));
  EXPECT_TRUE(question.is(Intent::terms));
  const Question letter = ask({"our old machine broke last week. your price for the HIFU?"});
  EXPECT_TRUE(letter.is(Intent::price));
}

TEST(UnderstandingTest, AComparativeMeansTheSameKind) {
  const Question question = ask({"how much is the 9 in 1 hydrafacial", "anything cheaper?"});
  EXPECT_EQ(names(question), std::vector<std::string>{"Hydrafacial Bubble 7-in-1 Machine"});
}

TEST(UnderstandingTest, AShortFollowUpLooksAmongTheDevicesOfTheTurnBefore) {
  EXPECT_EQ(names(ask({"do you have cavitation?", "the one with RF"})),
            std::vector<std::string>{"Cavitation & RF Body Contouring Machine"});
  EXPECT_EQ(names(ask({"عندكم تجميد دهون؟", "والمتطور بكم؟"})),
            std::vector<std::string>{"Fat Freezing 360° (4 Handles) – Advanced"});
}

TEST(UnderstandingTest, APhoneNumberIsAWishToBeCalledAndNoBudget) {
  const Question question = ask({"7ko ma3e 3al 03000000"});
  EXPECT_TRUE(question.is(Intent::human));
  EXPECT_TRUE(question.products.empty());
}

TEST(UnderstandingTest, PricesAreSaidInAPeggedCurrencyToo) {
  const Question question = ask({"how much is the hifu in riyals"});
  EXPECT_EQ(question.currency, Currency::sar);
  EXPECT_NE(compose(question, test::shipped_understanding().knowledge()).find("24750 SAR"),
            std::string::npos);
}

TEST(UnderstandingTest, TextAsItIsPastedIsUnderstoodAsTyped) {
  const auto plain = names(ask({"سعر الهايفو"}));
  EXPECT_EQ(plain, std::vector<std::string>{"7D HIFU Machine"});
  for (const char* text :
       {"\uFEB3\uFECC\uFEAE \uFE8D\uFEDF\uFEEC\uFE8E\uFEF3\uFED4\uFEEE", "سعر\u200C الهاي\u200Bفو",
        "سـعـر الهـايـفـو", "سعر ＨＩＦＵ", "price hi\u00ADfu"}) {
    EXPECT_EQ(names(ask({text})), plain) << text;
  }
}

TEST(UnderstandingTest, AMessageOfWhateverIsMadeIsAnswered) {
  Knowledge knowledge = test::shipped_knowledge();
  for (int i = 0; knowledge.products.size() < 3000; ++i) {
    Product product = knowledge.products[static_cast<std::size_t>(i) % 28];
    product.name += " M" + std::to_string(i);
    product.synonyms.push_back("ipl" + std::to_string(i));
    knowledge.products.push_back(std::move(product));
  }
  const Understanding large(knowledge);
  for (const std::string piece :
       {"ipl ", "laser ", "microneedeling ", "mikronedling ", "not ", "كيجيل ", "وبالهايفوو ", "9",
        "9k ", "between ", "hifu, ", "\uFDFA", "3andkoon ", "a@b ", "03 123 "}) {
    std::string text;
    while (text.size() + piece.size() <= 4000) text += piece;
    const Message alone{.role = Role::user, .content = text};
    for (const Understanding* of : {&test::shipped_understanding(), &large}) {
      const Question question = of->understand(std::span(&alone, 1));
      EXPECT_LE(question.products.size(), 6U) << piece;
      EXPECT_FALSE(compose(question, of->knowledge()).empty()) << piece;
    }
  }
}

// What is learned: words that stand in no list.

TEST(UnderstandingTest, AComplaintIsKnownWhateverItsWords) {
  for (const char* text : {"there is a funny ooze coming out of the spot they zapped on thursday",
                           "ma joue ressemble a du carton depuis la séance",
                           "من يوم الجلسة وجهي صاير مثل الخشب شو بعمل"}) {
    EXPECT_TRUE(ask({text}).is(Intent::medical) || ask({text}).is(Intent::emergency)) << text;
  }
}

TEST(UnderstandingTest, AWishForAPersonIsKnownWhateverItsWords) {
  EXPECT_TRUE(ask({"can one of your guys give me a ring tomorrow morning"}).is(Intent::human));
}

TEST(UnderstandingTest, ATopicMeansTheDevicesOfTheNeedsFile) {
  const std::pair<const char*, const char*> cases[] = {
      {"ladies want their fuzzy arms smooth forever, which machine", "Hair Removal"},
      {"a chair for mums who leak when they sneeze", "Kegel Chair"}};
  for (const auto& [text, name] : cases) {
    const Question question = ask({text});
    ASSERT_EQ(question.products.size(), 1U) << text;
    const Product& product =
        test::shipped_understanding().knowledge().products[question.products.front()];
    EXPECT_NE(product.name.find(name), std::string::npos) << text;
  }
}

TEST(UnderstandingTest, ATopicOfNoDeviceOfTheCatalogueNamesNone) {
  Knowledge knowledge = test::shipped_knowledge();
  std::erase_if(knowledge.products, [](const Product& one) { return one.name.contains("Kegel"); });
  knowledge.needs.clear();
  const Understanding without_chair(knowledge);
  const Message message{.role = Role::user,
                        .content = "a chair for mums who leak when they sneeze"};
  EXPECT_TRUE(without_chair.understand(std::span(&message, 1)).products.empty());
}

TEST(UnderstandingTest, AnElidedArticleIsNoPartOfTheWord) {
  EXPECT_TRUE(offers(ask({"un appareil pour l'épilation et un autre pour les vergetures"}),
                     "Android System Diode Laser Hair Removal Machine"));
}

TEST(UnderstandingTest, WhatHappenedToOneClientIsForADoctorWhoeverAsks) {
  for (const char* text :
       {"my client's cheek is numb since hifu yesterday what do i do",
        "my patient's lip is swollen after microneedling, what do we do",
        "one of my clients got burned with the laser this morning, what now",
        "وحدة من زبوناتي تورم وجهها بعد المايكرونيدلنغ شو نعمل",
        "une de mes clientes a des cloques depuis hier après le laser, que faire"}) {
    const Question question = test::ask({text});
    EXPECT_TRUE(question.is(Intent::medical) || question.is(Intent::emergency)) << text;
    EXPECT_TRUE(question.products.empty()) << text;
  }
  for (const char* text : {"our patients skin gets red after microneedling, which lamp calms it",
                           "my clients hate needles, what do you have"}) {
    const Question question = test::ask({text});
    EXPECT_FALSE(question.is(Intent::medical) || question.is(Intent::emergency)) << text;
  }
}

TEST(UnderstandingTest, AClinicAsksAboutTheConditionsOfItsClients) {
  for (const char* text : {"el keloid mn3a 3end zbouneti wala fi settings lal clinic",
                           "بيصير نشغل الكهربا لوحدة حاطة لولب ولا مكتوب ممنوع",
                           "هل يصلح الديود للحوامل والا نمنعهم"}) {
    EXPECT_FALSE(ask({text}).needs_doctor()) << text;
  }
  EXPECT_TRUE(ask({"is HIFU safe during pregnancy?"}).needs_doctor());
}

}  // namespace
}  // namespace mta::catalogue
