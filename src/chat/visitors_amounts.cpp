#include "chat/visitors_amounts.h"

#include <algorithm>
#include <cmath>

namespace mta::chat {

using catalogue::Claims;
using catalogue::ClaimWord;
using catalogue::Currency;

namespace {

/// Nothing: of another currency.
std::optional<double> in_dollars(const Amount& amount) {
  switch (amount.currency) {
    case Currency::usd:
    case Currency::unsaid:
      return amount.value;
    case Currency::sar:
      return amount.value / sar_per_usd;
    case Currency::aed:
      return amount.value / aed_per_usd;
    default:
      return std::nullopt;
  }
}

/// "With 5,000 you have several options:"
bool leads_to_a_list(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return last != std::string_view::npos && text[last] == ':';
}

}  // namespace

bool is_said_by(const std::vector<Amount>& visitors, const Amount& amount) {
  return std::ranges::any_of(visitors, [&](const Amount& his) {
    const bool same_currency = his.currency == amount.currency ||
                               his.currency == Currency::unsaid ||
                               amount.currency == Currency::unsaid;
    if (same_currency) return his.value == amount.value;
    const auto said = in_dollars(his);
    const auto repeated = in_dollars(amount);
    return said && repeated && std::abs(*said - *repeated) < 1;
  });
}

bool agrees(const Claims& claims) {
  return std::ranges::any_of(claims.matches(ClaimWord::agrees),
                             [&](const catalogue::Phrases::Match& match) {
                               constexpr std::size_t near = 4;
                               const std::size_t from = match.begin > near ? match.begin - near : 0;
                               return !claims.denies_within(from, match.begin);
                             });
}

bool may_repeat(const PricedSentence& sentence, const Amount& amount, bool beside_a_price) {
  const Claims& claims = sentence.claims;
  if (agrees(claims)) return false;
  if (claims.denies_within(0, sentence.reading.words().size())) return true;
  if (beside_a_price || leads_to_a_list(sentence.reading.text()))
    return claims.says(ClaimWord::his);
  constexpr std::size_t before = 6;
  constexpr std::size_t behind = 3;
  const std::size_t from = amount.begin > before ? amount.begin - before : 0;
  return claims.says_within(ClaimWord::budget, from, amount.end + behind) ||
         claims.says_within(ClaimWord::period, amount.end, amount.end + 1);
}

}  // namespace mta::chat
