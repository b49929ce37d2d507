#include "leads/contact_reader.h"

#include <ostream>

#include <gtest/gtest.h>

#include "leads/replies.h"

namespace mta::leads {

void PrintTo(const Contact& contact, std::ostream* out) {
  *out << contact.name << " | " << contact.phone << (contact.phone_is_e164 ? " ok" : "") << " | "
       << contact.email << " | " << contact.clinic << " | " << contact.country;
}

namespace {

Contact said(std::string_view text) { return read_contact(text, Asked::nothing); }
Contact answered(std::string_view text) { return read_contact(text, Asked::details); }

TEST(ContactReader, ReadsWhoWritesInFourLanguages) {
  EXPECT_EQ(said("Hello, my name is Sara Haddad, call me on +961 3 123 456").name, "Sara Haddad");
  EXPECT_EQ(said("I'm Dr. Ali from Beirut").name, "Dr. Ali");
  EXPECT_EQ(said("i'm dr ali from beirut").name, "dr ali");
  EXPECT_EQ(said("اسمي سارة حداد من بيروت").name, "سارة حداد");
  EXPECT_EQ(said("انا دكتور هاني ورقمي 0551234567").name, "دكتور هاني");
  EXPECT_EQ(said("ismi Rana w ra2me 03123456").name, "Rana");
  EXPECT_EQ(said("ana esme ali, 3ande 3iyede").name, "ali");
  EXPECT_EQ(said("je m'appelle Jean-Paul Martin").name, "Jean-Paul Martin");
}

TEST(ContactReader, WhatWhoWritesIsOrWantsIsNoName) {
  for (const char* text :
       {"I am looking for a hifu", "I'm interested in the laser", "انا دكتور جلدية",
        "i am a doctor", "ana bade hifu", "انا صاحب عيادة", "I'm from Dubai",
        "Je suis dermatologue", "this is great", "my name", "I'm the owner of a clinic"}) {
    EXPECT_EQ(said(text).name, "") << text;
  }
}

TEST(ContactReader, ReadsTheClinic) {
  EXPECT_EQ(said("I run Glow Skin Clinic in Riyadh").clinic, "Glow Skin Clinic");
  EXPECT_EQ(said("Al Noor Medical Center, Kuwait").clinic, "Al Noor Medical Center");
  EXPECT_EQ(said("my clinic is called Derma One").clinic, "Derma One");
  EXPECT_EQ(said("من عيادة النور في جدة").clinic, "عيادة النور");
  EXPECT_EQ(said("3andi 3iyadet Glow bi beirut").clinic, "3iyadet Glow");
  EXPECT_EQ(said("Clinique Beauté, Casablanca").clinic, "Clinique Beauté");
  EXPECT_EQ(said("I have a clinic in Amman").clinic, "");
  EXPECT_EQ(said("عندي عيادة في الرياض").clinic, "");
}

TEST(ContactReader, ReadsTheCountryByItsNameAndItsCities) {
  EXPECT_EQ(said("we are in Lebanon").country, "LB");
  EXPECT_EQ(said("عيادة بالرياض").country, "SA");
  EXPECT_EQ(said("للكويت").country, "KW");
  EXPECT_EQ(said("men beirut").country, "LB");
  EXPECT_EQ(said("un cabinet au Maroc").country, "MA");
  EXPECT_EQ(said("من مصر").country, "EG");
  EXPECT_EQ(said("Istanbul").country, "TR");
  EXPECT_EQ(said("l'Allemagne, Berlin").country, "DE");
  EXPECT_EQ(said("how much is the hifu").country, "");
}

TEST(ContactReader, ALocalNumberTakesTheCountryThatIsNamed) {
  EXPECT_EQ(said("call 055 123 4567 in Riyadh").phone, "+966551234567");
  EXPECT_TRUE(said("٠٣ ١٢٣ ٤٥٦ بيروت").phone_is_e164);
  const Contact local = said("call 055 123 4567");
  EXPECT_EQ(local.phone, "0551234567");
  EXPECT_FALSE(local.phone_is_e164);
  const Contact later = joined(local, said("from Saudi Arabia"));
  EXPECT_EQ(later.phone, "+966551234567");
  EXPECT_TRUE(later.phone_is_e164);
}

TEST(ContactReader, AnAnswerToOurQuestionNeedsNoSentences) {
  const Contact contact = answered("Ali Hassan, glow clinic, Beirut, 03 123 456");
  EXPECT_EQ(contact.name, "Ali Hassan");
  EXPECT_EQ(contact.clinic, "glow clinic");
  EXPECT_EQ(contact.country, "LB");
  EXPECT_EQ(contact.phone, "+9613123456");
  EXPECT_EQ(answered("سارة، عيادة الشفاء، جدة، 0551234567").name, "سارة");
  EXPECT_EQ(answered("سارة، عيادة الشفاء، جدة، 0551234567").clinic, "عيادة الشفاء");
  EXPECT_EQ(answered("rana\n3iyadet el nour\nsaida").name, "rana");
  EXPECT_EQ(answered("Dr. Maya Khoury from Lebanon").name, "Dr. Maya Khoury");
  EXPECT_EQ(answered("yes please").name, "");
  EXPECT_EQ(answered("Kuwait").name, "");
}

TEST(ContactReader, TellsWhoAsksToBeContactedFromWhoLeavesANumber) {
  for (const char* text :
       {"call me on 0551234567", "Please get back to me at sara@gmail.com",
        "send me a quotation for the hifu to sara@gmail.com", "اتصلوا بي على 0551234567",
        "كلموني على الواتس 0551234567", "حدا يدقلي 03123456", "etteslo fiyye 3al 03123456",
        "ra2mi 0551234567 ettaslo fini", "7kini 3al 70123456", "rappelez-moi au 06 12 34 56 78",
        "can someone ring me +971 50 000 0000 after 5pm", "رقمي 0551234567 اتصلوا فيني"}) {
    EXPECT_TRUE(asks_to_be_contacted(text)) << text;
  }
  for (const char* text :
       {"my number is 0551234567", "0551234567", "رقمي ٠٥٥١٢٣٤٥٦٧", "ra2me 03123456",
        "don't call me on 0551234567", "لا تتصلوا بي على 0551234567",
        "I'm the sales manager of a clinic, 0551234567", "price of the hifu? 0551234567"}) {
    EXPECT_FALSE(asks_to_be_contacted(text)) << text;
  }
}

TEST(Replies, AYesIsOneInFourLanguages) {
  for (const char* text : {"yes",
                           "Yes please!",
                           "ok",
                           "sure, go ahead",
                           "yes you may contact me",
                           "نعم",
                           "نعم تفضل",
                           "أكيد",
                           "ايه موافق",
                           "تمام",
                           "eh",
                           "na3am",
                           "aywa",
                           "tamam",
                           "eh akid",
                           "oui",
                           "d'accord",
                           "yes, call me",
                           "yes 0551234567",
                           "ok thanks",
                           "Yes, my name is Sara from Glow Clinic",
                           "اوكي شكرا",
                           "👍 yes",
                           "eh, ana esme Rana men beirut"}) {
    EXPECT_EQ(reply_to_consent(text), Reply::yes) << text;
  }
}

TEST(Replies, NothingElseIsAYes) {
  for (const char* text :
       {"how much is the hifu?", "ok how much is the hifu", "yes? what do you do with it",
        "yes but only by mail", "maybe", "who are you", "Sara from Beirut", "is it ok?",
        "طيب شو سعر الهايفو", "hmm", "تمام بس مين رح يتصل", "yes i want to know the price first",
        "0551234567", "La clinique Beauté, Casablanca", "yes but"}) {
    EXPECT_EQ(reply_to_consent(text), Reply::other) << text;
  }
  for (const char* text :
       {"no", "No thanks", "لا", "لا شكرا", "la2", "la shukran", "non merci", "not now", "مش موافق",
        "ma bade", "thanks but no", "don't call me", "no, how much is the hifu?"}) {
    EXPECT_EQ(reply_to_consent(text), Reply::no) << text;
  }
}

TEST(ContactReader, ANumberMayBeBegunInOneMessageAndEndInTheNext) {
  for (const char* text : {"it's 050", "my number starts with +971 50", "٠٥٠", "050..."}) {
    const std::string begun = begun_number(text);
    EXPECT_FALSE(begun.empty()) << text;
    EXPECT_EQ(read_rest_of_number(begun, "and then 111 2233").phone.substr(0, 1),
              begun.substr(0, 1))
        << text;
  }
  EXPECT_EQ(read_rest_of_number("+97150", "1112233").phone, "+971501112233");
  for (const char* text : {"055 123 4567", "the 7D HIFU", "2 devices", "call me at 10", "hello",
                           "between 05 and 06", "co2"}) {
    EXPECT_EQ(begun_number(text), "") << text;
  }
  for (const char* text : {"how much is the 7D?", "I need 3 of them", "+971501112233", "",
                           "we have about 4000 patients a year and would like to grow in 2027"}) {
    EXPECT_EQ(read_rest_of_number("050", text), Contact{}) << text;
  }
}

TEST(ContactReader, AWordBesideACorrectedNumberIsNoName) {
  for (const char* text :
       {"sorry, wrong number, it's +962 79 555 9999", "oops, the right one is +962 79 555 9999",
        "عفوا، الرقم غلط، الصحيح +962795559999"}) {
    EXPECT_EQ(answered(text).name, "") << text;
    EXPECT_EQ(answered(text).phone, "+962795559999") << text;
    EXPECT_TRUE(corrects(text)) << text;
  }
  EXPECT_FALSE(corrects("you can also reach me on +962 79 555 9999"));
}

TEST(Replies, ASentenceThatForbidsACallTakesBack) {
  for (const char* text :
       {"please don't call me anymore", "Do not contact me again", "ok stop", "no, stop",
        "I don't want anyone to call me", "remove my number please", "cancel my request",
        "just delete my number", "stop calling me now", "لو سمحت لا تتصلوا بي بعد الان",
        "لا تتصلوا بي خلاص امسحوا رقمي", "ما بدي حدا يتصل فيي", "لو سمحتم احذفوا بياناتي",
        "مش عايز حد يكلمني", "ma bade 7ada yettesel fiyye", "3mol ma3rouf ma tettesilo fiyye",
        "ne m'appelez plus s'il vous plaît"}) {
    EXPECT_TRUE(takes_back(text)) << text;
  }
  for (const char* text :
       {"please don't call me before 5 pm", "don't call me, whatsapp me instead",
        "why did you not call me?", "you did not call me", "can I delete my data later?",
        "لا تتصلوا بي قبل العصر", "لم يتصل بي احد", "ما حدا اتصل فيي", "don't call me on Friday"}) {
    EXPECT_FALSE(takes_back(text)) << text;
  }
}

TEST(Replies, AStopWordTakesBackOnlyAsTheWholeMessage) {
  for (const char* text : {"stop", "STOP!", "وقف", "wa2ef", "arrête", "please stop", "إلغاء",
                           "delete my number", "لا تتصلوا بي"}) {
    EXPECT_TRUE(takes_back(text)) << text;
  }
  for (const char* text : {"does it stop hair growth", "stop by your office", "yes",
                           "how do I stop", "وقف نمو الشعر"}) {
    EXPECT_FALSE(takes_back(text)) << text;
  }
}

}  // namespace
}  // namespace mta::leads
