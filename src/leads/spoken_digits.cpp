#include "leads/spoken_digits.h"

#include <array>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/ascii.h"

namespace mta::leads {
namespace {

constexpr std::size_t least_digits = 7;
constexpr std::size_t most_digits = 15;  // E.164

/// As they are typed: a list of spellings needs no folding of every message.
constexpr auto spellings = std::to_array<std::string_view>(
    {"zero oh o صفر صِفر sefer sifer sifr sefr zéro",
     "one واحد واحدة واحده wa7ad wa7id wahad wahed wahid un",
     "two اثنين اثنان إثنين إثنان اتنين تنين ثنين tnen tnein tneen etnen ethnein itnein deux",
     "three ثلاثة ثلاثه تلاتة تلاته ثلاث تلات tlete tlate tleteh thalatha talata trois",
     "four أربعة أربعه اربعة اربعه أربع اربع arb3a arba3a arbaa quatre",
     "five خمسة خمسه خمس khamse khamsa 5amse khamseh cinq",
     "six ستة سته ست sette setta sitta sitte", "seven سبعة سبعه سبع sab3a sabaa sab3ah sept",
     "eight ثمانية ثمانيه تمانية تمانيه تمنية تمنيه ثمان تمان tmene tmenye tmanye thamanya tamanya "
     "huit",
     "nine تسعة تسعه تسع tes3a tis3a tesaa neuf"});

using Digits = std::unordered_map<std::string_view, char>;

Digits read_spellings() {
  Digits digits;
  for (std::size_t value = 0; value < spellings.size(); ++value) {
    for (std::string_view list = spellings.at(value); !list.empty();) {
      const std::size_t end = std::min(list.find(' '), list.size());
      digits.emplace(list.substr(0, end), static_cast<char>('0' + value));
      list.remove_prefix(std::min(end + 1, list.size()));
    }
  }
  return digits;
}

std::optional<char> digit_of(const std::string& word) {
  static const Digits digits = read_spellings();
  const auto found = digits.find(word);
  return found == digits.end() ? std::nullopt : std::optional(found->second);
}

/// Words are what stands between white space and ASCII punctuation.
bool is_of_word(char c) { return is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80; }

class SpokenPhones {
 public:
  explicit SpokenPhones(std::string_view text) : text_(text) {}

  std::vector<FoundContact> find() {
    for (std::size_t at = 0; at < text_.size();) {
      std::size_t end = at;
      while (end < text_.size() && is_of_word(text_[end])) ++end;
      if (end > at) take_word(at, end);
      at = std::max(end, at + 1);
    }
    end_run();
    return std::move(found_);
  }

 private:
  void take_word(std::size_t begin, std::size_t end) {
    std::string word = lower_ascii(text_.substr(begin, end - begin));
    for (const std::string_view comma : {"،", "؛"}) {
      if (word.ends_with(comma)) word.resize(word.size() - comma.size());
    }
    if (is_times(word)) return;
    auto digit = digit_of(word);
    constexpr std::string_view arabic_and = "و";
    if (!digit && word.starts_with(arabic_and)) digit = digit_of(word.substr(arabic_and.size()));
    if (digit) return add(std::string(times_, *digit), begin, end);
    constexpr std::size_t most_written = 4;
    const bool is_written = word.size() <= most_written && std::ranges::all_of(word, is_digit);
    if (is_written && !digits_.empty()) return add(word, begin, end);
    if (word == "plus" && digits_.empty()) return begin_with_plus(begin);
    if (word != "and" && word != arabic_and) end_run();
  }

  bool is_times(std::string_view word) {
    if (word == "double") times_ = 2;
    if (word == "triple") times_ = 3;
    return word == "double" || word == "triple";
  }

  void begin_with_plus(std::size_t begin) {
    end_run();
    plus_ = begin;
  }

  void add(const std::string& digits, std::size_t begin, std::size_t end) {
    if (digits_.empty()) begin_ = plus_.value_or(begin);
    digits_ += digits;
    end_ = end;
    times_ = 1;
  }

  void end_run() {
    if (digits_.size() >= least_digits && digits_.size() <= most_digits) {
      found_.push_back({.kind = FoundContact::Kind::phone,
                        .begin = begin_,
                        .end = end_,
                        .value = (plus_ ? "+" : "") + digits_});
    }
    digits_.clear();
    plus_.reset();
    times_ = 1;
  }

  std::string_view text_;
  std::string digits_;  ///< of the run
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::optional<std::size_t> plus_;
  std::size_t times_ = 1;
  std::vector<FoundContact> found_;
};

}  // namespace

std::vector<FoundContact> find_spoken_phones(std::string_view text) {
  return SpokenPhones(text).find();
}

}  // namespace mta::leads
