#include "catalogue/decision.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <ranges>
#include <utility>

#include "catalogue/fold.h"
#include "catalogue/quantities.h"

namespace mta::catalogue {
namespace {

constexpr std::size_t near_words = 3;

/// Between an order and the amount that makes a bound of it: "for less than a thousand".
constexpr std::size_t words_to_amount = 2;

}  // namespace

DeviceDecision::DeviceDecision(const Sources& of)
    : of_(of),
      order_(of.knowledge, of.vocabulary),
      parts_(of.message),
      spoken_(devices_spoken_of(of.message, of.vocabulary)) {
  bounds_ = find_price_bounds(of_.message, asks_price(), goes_on());
  // "Not the expensive one"
  low_ = said(Concept::cheapest) || orders(Concept::cheaper) || said(Concept::affordable) ||
         (said_negated(Concept::dearest) && !said(Concept::dearest));
  high_ = !low_ && (said(Concept::dearest) || orders(Concept::dearer));
  forget_exclusion_of_all();
  exclude_only_variants();
  exclude_described();
  look_among_earlier();
  keep_what_is_asked();
  keep_bounds_before();
}

/// "For the face under 3000", "and for the body?": in other words the budget would be said anew.
void DeviceDecision::keep_bounds_before() {
  constexpr std::size_t most_words = 4;
  if (has_bounds() || !goes_on() || of_.message.words().size() > most_words) return;
  if (spoken_.groups.empty() || says(Concept::request) || says(Concept::wish) || asks_price())
    return;
  if (std::ranges::any_of(spoken_.groups, &DeviceGroup::is_named)) return;
  bounds_ = of_.state.bounds;
}

bool DeviceDecision::said(Concept one) const {
  return std::ranges::any_of(of_.message.matches(one), [&](const Phrases::Match& match) {
    return match.begin == match.end || !of_.message.is_negated(match.end - 1);
  });
}

bool DeviceDecision::said_negated(Concept one) const {
  return std::ranges::any_of(of_.message.matches(one), [&](const Phrases::Match& match) {
    return match.begin < match.end && of_.message.is_negated(match.end - 1);
  });
}

/// "Cheaper than 3000" is a bound and no order.
bool DeviceDecision::orders(Concept said) const {
  return std::ranges::any_of(of_.message.matches(said), [&](const Phrases::Match& match) {
    return std::ranges::none_of(of_.message.spans(), [&](const Span& span) {
      return span.kind == SpanKind::money && span.bound != Bound::none &&
             match.begin <= span.begin && span.begin <= match.end + words_to_amount;
    });
  });
}

/// "A skin scanner without any facial stuff", "nothing that pierces the skin": a wide word that
/// would take away all that is asked for tells something else.
void DeviceDecision::forget_exclusion_of_all() {
  constexpr std::size_t wide = 8;
  ProductSet asked = all_named();
  if (asked.empty()) asked = of_.state.topic;
  if (asked.empty()) return;
  std::erase_if(spoken_.excluded_groups, [&](const DeviceGroup& group) {
    return (group.is_weak || group.products.size() >= wide) &&
           difference(asked, group.products).empty();
  });
}

/// "The one for 4000", "not the lamp of 150": of `among` those whose price is said.
ProductSet DeviceDecision::priced_as_said(const ProductSet& among, bool negated) const {
  ProductSet said;
  for (const Span& span : of_.message.spans()) {
    const bool figure = span.kind == SpanKind::number || span.kind == SpanKind::money;
    if (!figure || span.bound != Bound::none || of_.message.is_negated(span.begin) != negated) {
      continue;
    }
    const auto dollars = in_dollars(span);
    for (const std::uint32_t product : among) {
      if (dollars && of_.knowledge.products[product].price_usd == dollars) {
        said = sum(said, {product});
      }
    }
  }
  return said;
}

/// "Not the small lamp": of several alike only the one that is called so.
void DeviceDecision::exclude_only_variants() {
  spoken_.excluded.clear();
  for (DeviceGroup& group : spoken_.excluded_groups) {
    const auto stands_beside = [&](Concept said) {
      return std::ranges::any_of(of_.message.matches(said), [&](const Phrases::Match& match) {
        return of_.message.is_negated(match.begin) && match.begin <= group.end + 1 &&
               group.begin <= match.end + 1;
      });
    };
    const bool plain = stands_beside(Concept::simple_one) || stands_beside(Concept::affordable) ||
                       stands_beside(Concept::cheapest);
    const bool full = stands_beside(Concept::full_one) || stands_beside(Concept::dearest);
    if (plain != full) group.products = order_.extreme_of(group.products, full);
    if (const ProductSet said = priced_as_said(group.products, true); !said.empty()) {
      group.products = said;
    }
    spoken_.excluded = sum(spoken_.excluded, group.products);
  }
  // "A skin analyzer that isn't the 4700 one"
  const ProductSet asked = spoken_.groups.empty() ? of_.state.topic : all_named();
  if (const ProductSet said = priced_as_said(asked, true); !said.empty()) {
    spoken_.excluded = sum(spoken_.excluded, said);
    spoken_.excludes_something = true;
  }
}

/// "Without suction": what a description says a device has.
void DeviceDecision::exclude_described() {
  const auto words = of_.message.words();
  std::vector<bool> tells(words.size(), false);
  for (const Mention& mention : of_.message.mentions()) {
    if (!mention.is_negated || mention.end != mention.begin + 1) continue;
    // "Without RF needles": the needles with RF, and not all with RF.
    if (std::ranges::any_of(spoken_.excluded_groups, [&](const DeviceGroup& group) {
          return group.begin <= mention.begin && mention.end <= group.end &&
                 group.end - group.begin > 1;
        })) {
      continue;
    }
    tells[mention.begin] = mention.entity->kind == Entity::Kind::name;
  }
  // "Not for the face": what a whole category is for is no part of a device.
  for (const Mention& mention : of_.message.mentions()) {
    if (mention.entity->kind == Entity::Kind::category) tells[mention.begin] = false;
  }
  constexpr std::size_t least_letters = 4;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!of_.message.is_negated(i) || words[i].size() < least_letters) continue;
    if (!tells[i] && !of_.message.is_unknown(i)) continue;
    const ProductSet& described = of_.vocabulary.described_with(stem(words[i]));
    if (described.empty()) continue;
    spoken_.excluded = sum(spoken_.excluded, described);
    spoken_.excludes_something = true;
  }
}

