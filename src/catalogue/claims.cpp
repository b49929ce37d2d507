#include "catalogue/claims.h"

#include <algorithm>

#include "catalogue/word_lists.h"

namespace mta::catalogue {
namespace {

const Phrases& claim_phrases() {
  static const Phrases phrases(claims_tables.phrases);
  return phrases;
}

}  // namespace

Claims::Claims(std::span<const std::string> words) : matches_(claim_words) {
  for (const Phrases::Match& match : claim_phrases().find(words)) {
    if (match.meaning < claim_words) matches_[match.meaning].push_back(match);
  }
}

bool Claims::says_within(ClaimWord kind, std::size_t begin, std::size_t end) const {
  return std::ranges::any_of(matches(kind), [&](const Phrases::Match& match) {
    return match.begin >= begin && match.begin < end;
  });
}

bool Claims::denies_within(std::size_t begin, std::size_t end) const {
  return std::ranges::any_of(matches(ClaimWord::denies), [&](const Phrases::Match& match) {
    if (match.begin < begin || match.begin >= end) return false;
    return std::ranges::none_of(matches(ClaimWord::idiom), [&](const Phrases::Match& idiom) {
      return idiom.begin <= match.begin && idiom.end >= match.end;
    });
  });
}

bool may_begin_promise(const std::string& word) {
  return claims_tables.promise_beginnings.find(word) != not_found;
}

}  // namespace mta::catalogue
