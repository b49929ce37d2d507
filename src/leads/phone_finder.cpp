#include "leads/phone_finder.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/ascii.h"

namespace mta::leads {
namespace {

constexpr std::size_t least_digits = 7;
constexpr std::size_t most_digits = 15;  // E.164

/// Digits without anything between them.
struct Group {
  std::string digits;
  char32_t before = 0;    ///< the last mark between it and the group before
  bool has_plus = false;  ///< right before it
  std::size_t begin = 0;  ///< of the characters; with its plus
  std::size_t end = 0;
};

bool separates(char32_t c) {
  constexpr std::u32string_view marks = U"()[]-./_–‐‑‒—−·";
  return is_blank(c) || marks.find(c) != std::u32string_view::npos;
}

using Groups = std::span<const Group>;

std::size_t digits_in(Groups groups) {
  std::size_t size = 0;
  for (const Group& group : groups) size += group.digits.size();
  return size;
}

/// `10 000 000` is an amount.
bool is_one_amount(Groups groups) {
  return std::ranges::all_of(groups.subspan(1), [](const Group& group) {
    return group.digits.size() == 3 && (group.before == U'.' || group.digits.ends_with("00"));
  });
}

int value_of(const std::string& digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

/// `30/11/2026`, `2026-11-30`: the first three groups.
bool begins_with_date(Groups groups) {
  if (groups.size() < 3 || groups[1].before != groups[2].before || is_blank(groups[1].before)) {
    return false;
  }
  const bool year_first = groups[0].digits.size() == 4;
  const Group& year = year_first ? groups[0] : groups[2];
  const Group& day = year_first ? groups[2] : groups[0];
  if (year.digits.size() != 4 || day.digits.size() > 2 || groups[1].digits.size() > 2) return false;
  const int first = value_of(day.digits);
  const int second = value_of(groups[1].digits);
  const bool is_day_and_month = std::max(first, second) <= 31 && std::min(first, second) <= 12;
  const bool is_year = year.digits.starts_with("19") || year.digits.starts_with("20");
  return is_day_and_month && is_year && first > 0 && second > 0;
}

bool is_phone(Groups groups) {
  const std::size_t size = digits_in(groups);
  if (size < least_digits || size > most_digits) return false;
  const std::string& first = groups.front().digits;
  if (groups.front().has_plus || first.starts_with("00")) return true;
  const bool is_spelled = groups.size() >= 7 && groups[1].before != U'.';
  if (first.starts_with('0')) return first.size() > 1 || is_spelled;
  if (size < 8) return false;
  if (groups.size() == 1) return !first.ends_with("00000");
  return first.size() <= 3 && groups[1].before != U'.' && !is_one_amount(groups);
}

/// The number of a card.
bool is_too_long(Groups groups) {
  if (groups.front().digits.size() > most_digits) return true;
  return groups.size() >= 4 && std::ranges::all_of(groups.first(4), [](const Group& group) {
           return group.digits.size() == 4;
         });
}

/// Another number begins with `group`, behind so many digits.
bool begins_another(const Group& group, std::size_t digits_before, bool is_international) {
  if (digits_before == 0) return false;
  if (group.has_plus) return true;
  const bool has_code_only = is_international && digits_before <= 5;
  const bool is_whole = group.digits.size() >= 7;
  if (is_whole && group.digits.starts_with('0')) return !has_code_only;
  if (is_whole && digits_before >= 8) return true;
  const std::size_t enough = is_international ? 10 : 9;
  return group.digits.size() >= 3 && group.digits.starts_with('0') && digits_before >= enough;
}

constexpr auto money_words = std::to_array<std::string_view>(
    {"usd",   "us",     "dollar", "dollars", "dolar",   "sar",   "sr",     "aed",     "dhs",
     "dh",    "lbp",    "ll",     "egp",     "le",      "kwd",   "kd",     "qar",     "qr",
     "bhd",   "bd",     "omr",    "jod",     "jd",      "iqd",   "id",     "try",     "tl",
     "mad",   "tnd",    "dt",     "dzd",     "da",      "eur",   "euro",   "euros",   "gbp",
     "riyal", "riyals", "rial",   "dirham",  "dirhams", "dinar", "dinars", "pound",   "pounds",
     "lira",  "lirat",  "liras",  "million", "k",       "ريال",  "ريالات", "درهم",    "دراهم",
     "دينار", "دنانير", "جنيه",   "جنيها",   "ليرة",    "ليره",  "دولار",  "دولارات", "يورو",
     "الف",   "ألف",    "مليون",  "ملايين",  "ر.س",     "د.إ",   "ل.ل",    "alf",     "alef"});

/// What a number is that stands a few words behind one of these.
constexpr auto other_numbers = std::to_array<std::string_view>(
    {"order",    "invoice", "serial", "sn",       "tracking", "ref",     "reference", "ticket",
     "case",     "batch",   "lot",    "iban",     "account",  "sku",     "barcode",   "imei",
     "passport", "id",      "vat",    "trn",      "license",  "licence", "shipment",  "commande",
     "facture",  "série",   "الطلب",  "طلب",      "الطلبية",  "طلبية",   "الفاتورة",  "فاتورة",
     "التسلسلي", "تسلسلي",  "سيريال", "السيريال", "التتبع",   "المرجع",  "حساب",      "الحساب",
     "ايبان",    "آيبان",   "الهوية", "هويتي",    "ترخيص",    "الشحنة",  "السجل",     "talab",
     "talabiye", "fatoura", "sirial"});

class PhoneFinder {
 public:
  PhoneFinder(std::string_view text, std::span<const Character> characters,
              const std::vector<bool>& taken)
      : text_(text), characters_(characters), taken_(taken) {}

  std::vector<FoundContact> find() {
    for (std::size_t i = 0; i < characters_.size();) {
      if (!is_digit_at(i)) {
        ++i;
        continue;
      }
      const std::vector<Group> run = run_from(i);
      run_end_ = run.back().end;
      take_numbers(run);
      i = run_end_;
    }
    return std::move(found_);
  }

 private:
  [[nodiscard]] bool is_digit_at(std::size_t i) const {
    return i < characters_.size() && characters_[i].digit >= 0 && !taken_[i];
  }

  [[nodiscard]] char32_t at(std::size_t i) const {
    return i < characters_.size() ? characters_[i].c : U'\0';
  }

  /// Where the plus before a group stands; nothing: there is none.
  [[nodiscard]] std::optional<std::size_t> plus_before(std::size_t i) const {
    for (int skipped = 0; i > 0 && skipped < 3; ++skipped) {
      const char32_t before = at(--i);
      if (before == U'+') return i;
      if (!is_blank(before) && before != U'(' && before != U'[') break;
    }
    return std::nullopt;
  }

  Group group_from(std::size_t i, char32_t before) const {
    Group group{.before = before, .begin = i};
    if (const auto plus = plus_before(i)) {
      group.has_plus = true;
      group.begin = *plus;
    }
    for (; is_digit_at(i); ++i) group.digits += static_cast<char>('0' + characters_[i].digit);
    group.end = i;
    return group;
  }

  /// All that could be one number or several.
  [[nodiscard]] std::vector<Group> run_from(std::size_t i) const {
    constexpr std::size_t most_between = 4;
    std::vector<Group> groups = {group_from(i, 0)};
    while (true) {
      std::size_t next = groups.back().end;
      char32_t mark = 0;
      for (; next < groups.back().end + most_between; ++next) {
        if (!separates(at(next)) && at(next) != U'+') break;
        if (mark == 0 || !is_blank(at(next))) mark = at(next);
      }
      if (next == groups.back().end || !is_digit_at(next)) return groups;
      groups.push_back(group_from(next, mark));
    }
  }

  void take_numbers(Groups run) {
    while (!run.empty()) {
      const std::size_t taken = begins_with_date(run) && !run.front().has_plus ? 3 : take_one(run);
      run = run.subspan(std::max<std::size_t>(taken, 1));
    }
  }

  /// How many groups a number at the run's beginning takes; 0: none stands there.
  std::size_t take_one(Groups run) {
    if (is_too_long(run)) {
      const std::size_t count = run.front().digits.size() > most_digits ? 1 : 4;
      add(run.first(count), FoundContact::Kind::unusable);
      return count;
    }
    for (std::size_t count = groups_of_one(run); count > 0; --count) {
      const Groups number = run.first(count);
      if (!is_phone(number) || !stands_free(number)) continue;
      add(number,
          is_other_number(number) ? FoundContact::Kind::unusable : FoundContact::Kind::phone);
      return count;
    }
    return 0;
  }

  static std::size_t groups_of_one(Groups run) {
    const bool international = run.front().has_plus || run.front().digits.starts_with("00");
    std::size_t digits = 0;
    for (std::size_t i = 0; i < run.size(); ++i) {
      const bool is_enough = digits_in(run.subspan(i)) >= least_digits;
      if (is_enough && begins_another(run[i], digits, international)) return i;
      if (digits + run[i].digits.size() > most_digits) return i;
      digits += run[i].digits.size();
    }
    return run.size();
  }

  /// `03123456usd` is no number, nor are `25000000 IQD`, `ABC1234567`.
  [[nodiscard]] bool stands_free(Groups number) const {
    const Group& first = number.front();
    const bool is_dialled = first.has_plus || first.digits.starts_with('0');
    const bool is_certain = is_dialled && digits_in(number) >= 9;
    const char32_t before = first.begin > 0 ? at(first.begin - 1) : U' ';
    const char32_t behind = at(number.back().end);
    if ((is_ascii_letter(before) || is_ascii_letter(behind)) && !is_certain) return false;
    return is_dialled || !is_money(before, run_end_);
  }

  /// `order number 10023456`: nobody can be called there. What is dialled with a zero or a plus is
  /// a number all the same.
  [[nodiscard]] bool is_other_number(Groups number) const {
    const Group& first = number.front();
    if (first.has_plus || first.digits.starts_with('0')) return false;
    constexpr std::u32string_view marks = U":#.-";
    constexpr int most_words = 3;
    std::size_t end = first.begin;
    for (int word = 0; word < most_words; ++word) {
      while (end > 0 && (is_blank(at(end - 1)) || marks.find(at(end - 1)) != marks.npos)) --end;
      std::size_t begin = end;
      while (begin > 0 && is_letter(at(begin - 1))) --begin;
      if (begin == end) return false;
      if (std::ranges::find(other_numbers, lower_ascii(bytes_between(begin, end))) !=
          other_numbers.end()) {
        return true;
      }
      end = begin;
    }
    return false;
  }

  [[nodiscard]] std::string_view bytes_between(std::size_t begin, std::size_t end) const {
    const std::size_t first = characters_[begin].begin;
    return text_.substr(first, characters_[end - 1].end - first);
  }

  [[nodiscard]] bool is_money(char32_t before, std::size_t behind) const {
    const auto is_sign = [](char32_t c) {
      return c == U'$' || c == U'€' || c == U'£' || c == U'%';
    };
    while (is_blank(at(behind))) ++behind;
    if (is_sign(before) || is_sign(at(behind))) return true;
    std::string word;
    for (; is_letter(at(behind)); ++behind) {
      const Character& one = characters_[behind];
      word += text_.substr(one.begin, one.end - one.begin);
    }
    return std::ranges::find(money_words, lower_ascii(word)) != money_words.end();
  }

  void add(Groups number, FoundContact::Kind kind) {
    std::size_t begin = number.front().begin;
    const std::size_t end = number.back().end;
    std::string value = number.front().has_plus ? "+" : "";
    for (const Group& group : number) value += group.digits;
    // An opening bracket goes with the closing one.
    if (begin > 0 && (at(begin - 1) == U'(' || at(begin - 1) == U'[')) {
      for (std::size_t i = begin; i < end; ++i) {
        if (at(i) != U')' && at(i) != U']') continue;
        --begin;
        break;
      }
    }
    found_.push_back({.kind = kind,
                      .begin = characters_[begin].begin,
                      .end = characters_[end - 1].end,
                      .value = std::move(value)});
  }

  std::string_view text_;
  std::span<const Character> characters_;
  const std::vector<bool>& taken_;
  std::size_t run_end_ = 0;
  std::vector<FoundContact> found_;
};

}  // namespace

std::vector<FoundContact> find_phones(std::string_view text, std::span<const Character> characters,
                                      const std::vector<bool>& taken) {
  return PhoneFinder(text, characters, taken).find();
}

}  // namespace mta::leads
