#include "catalogue/overview.h"

#include <gtest/gtest.h>

#include "tests/support/conversation.h"

namespace mta::catalogue {
namespace {

using test::ask;

TEST(OverviewTest, AListOrEverythingOrWhatThereIsAsksForAnOverview) {
  for (const char* text :
       {"may i have your full catalog", "list me your machines please",
        "what kind of stuff do you guys do", "envoyez-moi la liste de vos appareils",
        "ارسلوا لي قائمة المنتجات مع الاسعار", "ابعتولي لائحة الأجهزة", "وش الأجهزة اللي تبيعونها",
        "ما الأجهزة التي توفرونها؟", "صيفطو ليا الكتالوغ", "ايه الأجهزة اللي عندكم",
        "eh el aghiza elly 3andoko", "b3atouli el catalogue",
        "wesh el ajheza elli mtwfra 3ndkm?"}) {
    EXPECT_TRUE(ask({text}).is(Intent::overview)) << text;
  }
}

TEST(OverviewTest, AThingInParticularIsNoOverview) {
  for (const char* text : {"what machines do you have for cellulite", "شو عندكم للسيلوليت",
                           "send me the price of the hifu", "what do you have under 2000"}) {
    EXPECT_FALSE(ask({text}).is(Intent::overview)) << text;
  }
}

TEST(OverviewTest, WhatElseIsAskedIsAnsweredToo) {
  const Question question = ask({"send me your catalogue, and do you deliver to Iraq?"});
  EXPECT_TRUE(question.is(Intent::overview));
  EXPECT_TRUE(question.is(Intent::terms));
}

TEST(OverviewTest, WhatIsToldBesideTheQuestionDoesNotMatter) {
  for (const char* text : {"just landed on your page, can you walk me thru what you carry",
                           "could you walk me through your line-up?",
                           "عايز الكتالوج كامل لو تكرمت، بجهز مركز تجميل في المنصورة",
                           "شنو الأقسام اللي عندكم بالموقع"}) {
    EXPECT_EQ(ask({text}).intents.front(), Intent::overview) << text;
  }
  EXPECT_NE(ask({"can i have a list of autoclaves and dental chairs"}).intents.front(),
            Intent::overview);
}

}  // namespace
}  // namespace mta::catalogue