/// What "skin" or "chair" alone has found is not meant, unless it is all that is asked for. What
/// stands behind a "not" is taken away.
void DeviceDecision::keep_what_is_asked() {
  const bool asks = says(Concept::request) || asks_price() || says(Concept::business) ||
                    says(Concept::compare) || says(Concept::describe) || low_ || high_ ||
                    has_bounds();
  const bool weak_counts = unknown_words() == 0 && (asks || of_.message.words().size() <= 3);
  const bool one_of_several = spoken_.groups.size() > 1;
  std::erase_if(spoken_.groups, [&](const DeviceGroup& group) {
    const bool is_one = group.is_named_weakly && group.products.size() == 1 &&
                        (one_of_several || is_like_the_shown(group.products.front()));
    return group.is_weak && !weak_counts && !is_one;
  });
  for (DeviceGroup& group : spoken_.groups) {
    second_choice_ = sum(second_choice_, group.second_choice);
    group.products = difference(group.products, spoken_.excluded);
    if (group.products.empty()) {
      group.products = difference(group.second_choice, spoken_.excluded);
    }
  }
  const std::size_t before = spoken_.groups.size();
  std::erase_if(spoken_.groups, [](const DeviceGroup& group) { return group.products.empty(); });
  nothing_left_ = before > 0 && spoken_.groups.empty();
}

