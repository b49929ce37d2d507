#include "leads/email_finder.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/ascii.h"

namespace mta::leads {
namespace {

/// Ends that are taken for one where the dot is a comma or has blanks around it.
constexpr auto usual_ends = std::to_array<std::string_view>(
    {"com", "net", "org", "edu", "gov", "info", "co", "io", "me", "ae", "sa", "lb", "eg",
     "kw",  "qa",  "bh",  "om",  "jo",  "iq",   "sy", "ps", "ye", "ly", "tn", "dz", "ma",
     "tr",  "fr",  "de",  "uk",  "eu",  "us",   "it", "es", "ch", "be", "nl", "gr", "cy"});

/// With these an "at" between two words is an address.
constexpr auto providers = std::to_array<std::string_view>(
    {"gmail", "hotmail", "yahoo", "outlook", "icloud", "live", "aol", "protonmail", "proton"});

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

/// Characters from `begin` to `end` that stand for an at or a dot.
struct Sign {
  enum class Form : std::uint8_t { plain, bracketed, word };
  Form form = Form::plain;
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct Domain {
  std::string name;
  std::size_t end = 0;
  bool has_dot = false;
  bool has_spelled_dot = false;
};

class EmailFinder {
 public:
  EmailFinder(std::string_view text, std::span<const Character> characters)
      : text_(text), characters_(characters) {}

  std::vector<FoundContact> find() {
    for (std::size_t i = 0; i < characters_.size();) {
      const auto at_sign = sign(i, U'@', at_words);
      if (!at_sign || !take(*at_sign))
        ++i;
      else
        i = next_;
    }
    return std::move(found_);
  }

 private:
  using Words = std::array<std::u32string_view, 3>;
  static constexpr Words at_words = {U"at", U"آت", U"ات"};
  static constexpr Words dot_words = {U"dot", U"دوت", U"نقطة"};

  [[nodiscard]] char32_t at(std::size_t i) const {
    return i < characters_.size() ? characters_[i].c : U'\0';
  }

  [[nodiscard]] std::size_t behind_blanks(std::size_t i, std::size_t most) const {
    for (; most > 0 && is_blank(at(i)); --most) ++i;
    return i;
  }

  [[nodiscard]] std::size_t word_size(std::size_t i, const Words& words) const {
    for (const std::u32string_view word : words) {
      std::size_t size = 0;
      while (size < word.size() && lower(at(i + size)) == word[size]) ++size;
      if (size == word.size() && !is_letter(at(i + size))) return size;
    }
    return 0;
  }

  static char32_t lower(char32_t c) { return c >= U'A' && c <= U'Z' ? c + (U'a' - U'A') : c; }

  /// `@`, `(at)`, or `at` between blanks.
  [[nodiscard]] std::optional<Sign> sign(std::size_t i, char32_t mark, const Words& words) const {
    if (at(i) == mark) return Sign{.begin = i, .end = i + 1};
    const bool opens = at(i) == U'(' || at(i) == U'[' || at(i) == U'{' || at(i) == U'<';
    if (opens) {
      const std::size_t word = behind_blanks(i + 1, 1);
      const std::size_t size = at(word) == mark ? 1 : word_size(word, words);
      const std::size_t end = behind_blanks(word + size, 1);
      const char32_t closes = at(end);
      if (size == 0 || (closes != U')' && closes != U']' && closes != U'}' && closes != U'>')) {
        return std::nullopt;
      }
      return Sign{.form = Sign::Form::bracketed, .begin = i, .end = end + 1};
    }
    const std::size_t size = i > 0 && is_blank(at(i - 1)) ? word_size(i, words) : 0;
    if (size == 0 || !is_blank(at(i + size))) return std::nullopt;
    return Sign{.form = Sign::Form::word, .begin = i, .end = i + size};
  }

  [[nodiscard]] bool is_of_name(std::size_t i, bool latin_only) const {
    const char32_t c = at(i);
    if (c < 0x80) {
      return is_ascii_letter(c) || characters_[i].digit >= 0 || c == U'.' || c == U'_' ||
             c == U'%' || c == U'+' || c == U'-';
    }
    return is_latin_letter(c) || (!latin_only && (is_letter(c) || characters_[i].digit >= 0));
  }

