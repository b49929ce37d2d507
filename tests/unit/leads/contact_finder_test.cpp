#include "leads/contact_finder.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/digits.h"
#include "base/text.h"
#include "tests/support/shipped_knowledge.h"

namespace mta::leads {
namespace {

std::string unescaped(std::string text) {
  for (std::size_t at = text.find("\\t"); at != std::string::npos; at = text.find("\\t")) {
    text.replace(at, 2, "\t");
  }
  return text;
}

/// What was planted, by the text that it stands in.
std::vector<std::pair<std::string, std::string>> planted() {
  const std::string file = test::read_source("tests/unit/leads/planted_contacts.tsv");
  std::vector<std::pair<std::string, std::string>> all;
  for (std::size_t begin = 0; begin < file.size();) {
    const std::size_t end = std::min(file.find('\n', begin), file.size());
    const std::string line = file.substr(begin, end - begin);
    begin = end + 1;
    if (line.starts_with("# ")) continue;
    const std::size_t tab = line.find('\t');
    all.emplace_back(unescaped(line.substr(0, tab)), line.substr(tab + 1));
  }
  return all;
}

/// All digits of a text, in ASCII.
std::string digits_of(std::string_view text) {
  std::string digits;
  while (!text.empty()) {
    const auto digit = digit_in_any_script(next_code_point(text));
    if (digit) digits += static_cast<char>('0' + *digit);
  }
  return digits;
}

bool is_found(std::string_view text, const std::string& value) {
  for (const FoundContact& found : find_contacts(text)) {
    if (found.value == value) return true;
  }
  return false;
}

/// Nothing of it can be read any more.
bool is_masked(const std::string& text, const std::string& value) {
  const std::string left = masked(text);
  const std::size_t at = value.find('@');
  if (at != std::string::npos) return !left.contains(value.substr(at + 1));
  return !digits_of(left).contains(digits_of(value).substr(0, digits_of(value).size() - 2));
}

TEST(ContactFinder, FindsAndMasksNinetyNineOfAHundredPlantedNumbersAndAddresses) {
  const auto all = planted();
  ASSERT_EQ(all.size(), 100U);
  std::size_t found = 0;
  std::string missed;
  for (const auto& [text, value] : all) {
    if (is_found(text, value) && is_masked(text, value))
      ++found;
    else
      missed += text + " -> " + masked(text) + "\n";
  }
  EXPECT_GE(found, 99U) << missed;
  if (!missed.empty()) std::cout << missed;
}

TEST(ContactFinder, LeavesPricesDatesAndQuantitiesAlone) {
  for (const char* text : {"the 7D HIFU Machine, 6600 USD",
                           "my budget is 20000 - 25000 USD",
                           "10 000 000 LBP",
                           "50,000,000 ل.ل",
                           "25000000 IQD",
                           "3.000.000",
                           "$12000000",
                           "2026-11-30",
                           "on 30/11/2026",
                           "03/12/2026 at 10:30",
                           "6600 7700 8800",
                           "12 + 3 sessions",
                           "7-in-1 and 10-in-1",
                           "1064 nm 532 nm 1320 nm",
                           "G8 1064/755/808 nm",
                           "from 5000 to 7000",
                           "٦٦٠٠ دولار",
                           "ميزانيتي ٢٥٠٠٠ ريال",
                           "15 000 000 دينار",
                           "3 pieces @ 6600",
                           "look at our site.com",
                           "meet at 10",
                           "@mta.aesthetic on instagram",
                           "10000000 ليرة",
                           "2 hifu 3 laser 4 rf",
                           "price 6600, 3000, 4500",
                           "1.5 x 2.0",
                           "is it 220v 50/60 hz",
                           "20 30 40 50 60 usd"}) {
    EXPECT_EQ(masked(text), text);
  }
}

TEST(ContactFinder, AMaskKeepsTheSentenceAndStaysAsItIs) {
  EXPECT_EQ(masked("Call me on (+966) 55 123 4567, please"), "Call me on •••••••67, please");
  EXPECT_EQ(masked("رقمي ٠٥٥ ١٢٣ ٤٥٦٧ شكرا"), "رقمي •••••••٦٧ شكرا");
  EXPECT_EQ(masked("Sara @ Gmail . com or 050-123-4567"), "S•••@••• or •••••••67");
  const std::string once = masked("0551234567 sara@gmail.com");
  EXPECT_EQ(masked(once), once);
}

TEST(ContactFinder, TellsTwoNumbersApart) {
  const auto found = find_contacts("0551234567 0567654321 / +961 3 123 456 +961 71 234 567");
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].value, "0551234567");
  EXPECT_EQ(found[1].value, "0567654321");
  EXPECT_EQ(found[2].value, "+9613123456");
  EXPECT_EQ(found[3].value, "+96171234567");
  EXPECT_EQ(find_contacts("055 123 4567 056 765 4321").size(), 2U);
}

