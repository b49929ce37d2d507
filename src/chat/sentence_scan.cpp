#include "chat/sentence_scan.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "base/text.h"
#include "chat/links.h"
#include "chat/plain_text.h"

namespace mta::chat {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_word_character(char32_t c) {
  if (c < 0x80) {
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9') ||
           c == U'\'' || c == U'`';
  }
  return !is_white_space(c) && !std::u32string_view(U"،؛؟…–—“”«»·•。€£¥₤₪₹₺₽₩₿﷼؟！").contains(c);
}

bool is_currency_sign(char32_t c) { return std::u32string_view(U"$€£¥₤₪₹₺₽₩₿﷼＄﹩").contains(c); }

/// Markdown's marks may stand within a word.
bool is_markup(char32_t c) { return c == U'*' || c == U'_' || c == U'~' || c == U'\\'; }

/// The end of the word that begins at `at`; the size of the text where it may go on.
std::size_t word_end(std::string_view text, std::size_t at) {
  std::string_view rest = text.substr(at);
  std::size_t end = at;
  while (!rest.empty()) {
    const char32_t c = next_code_point(rest);
    if (is_word_character(c)) {
      end = text.size() - rest.size();
    } else if (!is_markup(c)) {
      return end;
    }
  }
  return text.size();
}

/// Nothing that is a sign of money, of a part or of a unit.
bool is_plain_gap(std::string_view gap) {
  return std::ranges::all_of(
      gap, [](char c) { return std::string_view(" \t\r\n,.;:!?()[]|-*_~").contains(c); });
}

std::size_t character_start(std::string_view text, std::size_t at) {
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  return at;
}

}  // namespace

void SentenceScan::read(std::string_view sentence) {
  sentence_ = sentence;
  if (!is_held_) scan();
}

void SentenceScan::end(std::string_view sentence) {
  has_ended_ = true;
  read(sentence);
}

void SentenceScan::reset() {
  has_ended_ = is_held_ = is_open_ = false;
  at_ = 0;
  words_.clear();
}

std::optional<SentenceScan::Word> SentenceScan::word_from(std::size_t at) const {
  while (at < sentence_.size()) {
    std::string_view rest = sentence_.substr(at);
    const char32_t c = next_code_point(rest);
    if (is_currency_sign(c)) return Word{.begin = at, .end = at};
    if (!is_word_character(c)) {
      at = sentence_.size() - rest.size();
      continue;
    }
    const std::size_t end = word_end(sentence_, at);
    return Word{.begin = at, .end = end, .hints = hints_of(sentence_.substr(at, end - at))};
  }
  return std::nullopt;
}

bool SentenceScan::is_complete(const Word& word) const {
  return has_ended_ || word.end < sentence_.size();
}

void SentenceScan::scan() {
  is_open_ = false;
  while (const auto word = word_from(at_)) {
    const bool is_sign = word->end == word->begin;
    if (!is_sign && is_complete(*word) && is_of_link(*word)) {
      at_ = word->begin;
      is_held_ = true;
      return;
    }
    if (const auto email = is_sign ? std::nullopt : email_around(*word)) {
      at_ = *email;
      is_held_ = true;
      return;
    }
    const bool may_begin = word->hints.may_begin() || word->hints.roman;
    if (!is_sign && !may_begin && !is_complete(*word)) {
      at_ = word->begin;  // it may become another word
      return;
    }
    if (is_sign || may_begin) {
      at_ = word->begin;
      const Beginning found = is_sign ? Beginning::certain : beginning(*word);
      const bool has_plus = at_ > 0 && sentence_[at_ - 1] == '+' && is_digit(sentence_[at_]);
      if (has_plus && found != Beginning::none) --at_;
      is_held_ = found == Beginning::certain;
      is_open_ = found == Beginning::open;
      if (is_held_ || is_open_) return;
      if (!is_complete(*word)) return;
    }
    at_ = word->end;
    words_.push_back(*word);
  }
}

/// `https`, or `com` right behind a full stop.
bool SentenceScan::is_of_link(const Word& word) const {
  const std::string_view text = sentence_.substr(word.begin, word.end - word.begin);
  if (begins_link(text)) return true;
  const bool is_behind_stop =
      !words_.empty() && words_.back().end + 1 == word.begin && sentence_[word.begin - 1] == '.';
  return is_behind_stop && may_end_host(text);
}

/// Where the address begins that an at sign behind the word makes it a part of: `name@`, `name
/// (at)`.
std::optional<std::size_t> SentenceScan::email_around(const Word& word) const {
  std::string_view behind = sentence_.substr(word.end);
  behind.remove_prefix(std::min(behind.find_first_not_of(" \\"), behind.size()));
  const bool is_bracketed = behind.size() > 3 && std::string_view("([{").contains(behind[0]) &&
                            equal_ignoring_case(behind.substr(1, 2), "at") &&
                            std::string_view(")]}").contains(behind[3]);
  if (!behind.starts_with("@") && !is_bracketed) return std::nullopt;
  constexpr std::string_view joins = "._%+-";
  std::size_t begin = word.begin;
  while (begin > 0 &&
         (is_alphanumeric(sentence_[begin - 1]) || joins.contains(sentence_[begin - 1])))
    --begin;
  return begin;
}

/// "DCL dollars", "the price is DCL."; the IV of "EMS IV" is none.
std::optional<Beginning> SentenceScan::of_roman(const Word& word) const {
  constexpr std::size_t most_before = 3;
  if (!is_complete(word)) return Beginning::open;
  std::size_t before = 0;
  for (auto one = words_.rbegin(); one != words_.rend() && before < most_before; ++one, ++before) {
    if (one->hints.priced || one->hints.currency) return Beginning::certain;
  }
  const auto next = word_from(word.end);
  if (!next) return has_ended_ ? Beginning::none : Beginning::open;
  if (next->end == next->begin) return Beginning::certain;
  if (!is_complete(*next)) return Beginning::open;
  const bool goes_on = next->hints.currency || next->hints.number || next->hints.roman;
  return goes_on ? Beginning::certain : Beginning::none;
}

