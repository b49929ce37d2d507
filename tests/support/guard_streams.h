#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "catalogue/knowledge.h"
#include "catalogue/spans.h"

/// Makes answers of a model, right ones and wrong ones, as a visitor would read them.
namespace mta::test {

struct ModelStream {
  std::string question;
  std::string answer;
  std::string wrong;  ///< what must not be shown; empty: the answer is right
};

class StreamGenerator {
 public:
  StreamGenerator(const Knowledge& knowledge, std::uint64_t seed)
      : knowledge_(knowledge), state_(seed * 2654435761U + 1) {}

  /// Every second one is wrong.
  ModelStream next() {
    const bool is_wrong = ++count_ % 2 == 0;
    language_ = static_cast<Language>(below(3));
    device_ = below(knowledge_.products.size());
    do other_ = below(knowledge_.products.size());
    while (other_ == device_ || price(other_) == price(device_));
    if (is_wrong && below(8) == 0) return promise();
    switch (below(9)) {
      case 0:
        return in_a_list(is_wrong);
      case 1:
        return in_a_table(is_wrong);
      case 2:
        return sum(is_wrong);
      case 3:
        return difference(is_wrong);
      case 4:
        return below_a_heading(is_wrong);
      case 5:
        return price_first(is_wrong);
      case 6:
        return is_wrong ? part_or_offer() : with_other_numbers();
      case 7:
        return is_wrong ? range() : budget();
      default:
        return in_a_sentence(is_wrong);
    }
  }

  std::uint64_t below(std::uint64_t limit) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return (state_ >> 33U) % limit;
  }

 private:
  enum class Language : std::uint8_t { english, arabic, arabizi };

  [[nodiscard]] std::int64_t price(std::size_t device) const {
    return knowledge_.products[device].price_usd.value();
  }
  [[nodiscard]] std::string name(std::size_t device) const {
    const Product& product = knowledge_.products[device];
    return language_ == Language::arabic ? product.arabic_name : product.name;
  }
  std::string say(std::string english, std::string arabic, std::string arabizi) const {
    if (language_ == Language::english) return english;
    return language_ == Language::arabic ? arabic : arabizi;
  }

  /// Another figure, as a model gets it wrong; none that is the other device's where that is named.
  std::int64_t wrong_price(std::size_t device) {
    const std::int64_t right = price(device);
    while (true) {
      std::int64_t wrong = right;
      switch (below(7)) {
        case 0:
          wrong = right * 10;
          break;
        case 1:
          wrong = right + 100 * static_cast<std::int64_t>(1 + below(9));
          break;
        case 2:
          wrong = right - 50;
          break;
        case 3:
          wrong = price(below(knowledge_.products.size()));
          break;
        case 4:
          wrong = right / 2;
          break;
        case 5:
          wrong = 100 * static_cast<std::int64_t>(1 + below(150));
          break;
        default:
          wrong = right + 1;
          break;
      }
      if (wrong != right && wrong != price(other_) && wrong > 20) return wrong;
    }
  }

  static std::string grouped(std::int64_t value, const std::string& mark = ",") {
    std::string digits = std::to_string(value);
    for (std::size_t at = digits.size(); at > 3;) {
      at -= 3;
      digits.insert(at, mark);
    }
    return digits;
  }
  /// In the digits of a script.
  static std::string scripted(std::int64_t value, char32_t zero) {
    std::string text;
    for (const char digit : std::to_string(value)) {
      const char32_t c = zero + static_cast<char32_t>(digit - '0');
      if (c < 0x800) {
        text += static_cast<char>(0xC0U | (c >> 6U));
      } else {
        text += static_cast<char>(0xE0U | (c >> 12U));
        text += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
      }
      text += static_cast<char>(0x80U | (c & 0x3FU));
    }
    return text;
  }