/// "And the IV?" behind another EMS.
bool DeviceDecision::is_like_the_shown(std::uint32_t product) const {
  if (of_.state.shown.size() != 1 || !of_.message.is_short()) return false;
  return !intersection(kin_of(of_.state.shown.front(), of_.vocabulary), {product}).empty();
}

std::size_t DeviceDecision::unknown_words() const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < of_.message.words().size(); ++i) {
    if (of_.message.is_unknown(i) && of_.message.words()[i].size() > 2) ++count;
  }
  return count;
}

bool DeviceDecision::has_unknown_model() const {
  const auto words = of_.message.words();
  for (const Span& span : of_.message.spans()) {
    if (span.kind == SpanKind::model && of_.message.is_unknown(span.begin)) {
      const std::string& word = words[span.begin];
      const auto letters = std::ranges::count_if(word, [](char c) { return c >= 'a'; });
      // In Arabizi most digits are letters.
      const bool arabizi = of_.message.language() == Language::arabizi;
      const bool may_be_word =
          word.find_first_of("0148") == std::string::npos && word.back() != 'd';
      if (arabizi ? letters <= 1 && !may_be_word : letters <= 3) return true;
    }
    // `Cryo 9000`, `XQ-77`.
    const bool stands_alone = span.kind == SpanKind::number && span.amount >= 10;
    if (!stands_alone || span.begin == 0 || has_digit(words[span.begin - 1])) continue;
    if (of_.message.is_unknown(span.begin - 1) && words[span.begin - 1].size() >= 2 &&
        of_.message.is_capitalized(span.begin - 1)) {
      return true;
    }
    if (span.amount >= 100 && stands_behind_name(span)) return true;
  }
  return false;
}

/// A figure right behind a name, which is neither of the name nor a price of ours.
bool DeviceDecision::stands_behind_name(const Span& span) const {
  const std::string& figure = of_.message.words()[span.begin];
  bool behind = false;
  for (const Mention& mention : of_.message.mentions()) {
    if (mention.begin <= span.begin && span.begin < mention.end) return false;
    if (mention.end != span.begin) continue;
    behind = true;
    if (std::ranges::any_of(mention.entity->products, [&](std::uint32_t product) {
          return of_.knowledge.products[product].name.contains(figure);
        })) {
      return false;
    }
  }
  return behind && std::ranges::none_of(of_.knowledge.products, [&](const Product& product) {
           return static_cast<double>(product.price_usd.value_or(0)) == span.amount;
         });
}

std::optional<Intent> DeviceDecision::decide() {
  if (spoken_.groups.empty() && !spoken_.excludes_something) search_descriptions();
  if (!spoken_.groups.empty()) return about_named();
  if (spoken_.excludes_something) return without_excluded();
  return about_earlier();
}

/// Words that only descriptions have.
void DeviceDecision::search_descriptions() {
  const bool asks = says(Concept::request) || asks_price() || low_ || high_ || has_bounds();
  if (!asks || unknown_words() < 2) return;
  std::vector<std::string> content;
  for (std::size_t i = 0; i < of_.message.words().size() && content.size() < 12; ++i) {
    if (of_.message.is_unknown(i)) content.push_back(of_.message.words()[i]);
  }
  DeviceGroup group{
      .products = {}, .is_weak = false, .begin = 0, .end = of_.message.words().size()};
  const auto hits = of_.index.search(content);
  for (const CatalogueIndex::Hit& hit : hits) {
    if (std::popcount(hit.matched) >= 2) {
      group.products.push_back(static_cast<std::uint32_t>(hit.product));
    }
  }
  std::ranges::sort(group.products);
  if (!group.products.empty()) spoken_.groups.push_back(std::move(group));
}

ProductSet DeviceDecision::all_named() const {
  ProductSet all;
  for (const DeviceGroup& group : spoken_.groups) all = sum(all, group.products);
  return all;
}

ProductSet DeviceDecision::whole_catalogue() const {
  ProductSet all(of_.knowledge.products.size());
  std::iota(all.begin(), all.end(), 0U);
  return difference(all, spoken_.excluded);
}

