#include "chat/unread_money.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "chat/figures.h"
#include "chat/number_likeness.h"

namespace mta::chat {
namespace {

using catalogue::Currency;

/// What stands before a currency that is spoken of, and no amount in it.
constexpr auto before_names = std::to_array<std::string_view>(
    {"in",      "to",      "us",     "u",        "the",   "from",    "and",    "or",     "of",
     "into",    "per",     "a",      "your",     "as",    "is",      "are",    "one",    "american",
     "saudi",   "emirati", "uae",    "qatari",   "omani", "between", "pegged", "fixed",  "official",
     "than",    "price",   "prices", "currency", "rate",  "with",    "ب",      "بال",    "في",
     "من",      "الى",     "و",      "او",       "بين",   "سعر",     "اسعار",  "السعر",  "الاسعار",
     "عملة",    "مقابل",   "على",    "كم",       "bel",   "bi",      "b",      "el",     "l",
     "w",       "aw",      "la",     "men",      "ila",   "se3r",    "as3ar",  "en",     "le",
     "les",     "des",     "et",     "ou",       "du",    "vers",    "prix",   "devise", "dollar",
     "dollars", "kam",     "lal",    "lel"});

class UnreadFinder {
 public:
  UnreadFinder(const catalogue::MessageReading& reading, std::span<const Amount> amounts)
      : reading_(reading),
        words_(reading.places()),
        figures_(reading.text(), words_),
        amounts_(amounts) {}

  [[nodiscard]] bool finds() const {
    for (std::size_t i = 0; i < words_.size();) {
      if (const std::size_t end = end_of_number(i); end > i) {
        i = end;
        continue;
      }
      if (!is_explained(i) && (resembles_number(words_[i].text) || is_priced_mixture(i) ||
                               is_amounts_currency(i) || is_roman_amount(i)))
        return true;
      ++i;
    }
    return std::ranges::any_of(amounts_, [this](const Amount& one) { return goes_on(one); });
  }

 private:
  /// "66 hundred and fifty": more of the number than was read.
  [[nodiscard]] bool goes_on(const Amount& amount) const {
    constexpr std::array<std::string_view, 4> joins = {"and", "w", "et", "و"};
    const std::size_t next = amount.end + 1;
    if (next >= words_.size() || is_explained(next)) return false;
    if (std::ranges::find(joins, words_[amount.end].text) == joins.end()) return false;
    const auto rest = figures_.numbers().in_words_at(next);
    return rest && rest->value < least_bare_amount && figures_.ends_there(rest->end);
  }
  [[nodiscard]] std::size_t end_of_number(std::size_t i) const {
    if (const auto number = figures_.numbers().at(i)) return number->end;
    const auto number = figures_.numbers().in_words_at(i);
    return number ? number->end : i;
  }
  [[nodiscard]] bool is_explained(std::size_t i) const {
    const auto holds = [i](const auto& part) { return part.begin <= i && i < part.end; };
    const auto is_contact = [&](const catalogue::Span& span) {
      return holds(span) && span.kind <= catalogue::SpanKind::link;
    };
    return std::ranges::any_of(amounts_, holds) ||
           std::ranges::any_of(reading_.spans(), is_contact) ||
           std::ranges::any_of(reading_.mentions(), holds);
  }
  /// "The price is 99.99c"
  [[nodiscard]] bool is_priced_mixture(std::size_t i) const {
    constexpr std::size_t near = 2;
    const std::string& word = words_[i].text;
    return is_digit(word.front()) && !looks_arabizi(word) && !figures_.is_unit_within(i) &&
           figures_.ends_there(i + 1) &&
           figures_.numbers().last_before(catalogue::NumberWord::priced, i, near).has_value();
  }
  /// "DCL dollars", "the price is DCL"
  [[nodiscard]] bool is_roman_amount(std::size_t i) const {
    constexpr std::size_t near = 2;
    const std::string_view written =
        reading_.text().substr(words_[i].begin, words_[i].end - words_[i].begin);
    if (!is_roman(written)) return false;
    const bool has_currency = figures_.numbers().currency_from(i + 1).has_value() ||
                              figures_.numbers().currency_until(i).has_value() ||
                              figures_.has_currency_sign(i, i + 1);
    const auto priced = figures_.numbers().last_before(catalogue::NumberWord::priced, i, near);
    return has_currency || (priced.has_value() && figures_.ends_there(i + 1));
  }
  /// One that the catalogue converts; the words for others mean too much else.
  [[nodiscard]] bool is_amounts_currency(std::size_t i) const {
    const auto currency = figures_.numbers().currency_from(i);
    if (!currency || currency->currency == Currency::other) return false;
    const bool is_behind_number =
        std::ranges::any_of(amounts_, [i](const Amount& amount) { return amount.end == i; });
    if (is_behind_number || i == 0 || parts(i)) return false;
    return !is_name_of_currency(i);
  }
  [[nodiscard]] bool parts(std::size_t i) const {
    return figures_.before(i).find_first_of("|(:;,/[=\n") != std::string_view::npos;
  }
  [[nodiscard]] bool is_name_of_currency(std::size_t i) const {
    const std::string_view written =
        reading_.text().substr(words_[i].begin, words_[i].end - words_[i].begin);
    const bool has_article = written.starts_with("ال") || written.starts_with("بال") ||
                             written.starts_with("لل") || written.starts_with("وال");
    return has_article ||
           std::ranges::find(before_names, words_[i - 1].text) != before_names.end() ||
           figures_.numbers().currency_until(i).has_value();
  }

  const catalogue::MessageReading& reading_;
  std::span<const FoldedWord> words_;
  Figures figures_;
  std::span<const Amount> amounts_;
};

}  // namespace

bool says_unread_money(const catalogue::MessageReading& reading, std::span<const Amount> amounts) {
  return UnreadFinder(reading, amounts).finds();
}

}  // namespace mta::chat