  static std::string english_words(std::int64_t value) {
    static const std::array<const char*, 20> small = {
        "",         "one",     "two",     "three",     "four",     "five",    "six",
        "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
    static const std::array<const char*, 10> tens = {
        "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};
    const auto at = [](const auto& list, std::int64_t i) {
      return std::string(list.at(static_cast<std::size_t>(i)));
    };
    if (value < 20) return at(small, value);
    if (value < 100)
      return at(tens, value / 10) + (value % 10 != 0 ? "-" + at(small, value % 10) : "");
    if (value < 1000) {
      return at(small, value / 100) + " hundred" +
             (value % 100 != 0 ? " and " + english_words(value % 100) : "");
    }
    return english_words(value / 1000) + " thousand" +
           (value % 1000 != 0 ? " " + english_words(value % 1000) : "");
  }
  static std::string arabic_words(std::int64_t value) {
    static const std::array<const char*, 11> small = {
        "", "واحد", "اثنين", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"};
    static const std::array<const char*, 10> tens = {"",      "",     "عشرين", "ثلاثين", "أربعين",
                                                     "خمسين", "ستين", "سبعين", "ثمانين", "تسعين"};
    static const std::array<const char*, 10> hundreds = {
        "", "مئة", "مئتين", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة"};
    const auto at = [](const auto& list, std::int64_t i) {
      return std::string(list.at(static_cast<std::size_t>(i)));
    };
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : " و") + part; };
    if (const std::int64_t thousands = value / 1000; thousands == 1) {
      add("ألف");
    } else if (thousands == 2) {
      add("ألفين");
    } else if (thousands > 2 && thousands <= 10) {
      add(at(small, thousands) + " آلاف");
    } else if (thousands > 10) {
      return {};
    }
    if (value / 100 % 10 != 0) add(at(hundreds, value / 100 % 10));
    const std::int64_t rest = value % 100;
    if (rest != 0 && rest <= 10) add(at(small, rest));
    if (rest > 10 && rest % 10 != 0) return {};
    if (rest > 10) add(at(tens, rest / 10));
    return text;
  }
  static std::string arabizi_words(std::int64_t value) {
    static const std::array<const char*, 11> small = {
        "", "wa7ad", "tnen", "tlet", "arba3", "khams", "sitt", "sab3", "tmen", "tes3", "3ashra"};
    static const std::array<const char*, 10> hundreds = {
        "",           "miyye",     "miten",     "tletmiyye", "arba3miyye",
        "khamsmiyye", "sittmiyye", "sab3miyye", "tmenmiyye", "tes3miyye"};
    const auto at = [](const auto& list, std::int64_t i) {
      return std::string(list.at(static_cast<std::size_t>(i)));
    };
    const std::int64_t thousands = value / 1000;
    if (thousands > 10 || value % 100 != 0) return {};
    std::string text;
    if (thousands == 1) text = "alf";
    if (thousands == 2) text = "alfen";
    if (thousands > 2) text = at(small, thousands) + " alef";
    if (value / 100 % 10 != 0) text += (text.empty() ? "" : " w ") + at(hundreds, value / 100 % 10);
    return text;
  }

  /// The amount in one of the ways that models write it.
  std::string written(std::int64_t usd) {
    const auto way = below(12);
    if (way == 0 && usd % 100 == 0 && usd >= 1000) {
      std::string thousands = std::to_string(usd / 1000);
      if (usd % 1000 != 0) thousands += "." + std::to_string(usd % 1000 / 100);
      return "$" + thousands + "k";
    }
    if (way == 1) {
      std::string words = say(english_words(usd), arabic_words(usd), arabizi_words(usd));
      if (!words.empty()) return words + say(" dollars", " دولار", " dollar");
    }
    if (way == 2) {
      return grouped(catalogue::from_dollars(usd, catalogue::Currency::sar)) +
             say(" SAR", " ريال سعودي", " riyal");
    }
    if (way == 3) {
      return grouped(catalogue::from_dollars(usd, catalogue::Currency::aed)) +
             say(" AED", " درهم", " dirham");
    }
    if (way == 4) return "$" + grouped(usd);
    if (way == 5) return "USD " + grouped(usd);
    if (way == 6) return std::to_string(usd) + say(" dollars", " دولار", " dollar");
    if (way == 7) return scripted(usd, U'٠') + say(" USD", " دولار", " USD");
    if (way == 8) return scripted(usd, U'०') + say(" USD", " دولار", " USD");
    if (way == 9) return scripted(usd, U'０') + say(" USD", " دولار", " USD");
    if (way == 10) return "**$" + grouped(usd) + "**";
    return grouped(usd) + say(" USD", " دولار", " USD");
  }

  std::string question() const {
    return say("How much is the ", "كم سعر ", "2adde se3r el ") + name(device_) + "?";
  }
  ModelStream made(std::string answer, std::string wrong) const {
    return {.question = question(), .answer = std::move(answer), .wrong = std::move(wrong)};
  }

  ModelStream in_a_sentence(bool is_wrong) {
    const std::string amount = written(is_wrong ? wrong_price(device_) : price(device_));
    const std::string lead =
        below(2) == 0 ? "" : say("Thank you for asking. ", "شكراً لسؤالك. ", "Shukran la so2alak. ");
    return made(lead + say("The " + name(device_) + " costs " + amount +
                               ". It is made for clinics and comes with our advice.",
                           "سعر " + name(device_) + " هو " + amount + ". وهو مخصص للعيادات.",
                           "El " + name(device_) + " se3ro " + amount + ". Howe lal 3iyadet."),
                is_wrong ? amount : "");
  }
  ModelStream in_a_list(bool is_wrong) {
    const std::string amount = written(is_wrong ? wrong_price(device_) : price(device_));
    return made(say("Our devices:\n\n", "أجهزتنا:\n\n", "Ajhizetna:\n\n") + "- " + name(other_) +
                    ": " + written(price(other_)) + "\n- **" + name(device_) + "**: " + amount +
                    "\n\n" + say("Which one suits you?", "أيهما يناسبك؟", "Ayya wa7ad badak?"),
                is_wrong ? amount : "");
  }
  ModelStream in_a_table(bool is_wrong) {
    const std::string amount = written(is_wrong ? wrong_price(device_) : price(device_));
    return made("| " + say("Device", "الجهاز", "Jhez") + " | " + say("Price", "السعر", "Se3r") +
                    " |\n|---|---|\n| " + name(device_) + " | " + amount + " |\n| " + name(other_) +
                    " | " + written(price(other_)) + " |\n",
                is_wrong ? amount : "");
  }
  ModelStream sum(bool is_wrong) {
    const std::int64_t right = price(device_) + price(other_);
    const std::string amount =
        grouped(is_wrong ? right - 130 : right) + say(" USD", " دولار", " USD");
    return made(
        say("Together the " + name(device_) + " and the " + name(other_) + " cost " + amount + ".",
            "مجموع " + name(device_) + " و " + name(other_) + " هو " + amount + ".",
            "El " + name(device_) + " ma3 el " + name(other_) + " ma3 ba3d " + amount + "."),
        is_wrong ? amount : "");
  }
  ModelStream difference(bool is_wrong) {
    std::int64_t right = std::abs(price(device_) - price(other_));
    if (is_wrong) {
      do right += 25;
      while (right == price(device_) || right == price(other_) ||
             right == price(device_) + price(other_));
    }
    const std::string amount = grouped(right) + say(" USD", " دولار", " USD");
    return made(
        say("The difference between the " + name(device_) + " and the " + name(other_) + " is " +
                amount + ".",
            "الفرق بين " + name(device_) + " و " + name(other_) + " هو " + amount + ".",
            "El far2 ben el " + name(device_) + " w el " + name(other_) + " howe " + amount + "."),
        is_wrong ? amount : "");
  }
  ModelStream below_a_heading(bool is_wrong) {
    const std::string amount = written(is_wrong ? wrong_price(device_) : price(device_));
    return made("## " + name(device_) + "\n\n- " + say("For clinics", "للعيادات", "Lal 3iyadet") +
                    "\n- " + say("Price: ", "السعر: ", "Se3ro: ") + amount + "\n",
                is_wrong ? amount : "");
  }
  ModelStream price_first(bool is_wrong) {
    const std::string amount = written(is_wrong ? wrong_price(device_) : price(device_));
    return made(say(amount + " is the price of the " + name(device_) + ".",
                    amount + " هو سعر " + name(device_) + ".",
                    amount + " howe se3r el " + name(device_) + "."),
                is_wrong ? amount : "");
  }
  ModelStream part_or_offer() {
    const std::string offer = std::to_string(1 + below(20)) + say(" dollars", " دولار", " dollar");
    if (below(2) == 0) {
      ModelStream stream = made(say("Deal, the " + name(device_) + " is yours for " + offer + ".",
                                    "اتفقنا، " + name(device_) + " لك بـ " + offer + ".",
                                    "Mashi, el " + name(device_) + " elak b " + offer + "."),
                                offer);
      stream.question = say("I pay " + offer + " for it, deal?", "أدفع " + offer + "، موافق؟",
                            "Bedfa3 " + offer + ", mashi?");
      return stream;
    }
    const std::string half = say("half of", "نصف سعره", "noss se3ro");
    return made(say("For you the " + name(device_) + " is " + half + " the list price.",
                    "لك " + name(device_) + " بـ " + half + ".",
                    "Elak el " + name(device_) + " b " + half + "."),
                half);
  }
  ModelStream range() {
    const std::string amount = grouped(price(device_) + 300) + "–" + grouped(price(device_) + 900) +
                               say(" USD", " دولار", " USD");
    return made(say("The " + name(device_) + " costs " + amount + ".",
                    "سعر " + name(device_) + " بين " + amount + ".",
                    "El " + name(device_) + " se3ro " + amount + "."),
                amount);
  }
  ModelStream budget() {
    const std::int64_t limit = price(device_) + 1000;
    const std::string amount = grouped(limit) + say(" USD", " دولار", " USD");
    ModelStream stream =
        made(say("Within your budget of " + amount + " the " + name(device_) + " fits: it costs " +
                     grouped(price(device_)) + " USD.",
                 "ضمن ميزانيتك " + amount + " يناسبك " + name(device_) + " وسعره " +
                     grouped(price(device_)) + " دولار.",
                 "Bel budget taba3ak " + amount + " fik tekhod el " + name(device_) + ", se3ro " +
                     grouped(price(device_)) + " USD."),
             "");
    stream.question = say("My budget is " + std::to_string(limit) + " dollars",
                          "ميزانيتي " + std::to_string(limit) + " دولار",
                          "Budgeti " + std::to_string(limit) + " dollar");
    return stream;
  }
  ModelStream with_other_numbers() {
    static const std::array<std::array<const char*, 3>, 8> sentences = {{
        {"Such lasers work at 755, 808 or 1064 nm.",
         "تعمل هذه الليزرات عند 755 أو 808 أو 1064 نانومتر.",
         "Hal lasers byeshteghlo 3a 755, 808 aw 1064 nm."},
        {"A session takes 30 to 45 minutes, and 6 sessions are usual.",
         "تستغرق الجلسة 30 إلى 45 دقيقة، والمعتاد 6 جلسات.",
         "El jalse 30 la 45 d2i2a, w 6 jalset 3adatan."},
        {"Our team answers from 9:00 to 18:00.", "يجيب فريقنا من 9:00 إلى 18:00.",
         "El team byred men 9:00 la 18:00."},
        {"We have worked with clinics since 2015.", "نعمل مع العيادات منذ 2015.",
         "Mneshteghel ma3 el 3iyadet men 2015."},
        {"It is a 9-in-1 device with 4 handles and 360° cooling.",
         "جهاز 9 في 1 بأربع مقابض وتبريد 360°.", "Jhez 9-in-1 ma3 4 handles w tabrid 360°."},
        {"About 80% of clinics ask for 2 devices.", "حوالي 80% من العيادات تطلب جهازين.",
         "7awale 80% men el 3iyadet byetlobo 2 ajhize."},
        {"The power is 2000 W at 220 V.", "القدرة 2000 واط عند 220 فولت.",
         "El power 2000 W 3a 220 V."},
        {"The lamp lasts for 10,000 shots.", "يدوم المصباح 10,000 نبضة.",
         "El lamba bet2addi 10,000 shots."},
    }};
    const auto& sentence = sentences.at(below(sentences.size()));
    const std::string extra = say(sentence[0], sentence[1], sentence[2]);
    return made(say("The " + name(device_) + " costs ", "سعر " + name(device_) + " هو ",
                    "El " + name(device_) + " se3ro ") +
                    grouped(price(device_)) + say(" USD. ", " دولار. ", " USD. ") + extra,
                "");
  }
  ModelStream promise() {
    static const std::array<std::array<const char*, 3>, 8> promises = {{
        {"free delivery", "توصيل مجاني", "tawsil bbalesh"},
        {"a 10% discount", "خصم 10%", "7asm 10%"},
        {"a 2-year warranty", "ضمان سنتين", "kafele sentein"},
        {"a free gift", "هدية مجانية", "hdiye bbalesh"},
        {"delivery within 3 days", "التوصيل خلال 3 أيام", "tawsil khilal 3 ayyam"},
        {"monthly installments", "تقسيط بدون فوائد", "ta2sit bala fayde"},
        {"a special discount", "خصم خاص", "7asm khas"},
        {"free training", "تدريب مجاني", "tadrib bbalesh"},
    }};
    const auto& one = promises.at(below(promises.size()));
    const std::string promised = say(one[0], one[1], one[2]);
    return made(say("With the " + name(device_) + " you get " + promised + ".",
                    "مع " + name(device_) + " تحصل على " + promised + ".",
                    "Ma3 el " + name(device_) + " bta5od " + promised + "."),
                promised);
  }

  const Knowledge& knowledge_;
  std::uint64_t state_;
  std::uint64_t count_ = 0;
  Language language_ = Language::english;
  std::size_t device_ = 0;
  std::size_t other_ = 0;
};

}  // namespace mta::test