/// "The HIFU or the EMS?", "why is the one dearer than the other?"
bool DeviceDecision::asks_this_or_that() const {
  if ((asks_price() && !says_comparative()) || spoken_.groups.size() != 2) return false;
  const DeviceGroup& first = spoken_.groups.front();
  const DeviceGroup& second = spoken_.groups.back();
  if (first.is_weak || second.is_weak) return false;
  if (says_comparative() && !says_superlative()) return first.is_named && second.is_named;
  return std::ranges::any_of(of_.message.matches(Concept::or_), [&](const Phrases::Match& match) {
    return match.begin >= first.begin && match.end <= second.end;
  });
}

std::optional<Intent> DeviceDecision::about_named() {
  topic_ = all_named();
  const bool two = asks_this_or_that() && !has_bounds() && (!(low_ || high_) || says_comparative());
  // "Why is the 7 cheaper than the 9, what is the difference?"
  const bool differ = spoken_.groups.size() == 1 && topic_.size() == 2;
  if (two || (says(Concept::compare) && ((!low_ && !high_) || differ))) return compared();
  if (says_comparative() && goes_on() && !says(Concept::cheapest)) {
    return cheaper_than_shown(topic_);
  }
  if (const auto reference = named_to_compare_with()) return beyond(*reference, {});
  if (low_ || high_ || has_bounds()) {
    return spoken_.groups.size() > 1 && !says(Concept::or_) ? chosen_of_each() : chosen(topic_);
  }
  const bool goes_on_with_prices = of_.state.was_price && of_.message.is_short() &&
                                   !says(Concept::request) && !says(Concept::describe);
  if (asks_price() || goes_on_with_prices) return priced();
  return found();
}

bool DeviceDecision::is_said_of(Concept said, std::size_t group, bool negated) const {
  const DeviceGroup& of = spoken_.groups[group];
  return std::ranges::any_of(of_.message.matches(said), [&](const Phrases::Match& match) {
    if (match.begin > of.end + near_words || match.end + near_words < of.begin) return false;
    if (of_.message.is_negated(match.begin) != negated) return false;
    const auto owner = parts_.owner_of(match.begin, spoken_.groups);
    return owner && owner->group == group && !owner->is_of_another;
  });
}

/// "The normal one", "the big one": of several alike.
void DeviceDecision::pick_plain_or_full(std::size_t group) {
  ProductSet& products = spoken_.groups[group].products;
  if (products.size() < 2) return;
  const bool plain =
      is_said_of(Concept::simple_one, group, false) || is_said_of(Concept::full_one, group, true);
  const bool full =
      is_said_of(Concept::full_one, group, false) || is_said_of(Concept::simple_one, group, true);
  if (plain != full) products = order_.extreme_of(products, full);
}

void DeviceDecision::resolve_groups(bool to_one_name) {
  for (std::size_t i = 0; i < spoken_.groups.size(); ++i) {
    DeviceGroup& group = spoken_.groups[i];
    if (to_one_name) prefer_whole_name(group, of_.message, of_.vocabulary);
    if (group.is_named || group.products.size() <= 3) pick_plain_or_full(i);
  }
}

/// "The roller with 9D and the normal one", "what has the advanced one over the normal one": of the
/// same kind, and no group of its own.
void DeviceDecision::add_variants() {
  std::vector<DeviceGroup> variants;
  for (const auto& [said, dearest] :
       {std::pair(Concept::simple_one, false), std::pair(Concept::full_one, true)}) {
    for (const Phrases::Match& match :
         of_.message.matches(said) | std::views::take(most_products_of_several)) {
      const auto owner = parts_.owner_of(match.begin, spoken_.groups);
      if (!owner || of_.message.is_negated(match.begin)) continue;
      const DeviceGroup& group = spoken_.groups[owner->group];
      if (!group.is_named || (!owner->is_of_another && group.products.size() > 1)) continue;
      ProductSet kind = group.products;
      if (kind.size() == 1) kind = sum(kind, kin_of(kind.front(), of_.vocabulary));
      ProductSet variant = difference(order_.extreme_of(kind, dearest), group.products);
      if (group.products.size() > 1) variant = order_.extreme_of(kind, dearest);
      if (variant.empty()) continue;
      variants.push_back({.products = std::move(variant),
                          .is_named = true,
                          .is_weak = false,
                          .begin = match.begin,
                          .end = match.end});
    }
  }
  spoken_.groups.insert(spoken_.groups.end(), variants.begin(), variants.end());
}

