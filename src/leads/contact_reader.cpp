#include "leads/contact_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/text.h"
#include "catalogue/fold.h"
#include "leads/contact_finder.h"
#include "leads/lead_words.h"
#include "leads/phone_number.h"
#include "leads/text_characters.h"

namespace mta::leads {
namespace {

constexpr std::size_t longest_name = 4;  // words
constexpr std::size_t longest_text = 120;

/// Before a name of a clinic, and never a part of it.
constexpr auto before_clinics = std::to_array<std::string_view>(
    {"my",  "our", "the",  "a",    "an",   "i",   "in",    "at",   "from", "for",
     "and", "we",  "your", "this", "have", "own", "is",    "am",   "dr",   "doctor",
     "of",  "new", "to",   "with", "chez", "de",  "la",    "le",   "ma",   "notre",
     "une", "un",  "bi",   "fi",   "men",  "w",   "3ande", "3anna"});

bool is_before_clinic(std::string_view word) {
  return std::ranges::find(before_clinics, word) != before_clinics.end();
}

/// A break stands for each number and address: no name goes on over one.
std::string without_numbers(std::string_view text, const std::vector<FoundContact>& found) {
  std::string rest;
  std::size_t done = 0;
  for (const FoundContact& one : found) {
    rest.append(text.substr(done, one.begin - done)).append(" ; ");
    done = one.end;
  }
  return rest.append(text.substr(done));
}

std::vector<std::string> folded(const std::vector<FoldedWord>& words) {
  std::vector<std::string> texts;
  texts.reserve(words.size());
  for (const FoldedWord& word : words) texts.push_back(word.text);
  return texts;
}

/// The words of a message beside its numbers and addresses.
class Reading {
 public:
  Reading(std::string_view text, const std::vector<FoundContact>& found)
      : text_(without_numbers(text, found)),
        words_(fold_words_in_place(text_)),
        folded_(folded(words_)),
        said_(folded_) {}

  [[nodiscard]] std::string country() const {
    return said_.countries().empty() ? "" : std::string(said_.countries().front().code);
  }

  [[nodiscard]] std::string name(bool is_titled_enough) const {
    for (const WordRange& cue : said_.ranges(LeadWord::name_is)) {
      if (auto name = name_from(cue.end, false); !name.empty()) return name;
    }
    for (const WordRange& cue : said_.ranges(LeadWord::i_am)) {
      if (auto name = name_from(cue.end, true); !name.empty()) return name;
    }
    if (!is_titled_enough) return {};
    for (const WordRange& title : said_.ranges(LeadWord::title)) {
      if (auto name = name_from(title.begin, true); !name.empty()) return name;
    }
    return {};
  }

  [[nodiscard]] std::string clinic() const {
    for (const WordRange& cue : said_.ranges(LeadWord::clinic_is)) {
      if (auto name = words_from(cue.end, longest_name); !name.empty()) return name;
    }
    for (const WordRange& place : said_.ranges(LeadWord::clinic)) {
      if (auto name = named_before(place); !name.empty()) return name;
      if (auto name = named_behind(place); !name.empty()) return name;
    }
    return {};
  }

  /// Parts between commas that are nothing but a name or a clinic.
  void read_parts(Contact& contact) const {
    for (std::size_t begin = 0; begin < words_.size();) {
      std::size_t end = begin + 1;
      while (end < words_.size() && !breaks_before(end)) ++end;
      read_part({.begin = begin, .end = end}, contact);
      begin = end;
    }
  }

 private:
  [[nodiscard]] bool breaks_before(std::size_t word) const {
    if (word == 0) return true;
    const std::size_t begin = words_[word - 1].end;
    const std::string_view between =
        std::string_view(text_).substr(begin, words_[word].begin - begin);
    if (between == ". " && said_.size_at(LeadWord::title, word - 1) > 0) return false;
    return between.find_first_of(",;.!?\n/|:") != std::string_view::npos || between.contains("،") ||
           between.contains("؛") || between.contains(" - ") || between.contains("؟");
  }

  [[nodiscard]] bool is_country(std::size_t word) const {
    return std::ranges::any_of(said_.countries(), [&](const LeadWords::Country& one) {
      return one.place.begin <= word && word < one.place.end;
    });
  }

  [[nodiscard]] bool has_capital(std::size_t word) const {
    const char first = text_[words_[word].begin];
    return first >= 'A' && first <= 'Z';
  }
  [[nodiscard]] bool is_latin(std::size_t word) const {
    return static_cast<unsigned char>(folded_[word].front()) < 0x80;
  }

