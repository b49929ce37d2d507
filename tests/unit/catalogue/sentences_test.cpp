#include "catalogue/sentences.h"

#include <gtest/gtest.h>

#include "catalogue/knowledge.h"
#include "tests/support/shipped_knowledge.h"

namespace mta::catalogue {
namespace {

std::vector<std::string> problems(std::string_view text) {
  Sentences sentences;
  const Sentences before;
  auto found = sentences.take("sentences.txt", text);
  if (!found.empty()) {
    EXPECT_EQ(sentences.get(Sentence::thanks, Language::english),
              before.get(Sentence::thanks, Language::english))
        << "a file with a problem is not taken";
  }
  return found;
}

TEST(Sentences, EveryOneIsThereInEveryLanguage) {
  const Sentences sentences;
  for (std::size_t i = 0; i < sentence_count; ++i) {
    for (std::size_t language = 0; language < language_count; ++language) {
      const std::string& text =
          sentences.get(static_cast<Sentence>(i), static_cast<Language>(language));
      EXPECT_FALSE(text.empty()) << i;
      EXPECT_EQ(text.find_first_of("{}\n"), std::string::npos) << text;
    }
  }
  EXPECT_EQ(sentences.get(Sentence::prices_in_dollars, Language::english),
            "Our prices are in US dollars.");
}

TEST(Sentences, AFileTakesThePlaceOfTheSectionsThatItHas) {
  Sentences sentences;
  const Sentences before;
  EXPECT_EQ(sentences.take("sentences.txt",
                           "# ours\r\n[thanks]\r\nar: ar\r\nen: Any\r\n  time.\r\n"
                           "arabizi: z: z\r\n"),
            std::vector<std::string>{});
  EXPECT_EQ(sentences.get(Sentence::thanks, Language::english), "Any time.");
  EXPECT_EQ(sentences.get(Sentence::thanks, Language::arabizi), "z: z");
  EXPECT_EQ(sentences.get(Sentence::farewell, Language::arabic),
            before.get(Sentence::farewell, Language::arabic));
}

TEST(Sentences, AnotherCompanysNameStandsInAllOfThem) {
  Sentences sentences;
  ASSERT_TRUE(sentences
                  .take("sentences.txt",
                        "[company]\nen: Acme\nar: \xD8\xA3\narabizi: Akme\n"
                        "[short_company]\nen: AC\nar: AC\narabizi: AC\n")
                  .empty());
  EXPECT_EQ(sentences.get(Sentence::farewell, Language::english),
            "Goodbye, and thank you for your interest in Acme.");
  for (std::size_t i = 0; i < sentence_count; ++i) {
    for (std::size_t language = 0; language < language_count; ++language) {
      const std::string& text =
          sentences.get(static_cast<Sentence>(i), static_cast<Language>(language));
      EXPECT_FALSE(text.contains("MTA") || text.contains("Medical Tech")) << text;
    }
  }
}

TEST(Sentences, WhatIsWrongIsNamedWithItsLine) {
  using Problems = std::vector<std::string>;
  EXPECT_EQ(problems("[thank]\nen: a\n"),
            Problems{"sentences.txt:1: \"thank\" is no sentence of the catalogue"});
  EXPECT_EQ(problems("\n[thanks]\nen: a\narabizi: c\n"),
            Problems{"sentences.txt:2: the section has no text in \"ar\""});
  EXPECT_EQ(problems("[thanks]\nen: a {name}\nar: {\narabizi: {company}\n"),
            (Problems{"sentences.txt:2: \"{name}\" is no placeholder here",
                      "sentences.txt:3: \"{}\" is no placeholder here"}));
  EXPECT_EQ(problems("[company]\nen: {company}\nar: b\narabizi: c\n"),
            Problems{"sentences.txt:2: \"{company}\" is no placeholder here"});
  EXPECT_EQ(problems("[thanks]\nen: a\nar: b\narabizi: c\nfr: d\n"),
            Problems{"sentences.txt:5: a line must begin with \"en:\", \"ar:\", \"arabizi:\" or a "
                     "blank"});
  EXPECT_EQ(problems("en: a\n"), Problems{"sentences.txt:1: a line must stand below a [name]"});
  EXPECT_EQ(problems(" a\n"),
            Problems{"sentences.txt:1: there is no line that this one could go on with"});
  EXPECT_EQ(problems("[thanks]\nen: a\nen: b\nar: b\narabizi: c\n"),
            Problems{"sentences.txt:3: \"en\" is already in the section"});
  EXPECT_EQ(problems("[thanks]\nen: a\nar: b\narabizi: c\n[thanks]\nen: a\nar: b\narabizi: c\n"),
            Problems{"sentences.txt:5: \"thanks\" is already in the file"});
}

TEST(Sentences, OfTheKnowledgeFolderAreCheckedAtTheStart) {
  KnowledgeFiles files{
      .products = {.path = "products.csv", .text = "Machine Name,Price (USD)\nA,1\n"},
      .persona = {.path = "persona.md", .text = "be kind"},
      .contact = {.path = "contact.md", .text = "call us"},
      .sentences = KnowledgeFile{.path = "k/sentences.txt", .text = "[greetings]\n"}};
  auto loaded = load_knowledge(files);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(
      loaded.error(),
      std::vector<std::string>{"k/sentences.txt:1: \"greetings\" is no sentence of the catalogue"});
  files.sentences->text = "\xEF\xBB\xBF[thanks]\nen: a\nar: b\narabizi: c\n";
  loaded = load_knowledge(files);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->knowledge.sentences.get(Sentence::thanks, Language::arabic), "b");
  files.sentences->text = "[thanks]\nen: \xE9t\xE9\n";
  loaded = load_knowledge(files);
  ASSERT_FALSE(loaded);
  EXPECT_TRUE(loaded.error().front().starts_with("k/sentences.txt:2: the file is not UTF-8"));
}

}  // namespace
}  // namespace mta::catalogue
