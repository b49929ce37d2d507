#include "chat/plain_prices.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "chat/number_likeness.h"
#include "chat/plain_text.h"
#include "chat/word_hints.h"

namespace mta::chat {
namespace {

/// What may stand before a whole name, so that it is no part of a longer one.
constexpr auto leads = std::to_array<std::string_view>(
    {"the", "our", "a", "an", "of", "for", "and", "el", "l", "سعر", "ثمن", "se3r"});
/// What may stand between a device and its price.
constexpr auto links = std::to_array<std::string_view>(
    {"is",   "are",  "costs",      "cost", "at",        "priced", "price", "the",  "our",
     "its",  "has",  "indicative", "with", "currently", "only",   "a",     "of",   "هو",
     "هي",   "سعره", "سعرها",      "ثمنه", "ثمنها",     "se3ro",  "se3ra", "howe", "hiye",
     "s3ro", "b",    "bi",         "7a2o", "machine",   "device", "comes", "to",   "around"});

bool is_one_of(std::span<const std::string_view> list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

bool holds_only(std::string_view gap, std::string_view marks) {
  return gap.find_first_not_of(marks) == std::string_view::npos;
}

std::string_view gap_before(std::string_view plain, std::span<const FoldedWord> words,
                            std::size_t i) {
  const std::size_t from = i == 0 ? 0 : words[i - 1].end;
  const std::size_t to = i == words.size() ? plain.size() : words[i].begin;
  return plain.substr(from, to - from);
}

/// `6600`, `6,600`
std::optional<std::int64_t> whole_figure(std::string_view raw) {
  constexpr std::size_t group = 4;  // with its comma
  constexpr std::size_t longest = 9;
  std::string digits;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const bool is_comma = raw[i] == ',' && i > 0 && (raw.size() - i) % group == 0;
    const bool needs_comma = raw.contains(',') && i > 0 && (raw.size() - i) % group == 0;
    if (needs_comma != is_comma || (!is_comma && (raw[i] < '0' || raw[i] > '9'))) return {};
    if (!is_comma) digits += raw[i];
  }
  if (digits.empty() || digits.size() > longest) return {};
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

bool is_dollars(std::string_view word) {
  return word == "usd" || word == "dollar" || word == "dollars" || word == "دولار";
}

/// A clause, a row's cell or the sentence ends before word `i`.
bool ends_before(std::string_view plain, std::span<const FoldedWord> words, std::size_t i) {
  const std::string_view gap = gap_before(plain, words, i);
  if (!holds_only(gap, " \t\r\n.,;:!?)|-*")) return false;
  return i == words.size() || gap.find_first_of("\n.;,!?)|") != std::string_view::npos;
}

}  // namespace

PlainPrices::PlainPrices(const Knowledge& knowledge) : knowledge_(knowledge) {
  for (std::uint32_t i = 0; i < knowledge.products.size(); ++i) {
    const Product& product = knowledge.products[i];
    if (!product.price_usd) continue;
    add(fold_words(plain_text(product.name)), i);
    add(fold_words(plain_text(product.arabic_name)), i);
  }
  for (auto& list : names_) {
    std::ranges::sort(list, std::ranges::greater{},
                      [](const Name& name) { return name.words.size(); });
  }
}

void PlainPrices::add(std::vector<std::string> words, std::uint32_t product) {
  constexpr std::size_t least = 2;
  if (words.size() < least) return;
  const std::uint32_t first = first_words_.add(words.front()).first;
  names_.resize(std::max<std::size_t>(names_.size(), first + 1));
  names_[first].push_back({.words = std::move(words), .product = product});
}

std::optional<PlainPrices::Found> PlainPrices::name_at(std::span<const FoldedWord> words,
                                                       std::size_t at) const {
  const std::uint32_t first = first_words_.view().find(words[at].text);
  if (first == catalogue::not_found) return std::nullopt;
  for (const Name& name : names_[first]) {
    const std::size_t size = name.words.size();
    if (size <= words.size() - at &&
        std::ranges::equal(name.words, words.subspan(at, size), {}, {}, &FoldedWord::text)) {
      return Found{.product = name.product, .end = at + size};
    }
  }
  return std::nullopt;
}

/// The word behind the price of the device, where that stands right behind its name.
std::optional<std::size_t> PlainPrices::price_behind(const Found& name, std::string_view plain,
                                                     std::span<const FoldedWord> words) const {
  constexpr std::string_view linking_marks = " \t|:*-($";
  std::size_t i = name.end;
  while (i < words.size() && holds_only(gap_before(plain, words, i), linking_marks) &&
         is_one_of(links, words[i].text)) {
    ++i;
  }
  if (i < words.size() && words[i].text == "usd" &&
      holds_only(gap_before(plain, words, i), linking_marks)) {
    ++i;
  }
  if (i == words.size() || !holds_only(gap_before(plain, words, i), linking_marks)) return {};
  if (gap_before(plain, words, i).starts_with('$')) return std::nullopt;  // `A$6,600`
  const auto figure = whole_figure(plain.substr(words[i].begin, words[i].end - words[i].begin));
  if (figure != knowledge_.products[name.product].price_usd) return std::nullopt;
  ++i;
  if (i < words.size() && is_dollars(words[i].text) && gap_before(plain, words, i) == " ") ++i;
  return ends_before(plain, words, i) ? std::optional(i) : std::nullopt;
}

bool PlainPrices::are_all(std::string_view plain, std::span<const FoldedWord> words) const {
  for (std::size_t i = 0; i < words.size();) {
    const bool is_led = i == 0 || is_one_of(leads, words[i - 1].text) ||
                        !holds_only(gap_before(plain, words, i), " ");
    const auto name = is_led ? name_at(words, i) : std::nullopt;
    if (name) {
      const auto behind = price_behind(*name, plain, words);
      if (!behind) return false;
      i = *behind;
      continue;
    }
    const WordHints hints = hints_of(words[i].text);
    if (hints.may_begin() || hints.currency) return false;
    if (is_roman(plain.substr(words[i].begin, words[i].end - words[i].begin))) return false;
    ++i;
  }
  return true;
}

}  // namespace mta::chat
