#include "catalogue/needs.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "catalogue/fold.h"
#include "tests/support/shipped_knowledge.h"

namespace mta {
namespace {

using Positions = std::vector<std::size_t>;
using Strings = std::vector<std::string>;

const std::vector<Product>& products() {
  static const std::vector<Product> all = [] {
    std::vector<Product> made(3);
    made[0].name = "Glass Laser";
    made[0].category = "Lasers";
    made[1].name = "Pico Laser";
    made[1].arabic_name = "بيكو ليزر";
    made[1].category = "Lasers";
    made[2].name = "HIFU";
    made[2].category = "Face";
    return made;
  }();
  return all;
}

LoadedNeeds load(const std::string& rows) {
  return load_needs(
      {.path = "needs.csv", .text = "Need,English,Arabic,French,Arabizi,Devices\n" + rows},
      products());
}

TEST(Needs, HaveTheWordsOfAllLanguagesAndTheirDevicesInOrder) {
  const auto loaded =
      load("melasma,mask of pregnancy;melasma,كلف;الكلف,mélasma,kalaf,pico laser;HIFU\n");
  EXPECT_EQ(loaded.warnings, Strings{});
  ASSERT_EQ(loaded.needs.size(), 1U);
  const Need& need = loaded.needs.front();
  EXPECT_EQ(need.name, "melasma");
  EXPECT_EQ(need.arabic_name, "كلف");
  EXPECT_EQ(need.phrases, (Strings{"melasma", "mask of pregnancy", "كلف", "الكلف", "kalaf"}))
      << "without those that fold to the same";
  EXPECT_EQ(need.products, (Positions{1, 2}));
}

TEST(Needs, TakeACategoryForAllItsDevicesAndArabicNames) {
  const auto loaded = load("scars,,,,,Lasers\nlift,,,,,HIFU;Lasers;hifu\ntattoo,,,,,بيكو ليزر\n");
  EXPECT_EQ(loaded.warnings, Strings{});
  ASSERT_EQ(loaded.needs.size(), 3U);
  EXPECT_EQ(loaded.needs[0].products, (Positions{0, 1}));
  EXPECT_EQ(loaded.needs[1].products, (Positions{2, 0, 1}));
  EXPECT_EQ(loaded.needs[2].products, (Positions{1}));
}

TEST(Needs, NameTheLineAndTheNearestDeviceWhereOneIsUnknown) {
  const auto loaded = load("melasma,,,,,Pico Lazer;HIFU\nacne,,,,,Lasres\n");
  ASSERT_EQ(loaded.needs.size(), 1U) << "the second names none";
  EXPECT_EQ(loaded.needs[0].products, (Positions{2}));
  EXPECT_EQ(loaded.warnings,
            (Strings{"needs.csv:2: there is no device and no category \"Pico Lazer\"; the nearest "
                     "name is \"Pico Laser\"",
                     "needs.csv:3: there is no device and no category \"Lasres\"; the nearest name "
                     "is \"Lasers\"",
                     "needs.csv:3: \"acne\" has no device; it is left out"}));
}

TEST(Needs, SayWhichRowsAndWordsAreLeftOut) {
  const auto loaded = load(
      "scars,ice pick,,,,Lasers\nscars,,,,,HIFU\nacne,Ice Pick;pimples,,,,HIFU\n,,,,,HIFU\n"
      "a,b,c,d,e,HIFU,g\nx,\"y,,,,HIFU\n");
  ASSERT_EQ(loaded.needs.size(), 2U);
  EXPECT_EQ(loaded.needs[1].phrases, (Strings{"acne", "pimples"}));
  EXPECT_EQ(loaded.warnings,
            (Strings{"needs.csv:3: \"scars\" is already in the list; the row is left out",
                     "needs.csv:4: \"Ice Pick\" already stands for \"scars\"; it is left out for "
                     "\"acne\"",
                     "needs.csv:5: the need has no name; the row is left out",
                     "needs.csv:6: the row has 7 fields and the header 6; a field with a comma in "
                     "it needs quotes around it; the row is left out",
                     "needs.csv:7: a quote that is never closed; the row is left out"}));
}

TEST(Needs, FindColumnsByNameInAnyOrder) {
  const auto loaded =
      load_needs({.path = "n.csv", .text = "devices,Notes,NEED\nHIFU,ours,lifting\n"}, products());
  ASSERT_EQ(loaded.needs.size(), 1U);
  EXPECT_EQ(loaded.needs[0].phrases, Strings{"lifting"});
}

TEST(Needs, AreNoneWhereTheHeaderIsWrongAndItIsSaid) {
  for (const std::string text : {"", "Name,Words\nmelasma,x\n", "need,devices,need\na,HIFU,b\n"}) {
    const auto loaded = load_needs({.path = "needs.csv", .text = text}, products());
    EXPECT_TRUE(loaded.needs.empty()) << text;
    ASSERT_FALSE(loaded.warnings.empty()) << text;
    EXPECT_TRUE(loaded.warnings[0].starts_with("needs.csv:1: the ")) << loaded.warnings[0];
  }
}

TEST(Needs, NameAnotherSeparatorAndAnotherEncoding) {
  const auto separated = load_needs({"needs.csv", "Need;Devices\nlifting;HIFU\n"}, products());
  ASSERT_EQ(separated.warnings.size(), 1U);
  EXPECT_TRUE(separated.warnings[0].starts_with(
      "needs.csv:1: the fields are separated by semicolons; they must be separated by commas"));
  const auto encoded = load_needs({"needs.csv", "Need,Devices\nrid\xe9s,HIFU\n"}, products());
  ASSERT_EQ(encoded.warnings.size(), 1U);
  EXPECT_TRUE(encoded.warnings[0].starts_with("needs.csv:2: the file is not UTF-8"));
  EXPECT_TRUE(load_needs({"needs.csv", ";;;\n"}, products()).needs.empty());
}

TEST(Needs, MayBeMissing) {
  KnowledgeFiles files{.products = {"products.csv", "Machine Name,Price (USD)\nHIFU,1\n"},
                       .persona = {"persona.md", "be kind"},
                       .contact = {"contact.md", "call us"}};
  EXPECT_TRUE(load_knowledge(files).value().knowledge.needs.empty());
  files.needs = {"needs.csv", "Need,Devices\nlifting,HIFU\nacne,Laser\n"};
  const auto loaded = load_knowledge(files).value();
  ASSERT_EQ(loaded.knowledge.needs.size(), 1U);
  EXPECT_EQ(loaded.knowledge.needs[0].products, Positions{0});
  EXPECT_EQ(loaded.warnings.size(), 2U);
}

TEST(Needs, OfTheBusinessNameEveryDeviceInAllWritings) {
  const Knowledge knowledge = test::shipped_knowledge();
  const auto loaded =
      load_needs({"needs.csv", test::read_source("knowledge/needs.csv")}, knowledge.products);
  EXPECT_EQ(loaded.warnings, Strings{});
  EXPECT_EQ(loaded.needs.size(), knowledge.needs.size());
  std::set<std::size_t> served;
  for (const Need& need : loaded.needs) {
    EXPECT_FALSE(need.arabic_name.empty()) << need.name;
    served.insert(need.products.begin(), need.products.end());
  }
  EXPECT_EQ(served.size(), knowledge.products.size());
}

}  // namespace
}  // namespace mta
