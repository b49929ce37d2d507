#include "leads/contact_finder.h"

#include <algorithm>

#include "base/text.h"
#include "leads/email_finder.h"
#include "leads/phone_finder.h"
#include "leads/spoken_digits.h"
#include "leads/text_characters.h"

namespace mta::leads {
namespace {

constexpr std::string_view hidden = "•••";

/// The last two digits as they were written; of a number in words as digits.
std::string masked_digits(std::string_view text, std::string_view value) {
  std::vector<std::string_view> digits;
  for (const Character& one : visible_characters(text)) {
    if (one.digit >= 0) digits.push_back(text.substr(one.begin, one.end - one.begin));
  }
  std::string mask = "•••••••";
  if (digits.size() + 1 < value.size()) return mask.append(value.substr(value.size() - 2));
  for (std::size_t i = digits.size() - 2; i < digits.size(); ++i) mask += digits[i];
  return mask;
}

/// The first letter or digit of the name.
std::string masked_address(std::string_view text) {
  std::string_view first;
  for (const Character& one : visible_characters(text)) {
    if (!first.empty() || (!is_letter(one.c) && one.digit < 0)) continue;
    first = text.substr(one.begin, one.end - one.begin);
  }
  return std::string(first).append(hidden).append("@").append(hidden);
}

/// The text with `in_place` of each.
std::string replaced(std::string_view text, const auto& in_place) {
  std::string all;
  std::size_t done = 0;
  for (const FoundContact& found : find_contacts(text)) {
    all.append(text.substr(done, found.begin - done)).append(in_place(found));
    done = found.end;
  }
  return all.append(text.substr(done));
}

}  // namespace

std::vector<FoundContact> find_contacts(std::string_view text) {
  const std::vector<Character> characters = visible_characters(text);
  std::vector<FoundContact> found = find_emails(text, characters);
  const std::vector<FoundContact> spoken = find_spoken_phones(text);
  found.insert(found.end(), spoken.begin(), spoken.end());
  std::vector<bool> taken(characters.size(), false);
  for (std::size_t i = 0; i < characters.size(); ++i) {
    taken[i] = std::ranges::any_of(found, [&](const FoundContact& one) {
      return characters[i].begin >= one.begin && characters[i].begin < one.end;
    });
  }
  const std::vector<FoundContact> phones = find_phones(text, characters, taken);
  found.insert(found.end(), phones.begin(), phones.end());
  std::ranges::sort(found, {}, &FoundContact::begin);
  return found;
}

std::string masked(std::string_view text) {
  return replaced(text, [&](const FoundContact& found) {
    const std::string_view written = text.substr(found.begin, found.end - found.begin);
    return found.value.contains('@') ? masked_address(written)
                                     : masked_digits(written, found.value);
  });
}

std::string without_contacts(std::string_view text) {
  return clean_text(replaced(text, [](const FoundContact&) { return ""; }));
}

}  // namespace mta::leads