TEST(ContactFinder, WhatIsNoNumberOfAnybodyIsMaskedAllTheSame) {
  EXPECT_EQ(masked("4111 1111 1111 1111"), "•••••••11");
  EXPECT_EQ(find_contacts("sara@gmail")[0].kind, FoundContact::Kind::unusable);
  EXPECT_EQ(masked("sara@gmail"), "s•••@•••");
}

TEST(ContactFinder, FindsAndMasksNumbersThatAreWrittenAsWords) {
  const std::vector<std::pair<std::string, std::string>> spoken = {
      {"it is zero seven nine, five five five, one two three four", "0795551234"},
      {"Oh five five double one two three 45 six", "0551123456"},
      {"plus nine six six five five one two three four five six seven", "+966551234567"},
      {"رقمي صفر خمسة خمسة واحد اثنان ثلاثة أربعة خمسة ستة سبعة", "0551234567"},
      {"صفر وخمسة وخمسة وواحد وتنين وتلاتة واربعة وخمسة", "05512345"},
      {"sefer tlete wa7ad tnen tlete arb3a khamse sette", "03123456"},
      {"zéro six un deux trois quatre cinq six sept huit", "0612345678"}};
  for (const auto& [text, value] : spoken) {
    EXPECT_TRUE(is_found(text, value)) << text;
    EXPECT_TRUE(masked(text).contains("•••••••" + value.substr(value.size() - 2))) << masked(text);
  }
  EXPECT_EQ(masked("call me on zero five five one two three four, please"),
            "call me on •••••••34, please");
  for (const char* text : {"one or two devices, three at most", "seven in one",
                           "two, three or four", "nine one one", "واحد أو اثنين"}) {
    EXPECT_TRUE(find_contacts(text).empty()) << text;
  }
}

TEST(ContactFinder, NumbersOfOrdersAndDevicesAreMaskedAndNobodyIsCalledThere) {
  for (const char* text :
       {"my order number is 10023456", "the serial no: 4412345678", "invoice no. 20240017",
        "رقم الطلب 10023456", "الرقم التسلسلي للجهاز 4412345678", "tracking number #40012345678"}) {
    const std::vector<FoundContact> found = find_contacts(text);
    ASSERT_EQ(found.size(), 1U) << text;
    EXPECT_EQ(found[0].kind, FoundContact::Kind::unusable) << text;
    EXPECT_TRUE(masked(text).contains("•••••••")) << text;
  }
  for (const char* text : {"about my order 0551234567", "for the order call +966551234567",
                           "I want to order two devices and my number is 55123456"}) {
    EXPECT_EQ(find_contacts(text)[0].kind, FoundContact::Kind::phone) << text;
  }
}

TEST(ContactFinder, AnAddressMayHaveLettersWithAccents) {
  EXPECT_TRUE(is_found("write to sara@münchen.de", "sara@münchen.de"));
  EXPECT_TRUE(is_found("josé.maría@clínica.es", "josé.maría@clínica.es"));
  EXPECT_EQ(masked("راسلوني علىjosé.maria@clínica.esوشكرا"), "راسلوني علىj•••@•••وشكرا");
}

TEST(ContactFinder, ANumberIsNotCutWhereItsLastPartBeginsWithAZero) {
  EXPECT_TRUE(is_found("واتساب 00971 50 111 0005", "00971501110005"));
  EXPECT_TRUE(is_found("+966 55 123 4567 0551234567", "+966551234567"));
  EXPECT_TRUE(is_found("0044 20 7946 0018 please", "00442079460018"));
}

TEST(ContactFinder, LeavesThemOut) {
  EXPECT_EQ(without_contacts("call me 0551234567"), "call me");
  EXPECT_EQ(without_contacts("0551234567"), "");
}

}  // namespace
}  // namespace mta::leads