  [[nodiscard]] bool may_be_of_name(std::size_t word) const {
    return word < words_.size() && !is_country(word) && !ends_name(word) &&
           std::ranges::none_of(folded_[word], is_digit);
  }

  [[nodiscard]] bool ends_name(std::size_t word) const {
    return said_.size_at(LeadWord::no_name, word) > 0 ||
           said_.size_at(LeadWord::clinic, word) > 0 || said_.size_at(LeadWord::request, word) > 0;
  }

  [[nodiscard]] std::string text_of(WordRange range) const {
    if (range.begin >= range.end) return {};
    const std::size_t begin = words_[range.begin].begin;
    std::string text = clean_text(text_.substr(begin, words_[range.end - 1].end - begin));
    return text.size() <= longest_text ? text : "";
  }

  /// `is_strict`: behind the cue stands a title, or what is written as a name.
  [[nodiscard]] std::string name_from(std::size_t at, bool is_strict) const {
    std::size_t first = at;
    while (first < words_.size() && said_.size_at(LeadWord::title, first) > 0) {
      first += said_.size_at(LeadWord::title, first);
    }
    const bool has_title = first > at;
    std::size_t end = first;
    for (; end < first + longest_name && may_be_of_name(end); ++end) {
      if (end > at && end > first && breaks_before(end)) break;
      const bool is_written_as_one = is_latin(end) ? has_capital(end) : has_title;
      if (is_strict && !is_written_as_one && !(has_title && end == first && is_behind_i_am(at))) {
        break;
      }
    }
    return end == first ? "" : text_of({.begin = at, .end = end});
  }

  [[nodiscard]] bool is_behind_i_am(std::size_t word) const {
    return std::ranges::any_of(said_.ranges(LeadWord::i_am),
                               [&](const WordRange& cue) { return cue.end == word; });
  }

  [[nodiscard]] std::string words_from(std::size_t at, std::size_t most) const {
    std::size_t end = at;
    while (end < at + most && end < words_.size() && !is_country(end) &&
           (end == at || !breaks_before(end)) && said_.size_at(LeadWord::no_name, end) == 0) {
      ++end;
    }
    return text_of({.begin = at, .end = end});
  }

  /// `Glow Clinic`
  [[nodiscard]] std::string named_before(const WordRange& place) const {
    std::size_t begin = place.begin;
    while (begin > 0 && place.begin - begin < longest_name && !breaks_before(begin) &&
           has_capital(begin - 1) && is_latin(begin - 1) && !is_before_clinic(folded_[begin - 1]) &&
           !is_country(begin - 1)) {
      --begin;
    }
    return begin == place.begin ? "" : text_of({.begin = begin, .end = place.end});
  }

  /// `عيادة النور`, `Clinique Beauté`
  [[nodiscard]] std::string named_behind(const WordRange& place) const {
    constexpr std::size_t most = 3;
    std::size_t end = place.end;
    while (end < place.end + most && may_be_of_name(end) && !breaks_before(end) &&
           (!is_latin(end) || has_capital(end))) {
      ++end;
    }
    return end == place.end ? "" : text_of({.begin = place.begin, .end = end});
  }

  void read_part(WordRange part, Contact& contact) const {
    while (part.begin < part.end && is_before_clinic(folded_[part.begin]) &&
           part.end - part.begin > 1) {
      ++part.begin;
    }
    std::size_t end = part.begin;
    bool has_clinic = false;
    for (; end < part.end && !is_country(end); ++end) {
      has_clinic = has_clinic || said_.size_at(LeadWord::clinic, end) > 0;
      if (said_.size_at(LeadWord::no_name, end) > 0 && said_.size_at(LeadWord::clinic, end) == 0 &&
          said_.size_at(LeadWord::title, end) == 0) {
        break;
      }
    }
    const std::size_t size = end - part.begin;
    if (size == 0 || size > longest_name + 1) return;
    if (has_clinic && size > 1) {
      if (contact.clinic.empty()) contact.clinic = text_of({.begin = part.begin, .end = end});
      return;
    }
    if (!has_clinic && contact.name.empty() && is_name({.begin = part.begin, .end = end})) {
      contact.name = text_of({.begin = part.begin, .end = end});
    }
  }

