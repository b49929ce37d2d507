#include "leads/replies.h"

#include <algorithm>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "catalogue/fold.h"
#include "leads/contact_finder.h"
#include "leads/contact_reader.h"
#include "leads/lead_words.h"

namespace mta::leads {
namespace {

/// Every word belongs to a phrase of the lists.
bool only(const LeadWords& said, std::size_t size, std::initializer_list<LeadWord> lists) {
  for (std::size_t at = 0; at < size;) {
    std::size_t taken = 0;
    for (const LeadWord list : lists) taken = std::max(taken, said.size_at(list, at));
    if (taken == 0) return false;
    at += taken;
  }
  return true;
}

bool asks(std::string_view text) { return text.contains('?') || text.contains("؟"); }

/// Up to its first comma or full stop.
std::string_view first_clause(std::string_view text) {
  return text.substr(0, std::min(text.find_first_of(",.;!\n"), text.find("،")));
}

/// Nothing but a no in the first clause, or a sentence that begins with one. "La clinique" does
/// not.
bool refuses(std::string_view text, std::span<const std::string> words, const LeadWords& said) {
  if (says_only_no(first_clause(text))) return true;
  return said.size_at(LeadWord::no, 0) > 0 && words.front() != "la" && !asks(text);
}

/// Behind a yes and a comma: a name, a clinic, a country.
bool is_yes_and_details(std::string_view text) {
  const std::string_view clause = first_clause(text);
  if (clause.size() == text.size()) return false;
  const std::vector<std::string> first = fold_words(clause);
  const LeadWords said(first);
  if (!said.has(LeadWord::yes) || !only(said, first.size(), {LeadWord::yes, LeadWord::with_yes})) {
    return false;
  }
  const std::string_view rest = text.substr(clause.size());
  const std::vector<std::string> others = fold_words(rest);
  const LeadWords more(others);
  constexpr std::size_t most = 14;
  if (others.size() > most || more.has(LeadWord::no) || more.has(LeadWord::not_)) return false;
  const Contact contact = read_contact(rest, Asked::nothing);
  return !contact.name.empty() || !contact.clinic.empty() || !contact.country.empty();
}

}  // namespace

Reply reply_to_consent(std::string_view text) {
  const std::string rest = without_contacts(text);
  const std::vector<std::string> words = fold_words(rest);
  const LeadWords said(words);
  const bool is_yes =
      said.has(LeadWord::yes) && !asks(rest) &&
      only(said, words.size(), {LeadWord::yes, LeadWord::with_yes, LeadWord::request});
  if (is_yes) return Reply::yes;
  if (refuses(rest, words, said)) return Reply::no;
  return !asks(rest) && is_yes_and_details(rest) ? Reply::yes : Reply::other;
}

bool says_only_no(std::string_view text) {
  const std::vector<std::string> words = fold_words(text);
  const LeadWords said(words);
  return said.has(LeadWord::no) &&
         only(said, words.size(), {LeadWord::no, LeadWord::with_yes, LeadWord::request});
}

bool takes_back(std::string_view text) {
  constexpr std::size_t most_about = 8;
  constexpr std::size_t most = 20;
  const std::vector<std::string> words = fold_words(text);
  if (words.size() > most) return false;
  const LeadWords said(words);
  const bool forbids = said.has(LeadWord::forbids) && !said.has(LeadWord::limits);
  if ((said.has(LeadWord::erase_within) || forbids) && !asks(text)) return true;
  return said.has(LeadWord::stop) && words.size() <= most_about &&
         only(said, words.size(),
              {LeadWord::stop, LeadWord::with_yes, LeadWord::yes, LeadWord::no});
}

bool corrects(std::string_view text) {
  const std::vector<std::string> words = fold_words(text);
  return LeadWords(words).has(LeadWord::corrects);
}

}  // namespace mta::leads