/// One of each in turn, so that everything that is asked for is answered.
std::vector<std::size_t> DeviceDecision::merged_groups() const {
  std::vector<std::vector<std::size_t>> ranked;
  for (const DeviceGroup& group : spoken_.groups) {
    ranked.push_back(by_relevance(group.products, of_.message, of_.likely));
  }
  if (ranked.size() == 1) return std::move(ranked.front());
  std::size_t left = most_products_of_several;
  std::vector<std::size_t> taken(ranked.size(), 0);
  for (std::size_t turn = 0; turn < most_products - 1; ++turn) {
    for (std::size_t i = 0; i < ranked.size() && left > 0; ++i) {
      if (turn >= ranked[i].size()) continue;
      ++taken[i];
      --left;
    }
  }
  std::vector<std::size_t> merged;
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    for (const std::size_t product : ranked[i] | std::views::take(taken[i])) {
      if (std::ranges::find(merged, product) == merged.end()) merged.push_back(product);
    }
  }
  return merged;
}

void DeviceDecision::show(std::vector<std::size_t> products, std::size_t most) {
  if (products.size() > most) products.resize(most);
  products_ = std::move(products);
}

Intent DeviceDecision::compared() {
  add_variants();
  resolve_groups(spoken_.groups.size() > 1);
  std::vector<std::size_t> products = merged_groups();
  const bool of_two = says(Concept::simple_one) || says(Concept::full_one) || says(Concept::or_);
  if (products.size() == 1 && of_two && !goes_on()) {
    // "The advanced freezing or the usual": the one that is most alike.
    for (const std::uint32_t other : kin_of(products.front(), of_.vocabulary)) {
      products.push_back(other);
    }
  }
  if (products.size() == 1) {
    for (const std::size_t shown : of_.state.shown) {
      if (products.front() != shown) products.push_back(shown);
    }
  }
  show(std::move(products), most_products);
  for (const std::size_t product : products_) {
    topic_ = sum(topic_, {static_cast<std::uint32_t>(product)});
  }
  return products_.size() > 1 ? Intent::compare : Intent::find;
}

Intent DeviceDecision::priced() {
  if (says(Concept::both) || says(Concept::or_)) add_variants();
  resolve_groups(true);
  for (DeviceGroup& group : spoken_.groups) prefer_most_of_name(group, of_.message, of_.vocabulary);
  std::vector<std::size_t> products = merged_groups();
  // "And with the sauna, what is the total?"
  const bool with_the_shown = says(Concept::total) && spoken_.groups.size() == 1 &&
                              spoken_.groups.front().is_named && of_.state.shown.size() == 1;
  if (with_the_shown && products.size() == 1 && products.front() != of_.state.shown.front()) {
    products.insert(products.begin(), of_.state.shown.front());
  }
  const bool several = spoken_.groups.size() > 1 || with_the_shown;
  show(std::move(products), several ? most_products_of_several : most_products);
  return Intent::price;
}

Intent DeviceDecision::found() {
  if (says(Concept::simple_one) && says(Concept::full_one)) add_variants();
  resolve_groups(true);
  show(merged_groups(), spoken_.groups.size() > 1 ? most_products_of_several : most_products);
  return Intent::find;
}

