#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalogue_index.h"
#include "core/ports.h"
#include "models/wording.h"

namespace mta::models {

enum class Intent : std::uint8_t {
  greeting,
  thanks,
  farewell,
  about,
  overview,
  contact,
  training,
  support,
  terms,  ///< delivery, payment, warranty, certificates: nothing we know
  medical,
  treatment,  ///< wants a treatment, which MTA does not perform
  off_topic,
  unknown_product,
  which_device,  ///< a price or comparison of nothing in particular
  price,
  compare,
  find,
  nothing_in_budget,
};

/// What a visitor asks, as far as words can tell.
struct Question {
  Language language = Language::english;
  Intent intent = Intent::off_topic;
  std::vector<std::size_t> products;  ///< which of the catalogue the answer is about, in order
  /// A greeting, thanks, a question for our contact or for the price of one device, in as many
  /// words: the catalogue's answer is all that it wants. In doubt false.
  bool is_simple = false;
};

/// Understands the last message of `conversation`, leaning on the ones before where it names
/// nothing itself. Deterministic.
Question understand(const std::vector<Message>& conversation, const std::vector<Product>& products,
                    const CatalogueIndex& index);

}  // namespace mta::models
