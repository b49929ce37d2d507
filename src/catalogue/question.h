#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/message.h"
#include "catalogue/spans.h"

namespace mta::catalogue {

enum class Intent : std::uint8_t {
  greeting,
  thanks,
  farewell,
  about,
  overview,
  contact,
  human,  ///< wants a person, a call, a quotation, a meeting, or leaves a number
  training,
  support,
  terms,    ///< delivery, payment, warranty, certificates: nothing we know
  details,  ///< what the descriptions do not tell: sessions, pain, settings
  medical,
  emergency,
  despair,
  treatment,  ///< wants a treatment, which MTA does not perform
  off_topic,
  unknown_product,
  which_device,  ///< a price or comparison of nothing in particular
  price,
  compare,
  find,
  cheapest_already,  ///< wants a lower price than the lowest of its kind
  nothing_in_budget,
  nothing_left,  ///< without what is not wanted
  stated,        ///< what answers.csv answers
};

/// What a visitor asks, as far as words can tell.
struct Question {
  Language language = Language::english;
  /// One or several, in the order in which they are answered; never empty.
  std::vector<Intent> intents;
  std::vector<std::size_t> products;  ///< which of the catalogue the answer is about, in order
  std::vector<int> pieces;            ///< of each of `products`; empty: one of each
  std::vector<std::size_t> stated;    ///< rows of answers.csv that are its answer, word for word
  /// Rows of answers.csv that may have to do with it, the likeliest first.
  std::vector<std::size_t> maybe_stated;
  std::vector<std::size_t> needs;        ///< of the catalogue, that the message names
  Currency currency = Currency::unsaid;  ///< which prices are asked for beside dollars
  bool wants_total = false;
  bool wants_difference = false;  ///< of two prices
  bool contact_was_said = false;  ///< by an answer before
  bool is_french = false;         ///< it is answered in English
  /// A greeting, thanks, a question for our contact or for the price of one device, in as many
  /// words, or a complaint: the catalogue's answer is all that it wants. In doubt false.
  bool is_simple = false;

  [[nodiscard]] bool is(Intent intent) const;
  /// The answer names no device, and no model is asked.
  [[nodiscard]] bool needs_doctor() const;
};

}  // namespace mta::catalogue
