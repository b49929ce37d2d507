// What a message means that goes on with the ones before.
#include <algorithm>
#include <ranges>
#include <utility>

#include "catalogue/decision.h"

namespace mta::catalogue {
namespace {

ProductSet set_of(const std::vector<std::size_t>& products) {
  ProductSet set(products.begin(), products.end());
  std::ranges::sort(set);
  return set;
}

std::vector<std::size_t> list_of(const ProductSet& set) { return {set.begin(), set.end()}; }

bool contains(const std::vector<std::size_t>& list, std::size_t product) {
  return std::ranges::find(list, product) != list.end();
}

}  // namespace

/// A short question that goes on means the devices of the turn before, where it can.
void DeviceDecision::look_among_earlier() {
  if (of_.state.topic.empty() || of_.message.words().size() > 12) return;
  for (DeviceGroup& group : spoken_.groups) {
    // "Sorry, I meant the body": none of those before.
    if (says(Concept::correction) && !group.is_named) continue;
    ProductSet both = intersection(group.products, of_.state.topic);
    const bool narrows = !both.empty() && both.size() < of_.state.topic.size();
    if (narrows && (group.is_weak || !group.is_named || of_.message.is_short())) {
      group.products = std::move(both);
      group.is_weak = false;
    }
  }
}

/// "And how much is it?": what was spoken of.
std::optional<Intent> DeviceDecision::about_earlier() {
  topic_ = of_.state.topic;
  if (goes_on() && says(Concept::pronoun)) {
    const ProductSet said = priced_as_said(of_.state.topic, false);
    if (said.size() == 1 && !low_ && !high_) {
      show(list_of(said), 1);
      return Intent::find;
    }
  }
  if (goes_on() && has_bounds()) return chosen(of_.state.topic);
  if (says(Concept::next_in_order) && goes_on()) return next_of_earlier();
  if (low_ || high_) return ordered_among_earlier();
  if (has_bounds()) return chosen({});
  if (const auto pointed = pointed_at()) return pointed;
  const bool price = asks_price();
  const bool compare = says(Concept::compare);
  const bool points = says(Concept::pronoun) || says(Concept::describe) || says(Concept::details);
  if (!price && !compare && !(points && goes_on())) return std::nullopt;
  if (!goes_on()) return price || compare ? std::optional(Intent::which_device) : std::nullopt;
  if (compare) {
    std::vector<std::size_t> several = of_.state.shown;
    if (several.size() < 2) several = together();
    if (several.size() < 2) several = list_of(of_.state.topic);
    if (several.size() > 1) {
      show(std::move(several), most_products);
      return Intent::compare;
    }
  }
  show(of_.state.shown, most_products_of_several);
  return price ? Intent::price : Intent::find;
}

/// "And the next one up?", "the second cheapest": of those that were asked for.
Intent DeviceDecision::next_of_earlier() {
  if (says_superlative() && of_.state.topic.size() > 1) return chosen(of_.state.topic);
  const std::size_t reference = order_.extreme_of(set_of(of_.state.shown), !low_).front();
  const ProductSet others = order_.beside(reference, of_.state.topic, low_);
  if (others.empty()) return beyond(reference, {});
  topic_ = of_.state.topic;
  show(list_of(order_.extreme_of(others, low_)), most_products);
  return of_.state.was_price ? Intent::price : Intent::find;
}

/// "The cheapest", "anything cheaper?"
std::optional<Intent> DeviceDecision::ordered_among_earlier() {
  if (!goes_on()) return chosen({});
  const bool several = of_.state.topic.size() > 1;
  const bool another = says(Concept::other_one) || says(Concept::request);
  const bool of_those = several && (says_superlative() || !another) &&
                        !(says_comparative() && of_.state.shown.size() == 1);
  if (of_those) {
    const bool all_shown = of_.state.shown.size() > 1 && of_.state.topic.size() <= most_products;
    return chosen(all_shown ? set_of(of_.state.shown) : of_.state.topic);
  }
  const std::vector<std::size_t> asked = together();
  if (of_.state.shown.size() == 1 && asked.size() > 1 && !another) return chosen(set_of(asked));
  return cheaper_than_shown({});
}

/// "Both", "all three together": what was asked for one by one.
std::vector<std::size_t> DeviceDecision::together() const {
  std::vector<std::size_t> asked;
  std::size_t most = 2;
  const auto small = of_.message.small_numbers();
  const bool two = std::ranges::any_of(small, [](const auto& one) { return one.value == 2; });
  if ((says(Concept::total) || says(Concept::all)) && !two) most = most_products_of_several;
  for (const SmallNumber& number : small) {
    if (number.value > 2 && number.value <= 6) most = static_cast<std::size_t>(number.value);
  }
  for (const auto& turn : of_.state.turns | std::views::reverse) {
    if (asked.size() >= most) break;
    if (asked.size() + turn.size() > most_products_of_several) break;
    std::vector<std::size_t> fresh;
    for (const std::size_t product : turn) {
      if (!contains(asked, product)) fresh.push_back(product);
    }
    asked.insert(asked.begin(), fresh.begin(), fresh.end());
  }
  return asked;
}

/// "The second", "the last one".
std::vector<std::size_t> DeviceDecision::meant_by_order() const {
  const std::vector<std::size_t>& shown = of_.state.shown;
  if (shown.size() < 2) return {};
  if (says(Concept::first_one)) return {shown.front()};
  if (says(Concept::second_one)) return {shown[1]};
  if (says(Concept::third_one)) return {shown[std::min<std::size_t>(2, shown.size() - 1)]};
  if (says(Concept::last_one)) return {shown.back()};
  return {};
}

/// "The one with 9", "not the 9 in 1": of those shown, else of one that is called alike.
std::vector<std::size_t> DeviceDecision::meant_by_number() const {
  const std::size_t first = of_.state.shown.front();
  ProductSet kind = of_.state.topic;
  for (const std::uint32_t other : kin_of(first, of_.vocabulary)) {
    const auto& name = of_.vocabulary.name_words(other);
    const bool alike = std::ranges::any_of(of_.vocabulary.name_words(first), [&](const auto& word) {
      return !of_.vocabulary.is_weak(word) && std::ranges::find(name, word) != name.end();
    });
    if (alike) kind = sum(kind, {other});
  }
  for (const SmallNumber& number : telling_numbers(of_.message)) {
    const ProductSet numbered_so = numbered(kind, number.value, of_.vocabulary);
    if (numbered_so.empty()) continue;
    const ProductSet found =
        of_.message.is_negated(number.word) ? difference(kind, numbered_so) : numbered_so;
    if (!found.empty() && found.size() < kind.size()) return list_of(found);
  }
  return {};
}

/// "The other one", "another".
std::vector<std::size_t> DeviceDecision::other_than_shown() const {
  const std::vector<std::size_t>& shown = of_.state.shown;
  const ProductSet others = difference(of_.state.topic, set_of(shown));
  if (!others.empty()) return list_of(others);
  if (shown.size() > 1) return {shown.back()};
  return list_of(sum(order_.alike(shown.front(), true), order_.alike(shown.front(), false)));
}

/// "The normal one", "a bigger version".
std::vector<std::size_t> DeviceDecision::meant_by_size() const {
  const std::vector<std::size_t>& shown = of_.state.shown;
  const auto says_so = [&](Concept said, bool negated) {
    return std::ranges::any_of(of_.message.matches(said), [&](const auto& match) {
      return of_.message.is_negated(match.begin) == negated;
    });
  };
  const bool full = says_so(Concept::full_one, false) || says_so(Concept::simple_one, true) ||
                    said_negated(Concept::cheapest) || said_negated(Concept::affordable);
  const bool plain = says_so(Concept::simple_one, false) || says_so(Concept::full_one, true) ||
                     said_negated(Concept::dearest);
  if (full == plain) return {};
  const ProductSet among = shown.size() > 1 ? set_of(shown) : of_.state.topic;
  if (among.size() > 1) return list_of(order_.extreme_of(among, full));
  return list_of(order_.alike(shown.front(), !full));
}

/// "Not this one".
bool DeviceDecision::points_away() const {
  return std::ranges::any_of(of_.message.matches(Concept::pronoun), [&](const auto& match) {
    return of_.message.is_negated(match.begin);
  });
}

std::optional<Intent> DeviceDecision::pointed_at() {
  const std::vector<std::size_t>& shown = of_.state.shown;
  if (shown.empty()) return std::nullopt;
  std::vector<std::size_t> meant;
  if (says(Concept::both) || says(Concept::total)) {
    meant = shown.size() > 1 ? shown : together();
    if (meant.size() < 2) meant = list_of(of_.state.topic);
  }
  if (meant.empty()) meant = meant_by_number();
  if (meant.empty()) meant = meant_by_order();
  if (meant.empty() && (says(Concept::other_one) || points_away())) meant = other_than_shown();
  if (meant.empty()) meant = meant_by_size();
  if (meant.empty()) return std::nullopt;
  topic_ = sum(of_.state.topic, set_of(meant));
  show(std::move(meant), most_products_of_several);
  if (says(Concept::compare) && products_.size() == 1) {
    for (const std::size_t one : shown) {
      if (one != products_.front()) products_.push_back(one);
    }
  }
  if (says(Concept::compare) && products_.size() > 1) return Intent::compare;
  const bool price = asks_price() || of_.state.was_price;
  return price && !says(Concept::describe) ? Intent::price : Intent::find;
}

/// The same kind and a lower (or a higher) price than what was shown.
Intent DeviceDecision::cheaper_than_shown(const ProductSet& base) {
  // "4700 is a lot, anything lower?"
  const ProductSet said = priced_as_said(set_of(of_.state.shown), false);
  const ProductSet of = said.empty() ? set_of(of_.state.shown) : said;
  return beyond(order_.extreme_of(of, !low_).front(), base);
}

Intent DeviceDecision::beyond(std::size_t reference, const ProductSet& base) {
  const auto of_other_price = [&](const ProductSet& products) {
    return order_.beside(reference, difference(products, spoken_.excluded), low_);
  };
  ProductSet found = of_other_price(base);
  if (found.empty()) found = of_other_price(of_.state.topic);
  // Of what was asked for in so many words there is nothing else.
  if (found.empty() && base.empty()) found = order_.alike(reference, low_);
  found = within(bounds_, found);
  topic_ = sum(of_.state.topic, found);
  if (found.empty()) {
    show({reference}, 1);
    return low_ ? Intent::cheapest_already : Intent::find;
  }
  show(order_.sorted(found, low_), most_products);
  return Intent::find;
}

}  // namespace mta::catalogue
