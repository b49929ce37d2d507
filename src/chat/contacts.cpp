#include "chat/contacts.h"

#include <algorithm>
#include <span>
#include <vector>

#include "base/ascii.h"
#include "catalogue/fold.h"
#include "chat/figures.h"
#include "chat/word_hints.h"
#include "leads/contact_finder.h"

namespace mta::chat {
namespace {

using leads::FoundContact;

constexpr std::size_t least_digits = 7;

/// Enough digits, or words of digits, for a number, or the sign of an address.
bool may_hold_one(std::string_view plain, std::span<const FoldedWord> words) {
  if (plain.contains('@') || plain.contains("(at") || plain.contains("[at")) return true;
  std::size_t digits = 0;
  for (const FoldedWord& word : words) {
    digits += static_cast<std::size_t>(std::ranges::count_if(word.text, is_digit));
  }
  if (digits >= least_digits) return true;
  constexpr std::size_t least_words = 5;  // "zero" and "double" are no number words
  std::size_t spoken = 0;
  for (const FoldedWord& word : words) {
    spoken += hints_of(word.text).small_number ? 1 : 0;
    if (word.text == "dot") return true;
  }
  return spoken >= least_words;
}

/// `755/808/1064 nm`
bool counts_a_unit(std::string_view plain, std::span<const FoldedWord> words, std::size_t end) {
  const Figures figures(plain, words);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].end >= end) return figures.counts_a_unit(i + 1) || figures.is_unit_within(i);
  }
  return false;
}

/// "900 + 10000 = 10900"
bool is_added_up(std::string_view plain, const FoundContact& found) {
  const std::string_view written = plain.substr(found.begin, found.end - found.begin);
  std::string_view behind = plain.substr(found.end);
  behind.remove_prefix(std::min(behind.find_first_not_of(' '), behind.size()));
  const bool has_result = behind.starts_with('=') || behind.starts_with('+');
  const bool adds = written.rfind('+') != std::string_view::npos && written.rfind('+') > 0;
  return has_result || adds || written.starts_with("+ ");
}

std::string without_prefix(const std::string& number) {
  return number.substr(std::min(number.find_first_not_of("+0"), number.size()));
}

}  // namespace

std::set<std::string> contacts_in(std::string_view plain) {
  const std::vector<FoldedWord> words = fold_words_in_place(plain);
  if (!may_hold_one(plain, words)) return {};
  std::set<std::string> contacts;
  for (const FoundContact& found : leads::find_contacts(plain)) {
    if (found.value.contains('@')) {
      contacts.insert(found.value);
    } else if (!is_added_up(plain, found) && !counts_a_unit(plain, words, found.end)) {
      contacts.insert(without_prefix(found.value));
    }
  }
  return contacts;
}

bool are_stated(const std::set<std::string>& said, const std::set<std::string>& stated) {
  return std::ranges::all_of(said, [&](const std::string& one) {
    return std::ranges::any_of(stated, [&](const std::string& known) {
      if (one.contains('@') || known.contains('@')) return one == known;
      return std::min(one.size(), known.size()) >= least_digits &&
             (one.ends_with(known) || known.ends_with(one));
    });
  });
}

}  // namespace mta::chat
