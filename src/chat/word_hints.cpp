#include "chat/word_hints.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <string>
#include <vector>

#include "catalogue/claims.h"
#include "catalogue/flat_tables.h"
#include "catalogue/fold.h"
#include "catalogue/number_words.h"
#include "chat/number_likeness.h"
#include "chat/plain_text.h"

namespace mta::chat {
namespace {

using catalogue::NumberWord;
using catalogue::NumberWords;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Of one folded word, by the lists.
WordHints look_up(const std::vector<FoldedWord>& word, std::string_view text) {
  constexpr double hundred = 100;
  const NumberWords numbers(text, word);
  const std::string& folded = word.front().text;
  const auto number = numbers.in_words_at(0);
  const auto says = [&](NumberWord kind) { return numbers.says(kind, 0); };
  const auto currency = numbers.currency_from(0);
  const bool is_long = folded.size() > 2;  // `sr` is much else
  return {.digits = std::ranges::all_of(folded, is_digit),
          .mixed = std::ranges::any_of(folded, is_digit) && !std::ranges::all_of(folded, is_digit),
          .number = number.has_value() || resembles_number(folded),
          .small_number = number && number->value < hundred && !number->is_multiplied,
          .promise = catalogue::may_begin_promise(folded),
          .currency = currency.has_value(),
          .pegged = currency && currency->currency != catalogue::Currency::other && is_long,
          .priced = says(NumberWord::priced),
          .continues = says(NumberWord::and_) || says(NumberWord::percent) ||
                       says(NumberWord::time) || says(NumberWord::fraction),
          .counts = says(NumberWord::unit) || says(NumberWord::count),
          .ends_phrase = catalogue::may_end_before_number(folded),
          .begins_phrase = catalogue::may_begin_behind_number(folded)};
}

/// Several words that nothing parts are looked at where they stand.
WordHints look_up(std::string_view raw) {
  const std::string text = plain_text(raw);
  const std::vector<FoldedWord> words = fold_words_in_place(text);
  if (words.empty()) return {};
  if (words.size() == 1) {
    WordHints hints = look_up(words, text);
    hints.roman = is_roman(text);
    return hints;
  }
  WordHints all{.mixed = true, .ends_phrase = true, .begins_phrase = true};
  for (const FoldedWord& word : words) {
    const WordHints one = look_up({FoldedWord{.text = word.text, .begin = 0, .end = 0}}, {});
    all.promise = all.promise || one.promise;
  }
  return all;
}

/// The words that were looked up last; a model says the same ones again and again.
class Memory {
 public:
  static constexpr std::size_t longest = 21;  // bytes of a word

  WordHints* find(std::string_view word, std::uint32_t hash) {
    Entry& entry = entries_[hash % entries_.size()];
    const bool is_it = entry.size == word.size() &&
                       std::ranges::equal(word, std::string_view(entry.letters.data(), entry.size));
    return is_it ? &entry.hints : nullptr;
  }
  void keep(std::string_view word, std::uint32_t hash, WordHints hints) {
    Entry& entry = entries_[hash % entries_.size()];
    entry.size = static_cast<std::uint8_t>(word.size());
    std::ranges::copy(word, entry.letters.begin());
    entry.hints = hints;
  }

 private:
  struct Entry {
    std::uint8_t size = 0;
    std::array<char, longest> letters{};
    WordHints hints;
  };
  std::array<Entry, 1024> entries_{};
};

}  // namespace

WordHints hints_of(std::string_view word) {
  if (word.empty()) return {};
  if (word.size() > Memory::longest) return look_up(word);
  if (std::ranges::all_of(word, is_digit)) return {.digits = true};
  thread_local Memory memory;
  const std::uint32_t hash = catalogue::TextHash(word).value();
  if (const WordHints* known = memory.find(word, hash)) return *known;
  const WordHints hints = look_up(word);
  memory.keep(word, hash, hints);
  return hints;
}

}  // namespace mta::chat