std::vector<int> DeviceDecision::pieces() const {
  if (asked_number() > 1) return {};
  std::vector<int> pieces(products_.size(), 1);
  if (spoken_.groups.empty() && products_.size() == 1) {
    pieces.front() =
        quantity_alone(of_.message, static_cast<std::uint32_t>(products_.front()), of_.knowledge);
  }
  const std::vector<int> by_group = quantities(of_.message, spoken_.groups, of_.knowledge);
  for (std::size_t i = 0; i < products_.size(); ++i) {
    for (std::size_t group = 0; group < by_group.size(); ++group) {
      const ProductSet& products = spoken_.groups[group].products;
      if (std::ranges::binary_search(products, products_[i])) pieces[i] = by_group[group];
    }
  }
  if (std::ranges::all_of(pieces, [](int one) { return one == 1; })) pieces.clear();
  return pieces;
}

bool DeviceDecision::names_alternatives() const {
  return std::ranges::any_of(spoken_.groups,
                             [](const DeviceGroup& group) { return group.products.size() > 1; });
}

ProductSet DeviceDecision::within(const PriceBounds& bounds, const ProductSet& base) const {
  ProductSet inside;
  for (const std::uint32_t product : base) {
    if (bounds.allow(of_.knowledge.products[product])) inside.push_back(product);
  }
  return inside;
}

/// "A facial machine under 2000 and a muscle machine under 5000": of several amounts each is said
/// of the thing it stands at.
std::vector<PriceBounds> DeviceDecision::bounds_of_groups() const {
  std::vector<PriceBounds> bounds(spoken_.groups.size());
  std::size_t bound_groups = 0;
  for (const Span& span : of_.message.spans()) {
    if (!is_amount(span, of_.message, goes_on())) continue;
    const auto owner = parts_.owner_of(span.begin, spoken_.groups);
    if (!owner) continue;
    if (!bounds[owner->group].any()) ++bound_groups;
    narrow(bounds[owner->group], span, asks_price());
  }
  if (bound_groups < 2) std::ranges::fill(bounds, bounds_);
  return bounds;
}

/// Of `base` (empty: the whole catalogue) what the bounds allow, the cheapest or the dearest.
Intent DeviceDecision::chosen(ProductSet base) {
  if (base.empty()) topic_ = base = whole_catalogue();
  const ProductSet inside = within(bounds_, base);
  if (inside.empty()) {
    show_named(base);
    return Intent::nothing_in_budget;
  }
  if (only_affordable()) {
    show(order_.sorted(inside, false), most_products - 1);
    return Intent::find;
  }
  if (low_ || high_) {
    show(order_.sorted(in_order(inside), high_), most_products_of_several);
  } else {
    show(by_relevance(inside, of_.message, of_.likely), most_products);
  }
  return Intent::find;
}

/// "Is the HIFU within 10000 riyal?": no, and what it costs.
void DeviceDecision::show_named(const ProductSet& base) {
  const bool named = std::ranges::all_of(
      spoken_.groups, [](const DeviceGroup& group) { return group.is_named && !group.is_weak; });
  if (named && base.size() == 1 && spoken_.groups.size() == 1) show({base.front()}, 1);
}

/// "The three cheapest"; 1: no number is said.
std::size_t DeviceDecision::asked_number() const {
  constexpr std::size_t near = 2;
  if (!says_superlative() && !low_ && !high_) return 1;
  for (const SmallNumber& number : telling_numbers(of_.message)) {
    if (number.value > static_cast<int>(most_products_of_several)) continue;
    for (const Concept order : {Concept::cheapest, Concept::dearest, Concept::cheaper}) {
      if (std::ranges::any_of(of_.message.matches(order), [&](const Phrases::Match& match) {
            return number.word + near >= match.begin && number.word <= match.end + near - 1;
          })) {
        return static_cast<std::size_t>(number.value);
      }
    }
  }
  return 1;
}