/// By the hints of the words around it; by the lists where these do not tell.
Beginning SentenceScan::beginning(const Word& word) const {
  const WordHints hints = word.hints;
  if ((hints.promise || hints.pegged) && !hints.number && !hints.digits) {
    return is_complete(word) ? Beginning::certain : Beginning::open;
  }
  std::optional<Beginning> found;
  if (hints.roman) {
    found = of_roman(word);
  } else if (hints.mixed) {
    found = of_mixed(word);
  } else if (!hints.promise) {
    found = of_number(word);
  }
  return found ? *found : in_context(word);
}

std::optional<Beginning> SentenceScan::of_number(const Word& word) const {
  constexpr std::size_t most_before = 3;
  constexpr std::size_t small_digits = 2;
  const std::string_view text = sentence_.substr(word.begin, word.end - word.begin);
  const bool is_plain_digits = std::ranges::all_of(text, is_digit);
  if (!is_plain_digits && !word.hints.small_number) return std::nullopt;
  const bool is_small = !is_plain_digits || text.size() <= small_digits;
  bool is_priced = false;
  std::size_t before = 0;
  for (auto one = words_.rbegin(); one != words_.rend() && before < most_before; ++one, ++before) {
    is_priced = is_priced || one->hints.priced;
    if (before == 0 && one->hints.currency) return Beginning::certain;
    if (one->hints.currency || (one->hints.ends_phrase && !one->hints.priced)) return std::nullopt;
  }
  const std::size_t last_end = words_.empty() ? 0 : words_.back().end;
  if (!is_plain_gap(sentence_.substr(last_end, word.begin - last_end))) return std::nullopt;
  if (is_priced && !is_small) return Beginning::certain;
  return behind_number(word, is_small, is_priced);
}

/// "Yours for 90.", but "2. EMS IV", "(9-in-1)", "7 in 1"
bool SentenceScan::stands_alone(const Word& word) const {
  if (words_.empty() || sentence_[word.begin - 1] != ' ') return false;
  const Word& before = words_.back();
  const std::string_view text = sentence_.substr(before.begin, before.end - before.begin);
  return text != "in" && text != "في" && text != "fi" && text != "en";
}

/// Of a number that nothing before it makes an amount, unless it ends there ("the price is 99.").
std::optional<Beginning> SentenceScan::behind_number(const Word& word, bool is_small,
                                                     bool is_priced) const {
  constexpr std::size_t most_behind = 160;
  const auto next = word_from(word.end);
  const std::size_t gap_end = next ? next->begin : sentence_.size();
  const std::string_view gap = sentence_.substr(word.end, gap_end - word.end);
  if (!is_plain_gap(gap) || gap.size() > most_behind) return std::nullopt;
  const bool ends_there = gap.find_first_not_of(' ') != std::string_view::npos;
  const bool may_be_price = is_priced || (is_small && stands_alone(word));
  if (may_be_price && (ends_there || (!next && has_ended_))) return Beginning::certain;
  if (!next && has_ended_ && is_small) return Beginning::none;
  if (!next || !is_complete(*next)) return Beginning::open;
  if (next->end == next->begin) return Beginning::certain;  // a currency's sign
  if (next->hints.currency) return Beginning::certain;
  if (next->hints.may_go_on()) return std::nullopt;
  if (is_small) return Beginning::none;
  const bool may_be_unit = next->hints.counts || next->end - next->begin == 1;
  return may_be_unit ? std::nullopt : std::optional(Beginning::certain);
}

/// `7D`, `G8`
std::optional<Beginning> SentenceScan::of_mixed(const Word& word) const {
  constexpr std::size_t most_digits = 2;
  const std::string_view text = sentence_.substr(word.begin, word.end - word.begin);
  const auto digits = static_cast<std::size_t>(std::ranges::count_if(text, is_digit));
  const auto letters = static_cast<std::size_t>(std::ranges::count_if(text, is_letter));
  const bool digits_first = is_digit(text.front());
  const bool is_split_once = std::ranges::is_partitioned(text, digits_first ? is_digit : is_letter);
  if (digits > most_digits || digits + letters != text.size() || !is_split_once) {
    return std::nullopt;
  }
  const std::string_view rest = digits_first ? text.substr(digits) : text.substr(0, letters);
  const WordHints hints = hints_of(rest);
  const bool multiplies = digits_first && (rest.front() == 'k' || rest.front() == 'K');
  if (multiplies || hints.may_go_on() || hints.counts || word.hints.promise || word.hints.number) {
    return std::nullopt;
  }
  return is_complete(word) ? Beginning::none : Beginning::open;
}

/// Folds what stands around the word and looks for numbers in it.
Beginning SentenceScan::in_context(const Word& word) const {
  constexpr std::size_t before = 60;
  constexpr std::size_t behind = 160;
  const std::size_t from =
      character_start(sentence_, word.begin > before ? word.begin - before : 0);
  const std::string context = plain_text(sentence_.substr(from, word.begin - from));
  const std::string_view rest = sentence_.substr(word.begin);
  const Beginning found =
      beginning_at(context + plain_text(rest.substr(0, behind)), context.size());
  const bool goes_on_too_long = found == Beginning::open && rest.size() > behind;
  return goes_on_too_long ? Beginning::certain : found;
}

}  // namespace mta::chat