  /// Where the name before an at begins; `end` where there is none.
  [[nodiscard]] std::size_t name_before(std::size_t end) const {
    constexpr std::size_t longest = 64;
    std::size_t begin = end;
    const bool latin_only = end > 0 && (at(end - 1) < 0x80 || is_latin_letter(at(end - 1)));
    while (begin > 0 && end - begin < longest && is_of_name(begin - 1, latin_only)) --begin;
    while (begin < end && (at(begin) == U'.' || at(begin) == U'-')) ++begin;
    return begin;
  }

  [[nodiscard]] std::size_t label_end(std::size_t i) const {
    const bool latin_only = at(i) < 0x80 || is_latin_letter(at(i));
    while (i < characters_.size() &&
           (is_letter(at(i)) || characters_[i].digit >= 0 || at(i) == U'-')) {
      if (latin_only && at(i) >= 0x80 && !is_latin_letter(at(i))) break;
      ++i;
    }
    return i;
  }

  [[nodiscard]] std::string bytes(std::size_t begin, std::size_t end) const {
    std::string all;
    for (std::size_t i = begin; i < end; ++i) {
      const Character& one = characters_[i];
      if (one.c < 0x80)
        all += lower_ascii(static_cast<char>(one.c));
      else
        all += text_.substr(one.begin, one.end - one.begin);
    }
    return all;
  }

  /// Where the next label begins behind a dot; nothing: no dot of an address stands there.
  [[nodiscard]] std::optional<std::size_t> behind_dot(std::size_t i, const Domain& domain) const {
    const std::size_t there = behind_blanks(i, 1);
    const auto dot = sign(there, U'.', dot_words);
    const bool is_comma = at(i) == U',';
    if (!dot && !is_comma) return std::nullopt;
    const std::size_t label = dot ? behind_blanks(dot->end, 1) : i + 1;
    if (label_end(label) == label) return std::nullopt;
    const bool is_tight = dot && dot->form == Sign::Form::plain && there == i && label == i + 1;
    const bool is_spelled = dot && dot->form != Sign::Form::plain;
    if (is_tight || is_spelled) return label;
    const bool is_end = is_one_of(bytes(label, label_end(label)), usual_ends);
    return is_end && !domain.has_dot ? std::optional(label) : std::nullopt;
  }

  [[nodiscard]] Domain domain_from(std::size_t begin) const {
    constexpr std::size_t longest = 253;
    Domain domain{.name = {}, .end = label_end(begin)};
    domain.name = bytes(begin, domain.end);
    while (domain.end > begin && domain.name.size() < longest) {
      const auto label = behind_dot(domain.end, domain);
      if (!label) break;
      domain.has_spelled_dot = domain.has_spelled_dot || *label > domain.end + 1;
      domain.has_dot = true;
      domain.end = label_end(*label);
      domain.name += "." + bytes(*label, domain.end);
    }
    return domain;
  }

  /// "Look at our site.com" is no address.
  [[nodiscard]] bool is_meant(const Sign& at_sign, const Domain& domain) const {
    if (at_sign.form == Sign::Form::plain) return true;
    if (!domain.has_dot) return false;
    const std::string_view first = std::string_view(domain.name).substr(0, domain.name.find('.'));
    return at_sign.form == Sign::Form::bracketed || domain.has_spelled_dot ||
           is_one_of(first, providers);
  }

  bool take(const Sign& at_sign) {
    std::size_t name_end = at_sign.begin;
    if (name_end > 0 && is_blank(at(name_end - 1))) --name_end;
    const std::size_t begin = name_before(name_end);
    const std::size_t domain_begin = behind_blanks(at_sign.end, 1);
    const Domain domain = domain_from(domain_begin);
    if (begin == name_end || domain.name.empty() || !is_meant(at_sign, domain)) return false;
    const bool is_spaced = name_end != at_sign.begin || domain_begin != at_sign.end;
    if (!domain.has_dot && is_spaced) return false;  // "2 @ 6600"
    found_.push_back(
        {.kind = domain.has_dot ? FoundContact::Kind::email : FoundContact::Kind::unusable,
         .begin = characters_[begin].begin,
         .end = characters_[domain.end - 1].end,
         .value = bytes(begin, name_end) + "@" + domain.name});
    next_ = domain.end;
    return true;
  }

  std::string_view text_;
  std::span<const Character> characters_;
  std::vector<FoundContact> found_;
  std::size_t next_ = 0;
};

}  // namespace

std::vector<FoundContact> find_emails(std::string_view text,
                                      std::span<const Character> characters) {
  return EmailFinder(text, characters).find();
}

}  // namespace mta::leads
