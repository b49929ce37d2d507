#include "catalogue/catalogue_index.h"

#include <gtest/gtest.h>

#include "catalogue/fold.h"

namespace mta {
namespace {

class CatalogueIndexTest : public testing::Test {
 protected:
  std::vector<std::string> found(const std::string& text) {
    std::vector<std::string> names;
    for (const auto& hit : index_.search(fold_words(text)))
      names.push_back(products_[hit.product].name);
    return names;
  }

  std::vector<Product> products_ = {
      {.name = "7D HIFU Machine",
       .description = "Lifts the face with sound",
       .price_usd = 6600,
       .arabic_name = "جهاز الهايفو",
       .synonyms = {"ultrasound", "shad el wejh"}},
      {.name = "RF Microneedling", .description = "Fine needles for the face", .price_usd = 2500},
      {.name = "HydraFacial Machine (9-in-1)", .price_usd = 4000, .category = "Facial"},
      {.name = "Tattoo Laser", .price_usd = 9800, .synonyms = {"ezalet el washem"}},
  };
  CatalogueIndex index_{products_};
};

TEST_F(CatalogueIndexTest, NamesComeBeforeSynonymsBeforeDescriptions) {
  EXPECT_EQ(found("hifu").front(), "7D HIFU Machine");
  EXPECT_EQ(found("ultrasound").front(), "7D HIFU Machine");
  EXPECT_EQ(found("هايفو").front(), "7D HIFU Machine");
  EXPECT_TRUE(found("sound").empty()) << "one word of a description finds nothing";
}

TEST_F(CatalogueIndexTest, ForgivesSpelling) {
  EXPECT_EQ(found("microneedeling").front(), "RF Microneedling");
  EXPECT_EQ(found("hydra facial").front(), "HydraFacial Machine (9-in-1)");
  EXPECT_EQ(found("ezelit washm").front(), "Tattoo Laser");
  EXPECT_TRUE(found("python script").empty());
}

TEST_F(CatalogueIndexTest, TellsWhichWordsMetAndWhatIsMissing) {
  const auto hits = index_.search(fold_words("price of rf microneedling"));
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(hits.front().in_name, 0b1100U);
  EXPECT_EQ(hits.front().name_words_missing, 0U);
  EXPECT_EQ(index_.search(fold_words("hifu")).front().name_words_missing, 2U);
}

TEST_F(CatalogueIndexTest, AQuestionOfManyWordsIsBounded) {
  std::string flood;
  for (int i = 0; i < 4000; ++i) flood += "hifu x" + std::to_string(i) + " ";
  EXPECT_EQ(found(flood).front(), "7D HIFU Machine");
}

}  // namespace
}  // namespace mta