  [[nodiscard]] bool is_name(WordRange range) const {
    for (std::size_t word = range.begin; word < range.end; ++word) {
      for (const LeadWord other : {LeadWord::yes, LeadWord::no, LeadWord::stop, LeadWord::request,
                                   LeadWord::with_yes, LeadWord::name_is, LeadWord::i_am}) {
        if (said_.size_at(other, word) > 0) return false;
      }
      if (std::ranges::any_of(folded_[word], is_digit)) return false;
    }
    return range.end - range.begin <= longest_name;
  }

  std::string text_;
  std::vector<FoldedWord> words_;
  std::vector<std::string> folded_;
  LeadWords said_;
};

/// The only digits of a text, with a plus that stands before them; empty: there are none, or
/// letters stand between them or touch them.
std::string only_digits(std::string_view text) {
  std::string digits;
  bool is_over = false;
  char32_t before = U' ';
  for (const Character& one : visible_characters(text)) {
    if (one.digit >= 0) {
      if (is_over || is_ascii_letter(before)) return {};
      if (digits.empty() && before == U'+') digits = "+";
      digits += static_cast<char>('0' + one.digit);
    } else if (is_letter(one.c)) {
      if (!digits.empty() && before >= U'0' && before <= U'9') return {};
      is_over = !digits.empty();
    }
    before = one.digit >= 0 ? U'0' : one.c;
  }
  return digits;
}

constexpr std::size_t most_words_about_digits = 8;

const FoundContact* first_of(const std::vector<FoundContact>& found, FoundContact::Kind kind) {
  const auto first = std::ranges::find(found, kind, &FoundContact::kind);
  return first == found.end() ? nullptr : &*first;
}

std::optional<std::string_view> known_country(const Contact& contact) {
  return contact.country.empty() ? std::nullopt : std::optional<std::string_view>(contact.country);
}

}  // namespace

Contact read_contact(std::string_view text, Asked asked) {
  const std::vector<FoundContact> found = find_contacts(text);
  const Reading reading(text, found);
  Contact contact;
  const bool says_more = asked == Asked::details || !found.empty();
  contact.name = reading.name(says_more);
  contact.clinic = reading.clinic();
  contact.country = reading.country();
  if (const FoundContact* phone = first_of(found, FoundContact::Kind::phone)) {
    if (auto number = read_phone_number(phone->value, known_country(contact))) {
      contact.phone = std::move(number->text);
      contact.phone_is_e164 = number->is_e164;
    }
  }
  if (const FoundContact* email = first_of(found, FoundContact::Kind::email)) {
    contact.email = email->value;
  }
  if (asked == Asked::details) reading.read_parts(contact);
  return contact;
}

Contact joined(Contact known, const Contact& said) {
  const auto take = [](std::string& old, const std::string& now) {
    if (!now.empty()) old = now;
  };
  take(known.name, said.name);
  take(known.email, said.email);
  take(known.clinic, said.clinic);
  take(known.country, said.country);
  if (!said.phone.empty()) {
    known.phone = said.phone;
    known.phone_is_e164 = said.phone_is_e164;
  }
  if (!known.phone.empty() && !known.phone_is_e164) {
    const auto number = read_phone_number(known.phone, known_country(known));
    if (number && number->is_e164) {
      known.phone = number->text;
      known.phone_is_e164 = true;
    }
  }
  return known;
}

std::string begun_number(std::string_view text) {
  std::string digits = only_digits(text);
  constexpr std::size_t most = 6;
  const bool is_begun = digits.size() >= 2 && digits.size() <= most &&
                        (digits.front() == '0' || digits.front() == '+');
  return is_begun ? digits : "";
}

Contact read_rest_of_number(const std::string& begun, std::string_view text) {
  constexpr std::size_t least = 4;
  const std::string digits = only_digits(text);
  const bool goes_on = !begun.empty() && digits.size() >= least && digits.front() != '+' &&
                       fold_words(text).size() <= most_words_about_digits;
  return goes_on ? read_contact(begun + " " + digits, Asked::nothing) : Contact{};
}

bool can_be_reached(const Contact& contact) {
  return !contact.phone.empty() || !contact.email.empty();
}

bool asks_to_be_contacted(std::string_view text) {
  const std::vector<std::string> words = fold_words(without_contacts(text));
  const LeadWords said(words);
  constexpr std::size_t near = 2;
  return std::ranges::any_of(said.ranges(LeadWord::request), [&](const WordRange& request) {
    return std::ranges::none_of(said.ranges(LeadWord::not_), [&](const WordRange& not_there) {
      return not_there.end <= request.begin && request.begin - not_there.end < near;
    });
  });
}

}  // namespace mta::leads
