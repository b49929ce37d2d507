#include "catalogue/decision.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <ranges>
#include <utility>

#include "core/fold.h"

namespace mta::catalogue {
namespace {

/// "Around 5000" is a range.
constexpr double around_share = 0.3;
constexpr std::size_t near_words = 3;

ProductSet set_of(const std::vector<std::size_t>& products) {
  ProductSet set;
  for (const std::size_t product : products) set.push_back(static_cast<std::uint32_t>(product));
  std::ranges::sort(set);
  return set;
}

std::vector<std::size_t> list_of(const ProductSet& set) { return {set.begin(), set.end()}; }

bool has_digit(const std::string& word) {
  return std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

DeviceDecision::DeviceDecision(const Sources& of)
    : of_(of), spoken_(devices_spoken_of(of.message, of.vocabulary)) {
  find_bounds();
  low_ = says(Concept::cheapest) || says(Concept::cheaper);
  high_ = !low_ && (says(Concept::dearest) || says(Concept::dearer));
  look_among_earlier();
  keep_what_is_asked();
}

void DeviceDecision::find_bounds() {
  for (const Span& span : of_.message.spans()) {
    if (span.kind != SpanKind::money) continue;
    const auto dollars = in_dollars(span);
    if (!dollars) continue;
    if (span.bound == Bound::at_least) {
      least_ = *dollars;
    } else if (span.bound == Bound::around) {
      const auto amount = static_cast<double>(*dollars);
      least_ = static_cast<std::int64_t>(amount * (1 - around_share));
      most_ = static_cast<std::int64_t>(amount * (1 + around_share));
    } else if (span.bound == Bound::at_most || !asks_price()) {
      most_ = *dollars;
    }
  }
}

std::int64_t DeviceDecision::price(std::size_t product) const {
  return of_.knowledge.products[product].price_usd.value_or(
      std::numeric_limits<std::int64_t>::max());
}

/// A short question that goes on means the devices of the turn before, where it can.
void DeviceDecision::look_among_earlier() {
  if (of_.state.topic.empty() || of_.message.words().size() > 12) return;
  for (DeviceGroup& group : spoken_.groups) {
    ProductSet both = intersection(group.products, of_.state.topic);
    const bool narrows = !both.empty() && both.size() < of_.state.topic.size();
    if (narrows && (group.is_weak || !group.is_named || is_short())) {
      group.products = std::move(both);
      group.is_weak = false;
    }
  }
}

/// What "skin" or "chair" alone has found is not meant, unless it is all that is asked for. What
/// stands behind a "not" is taken away.
void DeviceDecision::keep_what_is_asked() {
  const bool asks = says(Concept::request) || asks_price() || says(Concept::business) ||
                    says(Concept::compare) || says(Concept::describe) || low_ || high_ ||
                    has_bounds();
  const bool weak_counts = unknown_words() == 0 && (asks || of_.message.words().size() <= 3);
  std::erase_if(spoken_.groups,
                [&](const DeviceGroup& group) { return group.is_weak && !weak_counts; });
  for (DeviceGroup& group : spoken_.groups) {
    group.products = difference(group.products, spoken_.excluded);
  }
  const std::size_t before = spoken_.groups.size();
  std::erase_if(spoken_.groups, [](const DeviceGroup& group) { return group.products.empty(); });
  nothing_left_ = before > 0 && spoken_.groups.empty();
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
  bool behind = false;
  for (const Mention& mention : of_.message.mentions()) {
    if (mention.begin <= span.begin && span.begin < mention.end) return false;
    behind = behind || mention.end == span.begin;
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

/// "The HIFU or the EMS?"
bool DeviceDecision::asks_this_or_that() const {
  if (asks_price() || spoken_.groups.size() != 2) return false;
  const DeviceGroup& first = spoken_.groups.front();
  const DeviceGroup& second = spoken_.groups.back();
  return !first.is_weak && !second.is_weak &&
         std::ranges::any_of(of_.message.matches(Concept::or_), [&](const Phrases::Match& match) {
           return match.begin >= first.begin && match.end <= second.end;
         });
}

std::optional<Intent> DeviceDecision::about_named() {
  topic_ = all_named();
  const bool to_go_on = !of_.state.shown.empty();
  if ((says(Concept::compare) || asks_this_or_that()) && !low_ && !high_) return compared();
  if ((says(Concept::cheaper) || says(Concept::dearer)) && to_go_on && !says(Concept::cheapest)) {
    return cheaper_than_shown(topic_);
  }
  if (const auto reference = named_to_compare_with()) return beyond(*reference, {});
  if (low_ || high_ || has_bounds()) return chosen(topic_);
  const bool goes_on_with_prices =
      of_.state.was_price && is_short() && !says(Concept::request) && !says(Concept::describe);
  if (asks_price() || goes_on_with_prices) return priced();
  return found();
}

bool DeviceDecision::stands_near(Concept said, const DeviceGroup& group, bool negated) const {
  return std::ranges::any_of(of_.message.matches(said), [&](const Phrases::Match& match) {
    return match.begin <= group.end + near_words && match.end + near_words >= group.begin &&
           of_.message.is_negated(match.begin) == negated;
  });
}

/// "The normal one", "the big one": of several alike.
void DeviceDecision::pick_plain_or_full(DeviceGroup& group) {
  if (group.products.size() < 2) return;
  const bool plain =
      stands_near(Concept::simple_one, group, false) || stands_near(Concept::full_one, group, true);
  const bool full =
      stands_near(Concept::full_one, group, false) || stands_near(Concept::simple_one, group, true);
  if (plain != full) group.products = extreme_of(group.products, full);
}

void DeviceDecision::resolve_groups(bool to_one_name) {
  for (DeviceGroup& group : spoken_.groups) {
    if (to_one_name) prefer_whole_name(group, of_.message, of_.vocabulary);
    if (group.is_named || group.products.size() <= 3) pick_plain_or_full(group);
  }
}

std::vector<std::size_t> DeviceDecision::merged_groups() const {
  std::vector<std::size_t> merged;
  const std::size_t of_each = spoken_.groups.size() > 1 ? most_products - 1 : most_products;
  for (const DeviceGroup& group : spoken_.groups) {
    const auto ranked = by_relevance(group.products, of_.message);
    for (const std::size_t product : ranked | std::views::take(of_each)) {
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
  resolve_groups(spoken_.groups.size() > 1);
  std::vector<std::size_t> products = merged_groups();
  if (products.size() == 1 && (says(Concept::simple_one) || says(Concept::full_one))) {
    // "The one with vacuum and the normal one".
    const ProductSet alike = difference(kin(products.front()), set_of(products));
    for (const std::uint32_t other : extreme_of(alike, says(Concept::full_one))) {
      products.push_back(other);
    }
  }
  if (products.size() == 1) {
    for (const std::size_t shown : of_.state.shown) {
      if (products.front() != shown) products.push_back(shown);
    }
  }
  topic_ = sum(topic_, set_of(products));
  show(std::move(products), most_products);
  return products_.size() > 1 ? Intent::compare : Intent::find;
}

Intent DeviceDecision::priced() {
  resolve_groups(true);
  for (DeviceGroup& group : spoken_.groups) prefer_most_of_name(group, of_.message, of_.vocabulary);
  show(merged_groups(), most_products_of_several);
  return Intent::price;
}

Intent DeviceDecision::found() {
  resolve_groups(true);
  show(merged_groups(), most_products_of_several);
  return Intent::find;
}

ProductSet DeviceDecision::within_bounds(const ProductSet& base) const {
  if (!has_bounds()) return base;
  ProductSet inside;
  for (const std::uint32_t product : base) {
    const auto& price = of_.knowledge.products[product].price_usd;
    if (price && (!most_ || *price <= *most_) && (!least_ || *price >= *least_)) {
      inside.push_back(product);
    }
  }
  return inside;
}

ProductSet DeviceDecision::extreme_of(const ProductSet& base, bool dearest) const {
  ProductSet best;
  std::optional<std::int64_t> figure;
  for (const std::uint32_t product : base) {
    const auto& price = of_.knowledge.products[product].price_usd;
    if (!price) continue;
    if (figure && (dearest ? *price < *figure : *price > *figure)) continue;
    if (figure != price) best.clear();
    figure = price;
    best.push_back(product);
  }
  return best.empty() ? base : best;
}

/// Of `base` (empty: the whole catalogue) what the bounds allow, the cheapest or the dearest.
Intent DeviceDecision::chosen(ProductSet base) {
  if (base.empty()) {
    base.resize(of_.knowledge.products.size());
    std::iota(base.begin(), base.end(), 0U);
    base = difference(base, spoken_.excluded);
  }
  const ProductSet inside = within_bounds(base);
  if (inside.empty()) return Intent::nothing_in_budget;
  const bool order = low_ || high_;
  const ProductSet best = order ? extreme_of(inside, high_) : inside;
  show(by_relevance(best, of_.message), most_products);
  return Intent::find;
}

/// The products that share most closely what `product` is called or used for, itself left out.
ProductSet DeviceDecision::alike(std::size_t product, bool cheaper) const {
  ProductSet closest;
  std::size_t smallest = std::numeric_limits<std::size_t>::max();
  for (const Phrases::Meaning meaning : of_.vocabulary.entities_of(product)) {
    const ProductSet& all = of_.vocabulary.entity(meaning).products;
    if (all.size() < 2 || all.size() >= smallest) continue;
    ProductSet others;
    for (const std::uint32_t other : all) {
      if (cheaper ? price(other) < price(product) : price(other) > price(product)) {
        others.push_back(other);
      }
    }
    if (others.empty()) continue;
    smallest = all.size();
    closest = std::move(others);
  }
  return closest;
}

/// The smallest set of several products that share a name or a need with `product`.
ProductSet DeviceDecision::kin(std::size_t product) const {
  ProductSet smallest;
  for (const Phrases::Meaning meaning : of_.vocabulary.entities_of(product)) {
    const ProductSet& all = of_.vocabulary.entity(meaning).products;
    if (all.size() > 1 && (smallest.empty() || all.size() < smallest.size())) smallest = all;
  }
  return smallest;
}

/// "Cheaper than the diode": the one device that is named.
std::optional<std::size_t> DeviceDecision::named_to_compare_with() {
  const bool comparative = says(Concept::cheaper) || says(Concept::dearer);
  const bool superlative = says(Concept::cheapest) || says(Concept::dearest);
  if (!comparative || (superlative && !says(Concept::other_one)) || spoken_.groups.size() != 1 ||
      !spoken_.groups.front().is_named) {
    return std::nullopt;
  }
  DeviceGroup group = spoken_.groups.front();
  prefer_whole_name(group, of_.message, of_.vocabulary);
  if (group.products.size() != 1) return std::nullopt;
  return group.products.front();
}

/// The same kind and a lower (or a higher) price than what was shown.
Intent DeviceDecision::cheaper_than_shown(const ProductSet& base) {
  return beyond(extreme_of(set_of(of_.state.shown), !low_).front(), base);
}

Intent DeviceDecision::beyond(std::size_t reference, const ProductSet& base) {
  const auto of_other_price = [&](const ProductSet& products) {
    ProductSet found;
    for (const std::uint32_t product : difference(products, spoken_.excluded)) {
      if (low_ ? price(product) < price(reference) : price(product) > price(reference)) {
        found.push_back(product);
      }
    }
    return found;
  };
  ProductSet found = of_other_price(base);
  if (found.empty()) found = of_other_price(of_.state.topic);
  if (found.empty()) found = alike(reference, low_);
  found = within_bounds(found);
  topic_ = sum(of_.state.topic, found);
  if (found.empty()) {
    show({reference}, 1);
    return low_ ? Intent::cheapest_already : Intent::find;
  }
  std::vector<std::size_t> order = list_of(found);
  // The nearest price first.
  std::ranges::sort(order, {}, [&](std::size_t product) {
    return std::pair(low_ ? -price(product) : price(product), product);
  });
  show(std::move(order), most_products);
  return Intent::find;
}

/// "Anything but lasers": of what was spoken of, else of the whole catalogue.
Intent DeviceDecision::without_excluded() {
  if (nothing_left_) return Intent::nothing_left;
  ProductSet base = difference(of_.state.topic, spoken_.excluded);
  if (says(Concept::simple_one) || says(Concept::full_one) || says(Concept::other_one)) {
    // "Not the advanced one, the normal one": of the same kind.
    for (const std::uint32_t product : spoken_.excluded) base = sum(base, kin(product));
    base = difference(base, spoken_.excluded);
  }
  if (base.empty()) {
    base.resize(of_.knowledge.products.size());
    std::iota(base.begin(), base.end(), 0U);
    base = difference(base, spoken_.excluded);
  }
  topic_ = base;
  const Intent intent = chosen(base);
  return intent == Intent::find && asks_price() && !low_ && !high_ ? Intent::price : intent;
}

/// "The second", "both", "the other one".
std::optional<Intent> DeviceDecision::pointed_at() {
  const std::vector<std::size_t>& shown = of_.state.shown;
  if (shown.empty()) return std::nullopt;
  ProductSet others = difference(of_.state.topic, set_of(shown));
  std::vector<std::size_t> meant;
  const bool several = shown.size() > 1;
  if (says(Concept::both)) {
    meant = several ? shown : list_of(of_.state.topic);
  } else if (several && says(Concept::first_one)) {
    meant = {shown[0]};
  } else if (several && says(Concept::second_one)) {
    meant = {shown[1]};
  } else if (several && says(Concept::third_one)) {
    meant = {shown[std::min<std::size_t>(2, shown.size() - 1)]};
  } else if (several && says(Concept::last_one)) {
    meant = {shown.back()};
  } else if (says(Concept::other_one)) {
    if (others.empty() && !several) {
      others = sum(alike(shown.front(), true), alike(shown.front(), false));
    }
    meant = others.empty() && several ? std::vector{shown.back()} : list_of(others);
  } else if (says(Concept::simple_one) != says(Concept::full_one)) {
    const ProductSet among = several ? set_of(shown) : of_.state.topic;
    if (among.size() > 1) meant = list_of(extreme_of(among, says(Concept::full_one)));
  }
  if (meant.empty()) return std::nullopt;
  topic_ = sum(of_.state.topic, set_of(meant));
  show(std::move(meant), most_products);
  if (says(Concept::compare) && products_.size() == 1) {
    for (const std::size_t one : shown) {
      if (one != products_.front()) products_.push_back(one);
    }
    if (products_.size() > 1) return Intent::compare;
  }
  if (says(Concept::compare) && products_.size() > 1) return Intent::compare;
  const bool price = asks_price() || of_.state.was_price;
  return price && !says(Concept::describe) ? Intent::price : Intent::find;
}

/// "And how much is it?": what was spoken of.
std::optional<Intent> DeviceDecision::about_earlier() {
  const bool to_go_on = !of_.state.shown.empty();
  topic_ = of_.state.topic;
  if (to_go_on && has_bounds()) return chosen(of_.state.topic);
  if (low_ || high_) {
    if (!to_go_on) return chosen({});
    const bool superlative = says(Concept::cheapest) || says(Concept::dearest);
    const bool comparative = says(Concept::cheaper) || says(Concept::dearer);
    const bool several = of_.state.topic.size() > 1;
    const bool another = says(Concept::other_one) || says(Concept::request);
    if (several && (superlative || !another) && !(comparative && of_.state.shown.size() == 1)) {
      return chosen(of_.state.shown.size() > 1 && of_.state.topic.size() <= most_products
                        ? set_of(of_.state.shown)
                        : of_.state.topic);
    }
    return cheaper_than_shown(of_.state.topic);
  }
  if (has_bounds()) return chosen({});
  if (const auto pointed = pointed_at()) return pointed;
  const bool price = asks_price();
  const bool compare = says(Concept::compare);
  const bool points = says(Concept::pronoun) || says(Concept::describe) || says(Concept::details);
  if (!price && !compare && !(points && to_go_on)) return std::nullopt;
  if (!to_go_on) return price || compare ? std::optional(Intent::which_device) : std::nullopt;
  if (compare) {
    const bool several = of_.state.shown.size() > 1;
    show(several ? of_.state.shown : list_of(of_.state.topic), most_products);
    if (products_.size() > 1) return Intent::compare;
  }
  show(of_.state.shown, most_products_of_several);
  return price ? Intent::price : Intent::find;
}

}  // namespace mta::catalogue
