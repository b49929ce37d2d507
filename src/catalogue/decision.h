#pragma once

#include <optional>
#include <vector>

#include "catalogue/catalogue_index.h"
#include "catalogue/devices.h"
#include "catalogue/dialogue.h"
#include "catalogue/knowledge.h"
#include "catalogue/message.h"
#include "catalogue/price_bounds.h"
#include "catalogue/price_order.h"
#include "catalogue/question.h"
#include "catalogue/vocabulary.h"

namespace mta::catalogue {

/// How many devices an answer lists for one thing that is asked, and for several.
inline constexpr std::size_t most_products = 4;
inline constexpr std::size_t most_products_of_several = 6;

/// What a message asks about devices, in the light of what was spoken of. What it names is decided
/// in decision.cpp, what goes on with earlier messages in follow_up.cpp.
class DeviceDecision {
 public:
  struct Sources {
    const MessageReading& message;
    const DialogueState& state;
    const Vocabulary& vocabulary;
    const Knowledge& knowledge;
    const CatalogueIndex& index;
    const Likelihood& likely;  ///< what the message may mean
  };
  explicit DeviceDecision(const Sources& of);

  /// Nothing where the message has none to do with devices; else `price`, `compare`, `find`,
  /// `which_device`, `unknown_product` or what was not found.
  std::optional<Intent> decide();

  [[nodiscard]] const std::vector<std::size_t>& products() const { return products_; }
  /// Pieces of each of `products()` that are asked for; empty: one of each.
  [[nodiscard]] std::vector<int> pieces() const;
  /// One thing that is spoken of is several products ("three hydrafacials"), so a sum means
  /// nothing.
  [[nodiscard]] bool names_alternatives() const;
  /// All that is spoken of, before prices choose.
  [[nodiscard]] const ProductSet& topic() const { return topic_; }
  [[nodiscard]] const DevicesSpokenOf& spoken() const { return spoken_; }
  /// What else does it, where none of the topic is wanted.
  [[nodiscard]] const ProductSet& second_choice() const { return second_choice_; }
  /// The message itself names devices or a need.
  [[nodiscard]] bool names_devices() const { return !spoken_.groups.empty(); }
  [[nodiscard]] bool has_bounds() const { return bounds_.any(); }
  [[nodiscard]] const PriceBounds& bounds() const { return bounds_; }
  [[nodiscard]] bool wants_order() const { return low_ || high_; }
  /// The devices and needs that the message itself names.
  [[nodiscard]] ProductSet all_named() const;
  [[nodiscard]] bool has_unknown_model() const;
  [[nodiscard]] bool goes_on() const { return !of_.state.shown.empty(); }

 private:
  [[nodiscard]] bool says(Concept said) const { return of_.message.says(said); }
  [[nodiscard]] bool asks_price() const {
    if (says(Concept::price)) return true;
    // "I have 20000 AED" names a currency and asks for nothing.
    const bool in_currency =
        says(Concept::in_sar) || says(Concept::in_aed) || says(Concept::in_other);
    return in_currency && !of_.message.has_span(SpanKind::money);
  }
  [[nodiscard]] bool says_comparative() const {
    return orders(Concept::cheaper) || orders(Concept::dearer);
  }
  [[nodiscard]] bool says_superlative() const {
    return said(Concept::cheapest) || said(Concept::dearest);
  }

  /// Outside of what a "not" governs; or within it.
  [[nodiscard]] bool said(Concept one) const;
  [[nodiscard]] bool said_negated(Concept one) const;
  [[nodiscard]] bool orders(Concept said) const;
  void forget_exclusion_of_all();
  [[nodiscard]] ProductSet priced_as_said(const ProductSet& among, bool negated) const;
  void exclude_described();
  void exclude_only_variants();
  void keep_what_is_asked();
  void keep_bounds_before();
  [[nodiscard]] bool is_like_the_shown(std::uint32_t product) const;
  [[nodiscard]] std::size_t unknown_words() const;
  [[nodiscard]] bool stands_behind_name(const Span& span) const;
  void search_descriptions();

  std::optional<Intent> about_named();
  Intent without_excluded();
  Intent compared();
  Intent priced();
  Intent found();
  Intent chosen(ProductSet base);
  Intent chosen_of_each();
  void show_named(const ProductSet& base);
  [[nodiscard]] bool asks_this_or_that() const;
  std::optional<std::size_t> named_to_compare_with();
  void add_variants();
  void resolve_groups(bool to_one_name);
  void pick_plain_or_full(std::size_t group);
  [[nodiscard]] bool is_said_of(Concept said, std::size_t group, bool negated) const;
  [[nodiscard]] std::vector<bool> ordered_groups() const;
  [[nodiscard]] bool only_affordable() const;
  [[nodiscard]] std::vector<std::size_t> merged_groups() const;
  [[nodiscard]] ProductSet within(const PriceBounds& bounds, const ProductSet& base) const;
  [[nodiscard]] std::vector<PriceBounds> bounds_of_groups() const;
  [[nodiscard]] std::size_t asked_number() const;
  [[nodiscard]] ProductSet in_order(ProductSet base) const;
  [[nodiscard]] ProductSet whole_catalogue() const;
  void show(std::vector<std::size_t> products, std::size_t most);

  void look_among_earlier();
  std::optional<Intent> about_earlier();
  std::optional<Intent> ordered_among_earlier();
  Intent next_of_earlier();
  std::optional<Intent> pointed_at();
  [[nodiscard]] std::vector<std::size_t> together() const;
  [[nodiscard]] std::vector<std::size_t> meant_by_order() const;
  [[nodiscard]] std::vector<std::size_t> meant_by_number() const;
  [[nodiscard]] std::vector<std::size_t> meant_by_size() const;
  [[nodiscard]] std::vector<std::size_t> other_than_shown() const;
  [[nodiscard]] bool points_away() const;
  Intent cheaper_than_shown(const ProductSet& base);
  Intent beyond(std::size_t reference, const ProductSet& base);

  Sources of_;
  PriceOrder order_;
  MessageParts parts_;
  DevicesSpokenOf spoken_;
  PriceBounds bounds_;
  bool nothing_left_ = false;  // of what is named, without what stands behind a "not"
  bool low_ = false;
  bool high_ = false;
  std::vector<std::size_t> products_;
  ProductSet topic_;
  ProductSet second_choice_;
};

}  // namespace mta::catalogue
