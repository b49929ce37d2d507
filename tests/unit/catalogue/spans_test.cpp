#include "catalogue/spans.h"

#include <string>

#include <gtest/gtest.h>

namespace mta::catalogue {
namespace {

std::vector<Span> spans_of(const std::string& text) {
  return find_spans(text, fold_words_in_place(text)).spans;
}

/// The one span of a kind that is money within a bound, in dollars.
struct Amount {
  const char* text;
  Bound bound;
  std::int64_t dollars;
};

TEST(Spans, WhatHasBeenMaskedIsStillANumberOrAnAddress) {
  const auto number = spans_of("call me on •••••••67 please");
  ASSERT_EQ(number.size(), 1U);
  EXPECT_EQ(number[0].kind, SpanKind::phone);
  const auto address = spans_of("write to s•••@••• please");
  ASSERT_EQ(address.size(), 1U);
  EXPECT_EQ(address[0].kind, SpanKind::email);
}

TEST(Spans, MoneyWithItsBoundInEveryWayOfWritingIt) {
  for (const auto& [text, bound, dollars] : std::vector<Amount>{
           {"something under 3000 dollars", Bound::at_most, 3000},
           {"max 5k", Bound::at_most, 5000},
           {"5k max", Bound::at_most, 5000},
           {"$7,500 or less", Bound::at_most, 7500},
           {"less than two thousand five hundred", Bound::at_most, 2500},
           {"under sixthousand dollars", Bound::at_most, 6000},
           {"a laser below fivehundred", Bound::at_most, 500},
           {"not more than 4.000 usd", Bound::at_most, 4000},
           {"over 2.5k usd", Bound::at_least, 2500},
           {"3000$ and up", Bound::at_least, 3000},
           {"around 6000 dollars", Bound::around, 6000},
           {"budget is about 6 thousand", Bound::around, 6000},
           {"under 18750 SAR", Bound::at_most, 5000},
           {"ta7et 20000 AED", Bound::at_most, 5446},
           {"ta7t 5 alf dollar", Bound::at_most, 5000},
           {"a2al men alfen", Bound::at_most, 2000},
           {"تحت ٣٠٠٠ دولار", Bound::at_most, 3000},
           {"أقل من خمسة آلاف", Bound::at_most, 5000},
           {"تحت ألفين دولار", Bound::at_most, 2000},
           {"ميزانيتي 10 الاف ريال", Bound::at_most, 2667},
           {"بحدود ٤ آلاف", Bound::around, 4000},
           {"moins de 3000 dollars", Bound::at_most, 3000},
           {"ما يتجاوز الف وخمسمية دولار", Bound::at_most, 1500},
       }) {
    const auto spans = spans_of(text);
    ASSERT_EQ(spans.size(), 1U) << text;
    EXPECT_EQ(spans[0].kind, SpanKind::money) << text;
    EXPECT_EQ(spans[0].bound, bound) << text;
    EXPECT_EQ(in_dollars(spans[0]), dollars) << text;
  }
}

TEST(Spans, ARangeIsTwoBounds) {
  for (const char* text : {"between 1000 and 3000 usd", "1k-3k", "from 1000 to 3000 dollars",
                           "bayn 1000 w 3000", "بين ١٠٠٠ و ٣٠٠٠ دولار", "entre 1000 et 3000"}) {
    const auto spans = spans_of(text);
    ASSERT_EQ(spans.size(), 2U) << text;
    EXPECT_EQ(spans[0].bound, Bound::at_least) << text;
    EXPECT_EQ(in_dollars(spans[0]), 1000) << text;
    EXPECT_EQ(spans[1].bound, Bound::at_most) << text;
    EXPECT_EQ(in_dollars(spans[1]), 3000) << text;
  }
}

TEST(Spans, APhoneNumberIsNoBudget) {
  for (const char* text :
       {"7ko ma3e 3al 03000000", "call +961 3 123 456", "00971501234567", "رقمي ٠٥٠١٢٣٤٥٦٧",
        "70 123 456", "03/123456", "my number is 0501234567", "71123456"}) {
    const auto spans = spans_of(text);
    ASSERT_EQ(spans.size(), 1U) << text;
    EXPECT_EQ(spans[0].kind, SpanKind::phone) << text;
  }
}

TEST(Spans, WhatIsNeitherMoneyNorPhone) {
  const auto kind = [](const char* text) { return spans_of(text).at(0).kind; };
  EXPECT_EQ(kind("write to a.b@clinic.com please"), SpanKind::email);
  EXPECT_EQ(kind("see https://example.com/x"), SpanKind::link);
  EXPECT_EQ(kind("20% off"), SpanKind::percentage);
  EXPECT_EQ(kind("at 5 pm"), SpanKind::time);
  EXPECT_EQ(kind("3 x G8"), SpanKind::quantity);
  EXPECT_EQ(kind("12D"), SpanKind::model);
  EXPECT_EQ(kind("fat freezing 360"), SpanKind::number);
}

TEST(Spans, AnotherCurrencyIsNoneOfOurs) {
  for (const char* text : {"under 3000 euro", "under €3000", "تحت 50000 جنيه"}) {
    const auto spans = spans_of(text);
    ASSERT_EQ(spans.size(), 1U) << text;
    EXPECT_EQ(spans[0].currency, Currency::other) << text;
    EXPECT_EQ(in_dollars(spans[0]), std::nullopt) << text;
  }
}

TEST(Spans, NoAmountIsTooLargeToCount) {
  for (const std::string& text :
       {std::string("under 9999999999999999k usd"), "under " + std::string(4000, '9') + " million",
        std::string("under ٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩ الف"),
        std::string("under million million million million million usd")}) {
    for (const Span& span : spans_of(text)) {
      EXPECT_LE(span.amount, largest_amount) << text.substr(0, 40);
      EXPECT_LE(in_dollars(span).value_or(0), static_cast<std::int64_t>(largest_amount));
    }
  }
}

TEST(Spans, WhatMayCountPieces) {
  struct Case {
    const char* text;
    std::size_t begin, end;
    int value;
    bool says_pieces;
  };
  for (const Case& is : std::vector<Case>{{"3 hifu", 0, 1, 3, false},
                                          {"2 x g8", 0, 2, 2, true},
                                          {"g8 x3", 1, 2, 3, true},
                                          {"five units of the chair", 0, 4, 5, true},
                                          {"ثلاث اجهزة ليزر", 0, 2, 3, true},
                                          {"جهازين هايفو", 0, 1, 2, true},
                                          {"hifu عدد ٤", 1, 3, 4, true},
                                          {"tlet makinet led", 0, 2, 3, true},
                                          {"deux appareils de radiofrequence", 0, 3, 2, true}}) {
    const auto counts = find_spans(is.text, fold_words_in_place(is.text)).counts;
    ASSERT_EQ(counts.size(), 1U) << is.text;
    EXPECT_EQ(counts.front().begin, is.begin) << is.text;
    EXPECT_EQ(counts.front().end, is.end) << is.text;
    EXPECT_EQ(counts.front().value, is.value) << is.text;
    EXPECT_EQ(counts.front().says_pieces, is.says_pieces) << is.text;
  }
  for (const std::string text : {"one chair", "2000 usd", "call 03 123 456", "1.5 hifu"}) {
    EXPECT_TRUE(find_spans(text, fold_words_in_place(text)).counts.empty()) << text;
  }
}

}  // namespace
}  // namespace mta::catalogue