/// "The cheapest", "the second dearest", "the three cheapest".
ProductSet DeviceDecision::in_order(ProductSet base) const {
  if (const std::size_t number = asked_number(); number > 1 && number < base.size()) {
    auto order = order_.sorted(base, high_);
    order.resize(number);
    ProductSet all(order.begin(), order.end());
    std::ranges::sort(all);
    return all;
  }
  const bool is_next = says(Concept::next_in_order) && says_superlative();
  const ProductSet best = order_.extreme_of(base, high_);
  const ProductSet rest = difference(base, best);
  return is_next && !rest.empty() ? order_.extreme_of(rest, high_) : best;
}

/// "Something cheap": those with the lowest prices.
bool DeviceDecision::only_affordable() const {
  return says(Concept::affordable) && !says_comparative() && !says_superlative();
}

/// By group whether "the cheapest" stands at it.
std::vector<bool> DeviceDecision::ordered_groups() const {
  std::vector<bool> ordered(spoken_.groups.size(), false);
  for (const Concept order : {Concept::cheapest, Concept::cheaper, Concept::affordable,
                              Concept::dearest, Concept::dearer}) {
    for (const Phrases::Match& match :
         of_.message.matches(order) | std::views::take(most_products_of_several)) {
      if (const auto owner = parts_.owner_of(match.begin, spoken_.groups)) {
        ordered[owner->group] = true;
      }
    }
  }
  return ordered;
}

/// "A sauna, and a laser that is not too expensive": of each that is asked for.
Intent DeviceDecision::chosen_of_each() {
  const std::vector<bool> ordered = ordered_groups();
  const std::vector<PriceBounds> bounds = bounds_of_groups();
  for (std::size_t i = 0; i < spoken_.groups.size(); ++i) {
    ProductSet& products = spoken_.groups[i].products;
    products = within(bounds[i], products);
    if (ordered[i] && only_affordable()) {
      auto lowest = order_.sorted(products, false);
      lowest.resize(std::min(lowest.size(), most_products - 1));
      products = ProductSet(lowest.begin(), lowest.end());
      std::ranges::sort(products);
    } else if (ordered[i]) {
      products = in_order(products);
    }
  }
  std::erase_if(spoken_.groups, [](const DeviceGroup& group) { return group.products.empty(); });
  if (spoken_.groups.empty()) return Intent::nothing_in_budget;
  show(merged_groups(), most_products_of_several);
  return Intent::find;
}

/// "Cheaper than the diode": the one device that is named.
std::optional<std::size_t> DeviceDecision::named_to_compare_with() {
  if (!says_comparative() || (says_superlative() && !says(Concept::other_one)) ||
      spoken_.groups.size() != 1 || !spoken_.groups.front().is_named) {
    return std::nullopt;
  }
  DeviceGroup group = spoken_.groups.front();
  prefer_whole_name(group, of_.message, of_.vocabulary);
  if (group.products.size() != 1) return std::nullopt;
  return group.products.front();
}

/// "Anything but lasers": of what was spoken of, else of the whole catalogue.
Intent DeviceDecision::without_excluded() {
  if (nothing_left_) return Intent::nothing_left;
  if (!bounds_.any()) bounds_ = of_.state.bounds;
  ProductSet base = difference(of_.state.topic, spoken_.excluded);
  if (base.empty()) base = difference(of_.state.second_choice, spoken_.excluded);
  const bool of_the_kind = says(Concept::simple_one) || says(Concept::full_one) ||
                           says(Concept::other_one) || says(Concept::else_);
  if (of_the_kind || (base.empty() && spoken_.excluded.size() <= 2)) {
    // "Not the advanced one, the normal one": of the same kind.
    for (const std::uint32_t product : spoken_.excluded) {
      base = sum(base, kin_of(product, of_.vocabulary));
    }
    base = difference(base, spoken_.excluded);
  }
  if (base.empty()) base = whole_catalogue();
  topic_ = base;
  const Intent intent = chosen(base);
  return intent == Intent::find && asks_price() && !low_ && !high_ ? Intent::price : intent;
}

}  // namespace mta::catalogue
