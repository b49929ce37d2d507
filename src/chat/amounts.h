#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "catalogue/claims.h"
#include "catalogue/message.h"
#include "catalogue/spans.h"

/// Which figures and number words of a model's answer are amounts of money, by the catalogue's own
/// recognition of numbers and currencies.
namespace mta::chat {

struct Amount {
  double value = 0;
  catalogue::Currency currency = catalogue::Currency::unsaid;
  std::size_t begin = 0;  ///< words of the reading
  std::size_t end = 0;
};

/// Of no other currency, as far as it is said.
inline bool is_in_dollars(const Amount& amount) {
  return amount.currency == catalogue::Currency::unsaid ||
         amount.currency == catalogue::Currency::usd;
}

/// What else makes a bare figure an amount.
struct AmountContext {
  bool names_device = false;  ///< the sentence does
  bool is_of_prices = false;  ///< the visitor asks for a price, or the answer names some
};

/// In the order of the sentence. No amounts: years, percentages, durations, quantities, phone
/// numbers, model numbers, what stands before a unit (nm, shots, clients), and where the sentence
/// says neither a currency nor that a price follows, figures below 100.
/// A bare figure of a longer sentence counts only with a currency, a word for prices, or in a
/// context of prices; where a price was asked for, a bare smaller one counts as well ("at 90.").
std::vector<Amount> amounts_in(std::string_view text, const catalogue::MessageReading& reading,
                               AmountContext context);

/// Of a visitor's message, who says "8000" and "50 a session": every figure that may be meant so.
std::vector<Amount> amounts_of_visitor(std::string_view text,
                                       const catalogue::MessageReading& reading);

/// The numbers above 1 that may count pieces.
/// `claims` are those of the reading's words.
std::vector<int> quantities_in(const catalogue::MessageReading& reading,
                               const catalogue::Claims& claims);

/// The text names the currency, with or without an amount.
bool names_currency(std::string_view text, catalogue::Currency currency);

}  // namespace mta::chat
