#include "leads/phone_number.h"

#include <gtest/gtest.h>

namespace mta::leads {
namespace {

/// E.164; `?` and the text where it stays as written; `-`: no number.
std::string read(std::string_view text, std::optional<std::string_view> country = {}) {
  const auto number = read_phone_number(text, country);
  if (!number) return "-";
  return number->is_e164 ? number->text : "?" + number->text;
}

TEST(PhoneNumber, ReadsInternationalNumbersHoweverTheyAreSpaced) {
  for (const char* text :
       {"+966 55 000 0000", "+966550000000", "00966-55-000-0000", "+966 (0)55 000 0000",
        "+966.55.000.00.00", "\u200E+966 55 000 0000\u200F", "＋966 55 000 0000",
        "+٩٦٦ ٥٥ ٠٠٠ ٠٠٠٠", "٠٠٩٦٦٥٥٠٠٠٠٠٠٠", "+۹۶۶ ۵۵ ۰۰۰ ۰۰۰۰",
        " + 966\u00A055\u202F000\u20110000"}) {
    EXPECT_EQ(read(text), "+966550000000") << text;
  }
}

TEST(PhoneNumber, ReadsNationalNumbersOfANamedCountry) {
  EXPECT_EQ(read("055 000 0000", "SA"), "+966550000000");
  EXPECT_EQ(read("55 000 0000", "sa"), "+966550000000");
  EXPECT_EQ(read("966550000000", "SA"), "+966550000000");
  EXPECT_EQ(read("050 123 4567", "AE"), "+971501234567");
  EXPECT_EQ(read("٠٣ ١٢٣ ٤٥٦", "LB"), "+9613123456");
  EXPECT_EQ(read("010 1234 5678", "EG"), "+201012345678");
  EXPECT_EQ(read("0532 123 45 67", "TR"), "+905321234567");
  EXPECT_EQ(read("06 12 34 56 78", "FR"), "+33612345678");
  EXPECT_EQ(read("5000 1234", "KW"), "+96550001234");
}

TEST(PhoneNumber, KeepsALeadingZeroThatIsPartOfTheNumber) {
  EXPECT_EQ(read("06 6982 1234", "IT"), "+390669821234");
  EXPECT_EQ(read("+39 06 6982 1234"), "+390669821234");
}

TEST(PhoneNumber, TakesOffWhatIsDialledBeforeANumber) {
  EXPECT_EQ(read("8 (912) 345-67-89", "RU"), "+79123456789");
  EXPECT_EQ(read("06 1 234 5678", "HU"), "+3612345678");
  EXPECT_EQ(read("8 029 491 19 11", "BY"), "+375294911911");
}

TEST(PhoneNumber, MarksWhatItCannotCompleteAndKeepsItAsWritten) {
  EXPECT_EQ(read(" 055 000 0000 "), "?055 000 0000");
  EXPECT_EQ(read("055 000 0000", "XX"), "?055 000 0000");
  EXPECT_EQ(read("12345", "SA"), "?12345");
  EXPECT_EQ(read("+966 99 000 0000"), "?+966 99 000 0000");
  EXPECT_EQ(read("+966 55 000 000"), "?+966 55 000 000");
  EXPECT_EQ(read("+0 12 345 678"), "?+0 12 345 678");
}

TEST(PhoneNumber, KnowsOnlyTheLengthOfOtherCountriesNumbers) {
  EXPECT_EQ(read("+1 (212) 555-0100"), "+12125550100");
  EXPECT_EQ(read("0091 98765 43210"), "+919876543210");
  EXPECT_EQ(read("+1 212 5"), "?+1 212 5");
  EXPECT_EQ(read("+1234567890123456"), "?+1234567890123456");
}

TEST(PhoneNumber, IsNoTextThatIsNoNumber) {
  for (const char* text :
       {"", "call me", "1234", "+966 55 CALL 000", "123456789012345678901",
        "+966 55 000 0000 ext 5", "55+966000000", "++966550000000", "a@b.example"}) {
    EXPECT_EQ(read(text), "-") << text;
  }
}

TEST(PhoneNumber, TellsWhatItsCountryDoesNotHaveFromWhatItCannotComplete) {
  for (const auto& [text, country] :
       std::vector<std::pair<const char*, std::optional<std::string_view>>>{
           {"+966 55 000", {}},
           {"00966 55 000 00000", {}},
           {"0000000", {}},
           {"03 123 456", "SA"}}) {
    EXPECT_TRUE(read_phone_number(text, country)->is_impossible) << text;
  }
  EXPECT_FALSE(read_phone_number("055 000 0000")->is_impossible) << "of a country not named";
  EXPECT_FALSE(read_phone_number("201-555-0123", "US")->is_impossible) << "without rules";
  EXPECT_FALSE(read_phone_number("+966 55 000 0000")->is_impossible);
}

}  // namespace
}  // namespace mta::leads
