#include "catalogue/contact_spans.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace mta::catalogue {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

std::optional<int> digit_of(char32_t c) {
  for (const char32_t zero : {U'0', U'٠', U'۰', U'０'}) {
    if (c >= zero && c <= zero + 9) return static_cast<int>(c - zero);
  }
  return std::nullopt;
}

/// Digits in groups: `+961 3 123 456`.
struct DigitRun {
  struct Group {
    std::string digits;
    char32_t before = 0;  ///< what stands between it and the group before
    std::size_t end = 0;  ///< byte of the text
  };
  bool plus = false;
  std::vector<Group> groups;
};

constexpr std::size_t most_digits = 15;
constexpr std::size_t most_groups = 8;

DigitRun digits_from(std::string_view text, std::size_t begin) {
  DigitRun run{.plus = begin > 0 && text[begin - 1] == '+', .groups = {}};
  std::string_view rest = text.substr(begin);
  char32_t between = 0;
  int blanks = 1;
  while (!rest.empty() && run.groups.size() <= most_groups) {
    const char32_t c = next_code_point(rest);
    if (const auto digit = digit_of(c)) {
      if (blanks > 0) run.groups.push_back({.digits = {}, .before = between, .end = 0});
      blanks = 0;
      run.groups.back().digits += static_cast<char>('0' + *digit);
      run.groups.back().end = text.size() - rest.size();
      if (run.groups.back().digits.size() > most_digits) break;
      continue;
    }
    const bool separates =
        c == U' ' || c == U'-' || c == U'(' || c == U')' || c == U'.' || c == U'/' || c == U'–';
    if (!separates || ++blanks > 2) break;
    between = c;
  }
  return run;
}

std::size_t size_of(const DigitRun& run) {
  std::size_t size = 0;
  for (const auto& group : run.groups) size += group.digits.size();
  return size;
}

/// `10 000 000` is a number.
bool is_one_number(const DigitRun& run) {
  return std::ranges::all_of(run.groups.begin() + 1, run.groups.end(), [](const auto& group) {
    return group.digits.size() == 3 && (group.before == U'.' || group.digits.ends_with("00"));
  });
}

bool is_phone(const DigitRun& run) {
  const std::size_t size = size_of(run);
  if (size < 7 || size > most_digits) return false;
  const std::string& first = run.groups.front().digits;
  if (run.plus || first.starts_with("00")) return true;
  if (first.starts_with('0')) return first.size() > 1;
  if (size < 8) return false;
  if (run.groups.size() == 1) return true;
  return first.size() <= 3 && run.groups.front().before != U'.' && !is_one_number(run);
}

class ContactFinder {
 public:
  ContactFinder(std::string_view text, std::span<const FoldedWord> words)
      : text_(text), words_(words) {}

  std::vector<Span> find() {
    for (std::size_t i = 0; i < words_.size();) {
      const Span span = address_at(i).value_or(phone_at(i).value_or(Span{}));
      if (span.end > i) spans_.push_back(span);
      i = std::max(i + 1, span.end);
    }
    return std::move(spans_);
  }

 private:
  /// The words that begin before a byte of the text, from word `i` on.
  [[nodiscard]] std::size_t words_before(std::size_t byte, std::size_t i) const {
    while (i < words_.size() && words_[i].begin < byte) ++i;
    return i;
  }

  [[nodiscard]] std::optional<Span> address_at(std::size_t i) const {
    constexpr std::size_t longest = 254;
    const std::size_t begin = words_[i].begin;
    if (begin > 0 && !is_blank(text_[begin - 1]) && i > 0) {
      // In the middle of a piece that has been looked at.
      if (words_[i - 1].end + 1 >= begin && text_[begin - 1] != '@') return std::nullopt;
    }
    std::size_t end = begin;
    while (end < text_.size() && end - begin < longest && !is_blank(text_[end])) ++end;
    const std::string_view piece = text_.substr(begin, end - begin);
    const std::size_t at = piece.find('@');
    const bool email = at != std::string_view::npos && at > 0 && at + 1 < piece.size();
    const bool link = piece.starts_with("http") || piece.starts_with("www.");
    const bool handle = begin > 0 && text_[begin - 1] == '@';
    if (!email && !(link && piece.find('.') != std::string_view::npos) && !handle) {
      return std::nullopt;
    }
    return Span{
        .kind = email ? SpanKind::email : SpanKind::link, .begin = i, .end = words_before(end, i)};
  }

  [[nodiscard]] std::optional<Span> phone_at(std::size_t i) const {
    const char first = words_[i].text.front();
    if (first < '0' || first > '9') return std::nullopt;
    // What leads/contact_finder has masked: `•••••••67`.
    if (text_.substr(0, words_[i].begin).ends_with("•")) {
      return Span{.kind = SpanKind::phone, .begin = i, .end = i + 1};
    }
    DigitRun run = digits_from(text_, words_[i].begin);
    while (!run.groups.empty() && !is_phone(run)) run.groups.pop_back();
    if (run.groups.empty()) return std::nullopt;
    const std::size_t end = words_before(run.groups.back().end, i);
    // `03123456usd` and the like are no phone numbers.
    if (words_[end - 1].end > run.groups.back().end) return std::nullopt;
    return Span{.kind = SpanKind::phone, .begin = i, .end = end};
  }

  std::string_view text_;
  std::span<const FoldedWord> words_;
  std::vector<Span> spans_;
};

}  // namespace

std::vector<Span> find_contact_spans(std::string_view text, std::span<const FoldedWord> words) {
  return ContactFinder(text, words).find();
}

}  // namespace mta::catalogue
