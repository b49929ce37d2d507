#include "catalogue/devices.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "catalogue/fold.h"

namespace mta::catalogue {
namespace {

/// A message that is made of names costs no more than these.
constexpr std::size_t most_places = 48;
constexpr std::size_t most_mentions = 200;

/// All that one word or phrase stands for.
struct Place {
  ProductSet products;
  ProductSet second_choice;
  bool is_named = false;
  bool is_weak = false;
  bool in_name = false;
  bool is_negated = false;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Words that sound alike mostly stand for the same products.
void add_to(ProductSet& all, const ProductSet& products) {
  if (all != products) all = all.empty() ? products : sum(all, products);
}

/// What is certain goes before what is weak; a word of a need stands for all that the need does.
Place place_of(std::span<const Mention> alike) {
  Place place{.products = {},
              .second_choice = {},
              .is_weak = true,
              .is_negated = alike.front().is_negated,
              .begin = alike.front().begin,
              .end = alike.front().end};
  bool is_need = false;
  for (const Mention& mention : alike) {
    const Entity& entity = *mention.entity;
    if (entity.is_weak && !place.is_weak) continue;
    if (!entity.is_weak && place.is_weak) {
      place.is_weak = false;
      place.products.clear();
      place.second_choice.clear();
    }
    add_to(place.products, entity.products);
    add_to(place.second_choice, entity.second_choice);
    is_need = is_need || entity.kind == Entity::Kind::need;
    place.in_name = place.in_name || entity.in_name;
  }
  place.is_named = !is_need && !place.is_weak;
  return place;
}

class Grouping {
 public:
  Grouping(const MessageReading& message, const Vocabulary& vocabulary)
      : message_(message), vocabulary_(vocabulary) {
    const std::vector<Mention>& mentions = message.mentions();
    for (std::size_t i = 0; i < mentions.size() && places_.size() < most_places;) {
      std::size_t next = i + 1;
      while (next < mentions.size() && mentions[next].begin == mentions[i].begin &&
             mentions[next].end == mentions[i].end) {
        ++next;
      }
      places_.push_back(place_of(std::span(mentions).subspan(i, next - i)));
      i = next;
    }
  }

  DevicesSpokenOf find() {
    group(false);
    narrow_by_numbers();
    for (const DeviceGroup& one : groups_) append_new(one);
    group(true);
    spoken_.excludes_something = !groups_.empty();
    spoken_.excluded_groups = std::move(groups_);
    for (const DeviceGroup& one : spoken_.excluded_groups) {
      spoken_.excluded = sum(spoken_.excluded, one.products);
    }
    return std::move(spoken_);
  }

 private:
  void group(bool negated) {
    groups_.clear();
    const Place* previous = nullptr;
    for (const Place& place : places_) {
      if (place.is_negated != negated) continue;
      const bool begins =
          previous != nullptr &&
          (parts(*previous, place) || (negated && refused_one_by_one(*previous, place)));
      if (groups_.empty() || begins) {
        open(place);
        narrow_weak_by_one_before();
      } else if (negated) {
        add_excluded(place);
      } else {
        add(place);
      }
      groups_.back().end = std::max(groups_.back().end, place.end);
      previous = &place;
    }
    std::erase_if(groups_, [](const DeviceGroup& one) { return one.products.empty(); });
    drop_weak_beside_strong();
  }

  /// "No HIFU, no needles", "no HIFU no needles": each "not" begins anew.
  [[nodiscard]] bool refused_one_by_one(const Place& left, const Place& right) const {
    for (std::size_t word = left.end; word < right.begin; ++word) {
      if (!message_.is_negated(word)) return true;
    }
    return false;
  }

  /// "and" between two devices, and not the one in `Cavitation & RF`.
  [[nodiscard]] bool parts(const Place& left, const Place& right) const {
    bool begins = false;
    for (std::size_t word = left.begin + 1; word <= right.begin; ++word) {
      begins = begins || message_.begins_part(word);
    }
    if (!begins) return false;
    return !stand_together_in_a_name(left, right);
  }

  [[nodiscard]] bool stand_together_in_a_name(const Place& left, const Place& right) const {
    if (!left.in_name || !right.in_name || right.begin > left.end + 1) return false;
    const std::string first = stem(message_.words()[left.begin]);
    const std::string second = stem(message_.words()[right.begin]);
    for (const std::uint32_t product : intersection(left.products, right.products)) {
      for (const auto* name :
           {&vocabulary_.name_words(product), &vocabulary_.arabic_name_words(product)}) {
        const auto at = std::ranges::find(*name, first);
        if (at != name->end() && std::next(at) != name->end() && *std::next(at) == second) {
          return true;
        }
      }
    }
    return false;
  }

  void open(const Place& place) {
    groups_.push_back({.products = place.products,
                       .second_choice = place.second_choice,
                       .is_named = place.is_named,
                       .is_named_weakly = place.in_name,
                       .is_weak = place.is_weak,
                       .begin = place.begin,
                       .end = place.end});
  }

  /// "The fat freezing and the advanced one", "the microneedling and the one with vacuum".
  void narrow_weak_by_one_before() {
    if (groups_.size() < 2) return;
    const DeviceGroup& before = groups_[groups_.size() - 2];
    DeviceGroup& last = groups_.back();
    ProductSet both = intersection(before.products, last.products);
    if (before.is_weak || both.empty() || both.size() == before.products.size()) return;
    const bool both_named = before.is_named && last.is_named;
    const bool narrows = last.is_weak || (both_named && both.size() < last.products.size());
    if (!narrows) return;
    last.products = std::move(both);
    last.is_weak = false;
    last.is_named = true;
  }

  /// "Neither freezing nor cavitation": both, and not what is said last.
  void add_excluded(const Place& place) {
    DeviceGroup& group = groups_.back();
    if (place.is_weak && !group.is_weak) return;
    ProductSet both = intersection(group.products, place.products);
    if (group.is_weak && !place.is_weak && both.empty()) {
      group.products = place.products;
      group.is_weak = false;
    } else if (both.empty()) {
      // "The suit for the legs" is the suit.
      if (!group.is_named || place.is_named) open(place);
    } else {
      group.products = std::move(both);
      group.is_weak = group.is_weak && place.is_weak;
    }
  }

  void add(const Place& place) {
    DeviceGroup& group = groups_.back();
    // "Body" tells which EMS is meant, but not what kind of slimming.
    if (place.is_weak && !group.is_weak && !group.is_named) return;
    if (group.is_weak && !place.is_weak && !place.is_named) {
      replace(group, place);
      return;
    }
    if (group.second_choice.empty()) group.second_choice = place.second_choice;
    ProductSet both = intersection(group.products, place.products);
    if (!both.empty()) {
      group.products = std::move(both);
      group.is_weak = group.is_weak && place.is_weak;
      group.is_named = group.is_named || place.is_named;
    } else if (place.is_weak || (group.is_named && !place.is_named)) {
      return;
    } else if (group.is_weak || (!group.is_named && place.is_named)) {
      replace(group, place);
    } else if (!place.is_named && !group.is_named &&
               is_wide(group.products) != is_wide(place.products)) {
      // "Old tattoos on brown skin": what is narrower is meant.
      if (is_wide(group.products)) group.products = place.products;
    } else {
      open(place);
    }
  }

  static void replace(DeviceGroup& group, const Place& place) {
    group.products = place.products;
    group.second_choice = place.second_choice;
    group.is_weak = false;
    group.is_named = place.is_named;
  }

  static bool is_wide(const ProductSet& products) {
    constexpr std::size_t least = 8;
    return products.size() >= least;
  }

  void drop_weak_beside_strong() {
    const bool strong =
        std::ranges::any_of(groups_, [](const DeviceGroup& one) { return !one.is_weak; });
    if (!strong) return;
    const MessageParts parts(message_);
    const std::vector<DeviceGroup> all = groups_;
    for (DeviceGroup& one : groups_) {
      // "A sauna and a facial machine": a kind of its own.
      if (one.is_weak && has_goods_beside(one) && stands_alone(one, all, parts)) {
        one.is_weak = false;
      }
    }
    // "hifu for face and body"
    std::erase_if(groups_, [](const DeviceGroup& one) {
      return one.is_weak && (one.products.size() > 1 || !one.is_named_weakly);
    });
  }

  [[nodiscard]] bool has_goods_beside(const DeviceGroup& one) const {
    return std::ranges::any_of(message_.matches(Concept::goods), [&](const auto& match) {
      return match.begin == one.end || match.end == one.begin;
    });
  }

  /// No other group stands in its part of the message.
  static bool stands_alone(const DeviceGroup& one, const std::vector<DeviceGroup>& all,
                           const MessageParts& parts) {
    bool has_others = false;
    for (const DeviceGroup& other : all) {
      if (other.begin == one.begin) continue;
      if (parts.are_together(one, other)) return false;
      has_others = true;
    }
    return has_others;
  }

  /// "the hydrafacial with 9": a number that one of several names begins with; "not the 9".
  void narrow_by_numbers() {
    std::vector<DeviceGroup> others;
    const std::vector<DeviceGroup> before = groups_;
    const std::vector<SmallNumber> numbers = telling_numbers(message_);
    if (numbers.empty() || before.empty()) return;
    const MessageParts parts(message_);
    for (const SmallNumber& number : numbers) {
      const auto owner = parts.owner_of(number.word, before);
      if (!owner) continue;
      DeviceGroup& group = groups_[owner->group];
      const ProductSet& all = before[owner->group].products;
      constexpr std::size_t near_words = 6;
      const bool near =
          number.word + near_words >= group.begin && number.word <= group.end + near_words;
      if (!near) continue;
      if (owner->is_of_another) {
        add_other(number, group, all, others);
      } else {
        narrow(group, all, number);
      }
    }
    groups_.insert(groups_.end(), others.begin(), others.end());
  }

  void narrow(DeviceGroup& group, const ProductSet& all, const SmallNumber& number) const {
    if (all.size() < 2) return;
    const ProductSet found = numbered(all, number.value, vocabulary_);
    if (found.empty()) return;
    if (message_.is_negated(number.word)) {
      ProductSet rest = difference(group.products, found);
      if (!rest.empty()) group.products = std::move(rest);
    } else {
      const bool again = group.products.size() < all.size();  // "the 7 and the 9"
      group.products = again ? sum(group.products, found) : found;
    }
  }

  void add_other(const SmallNumber& number, const DeviceGroup& group, const ProductSet& all,
                 std::vector<DeviceGroup>& others) const {
    if (!group.is_named || message_.is_negated(number.word)) return;
    const ProductSet kin = all.size() > 1 ? all : kin_of(all.front(), vocabulary_);
    ProductSet found = numbered(kin, number.value, vocabulary_);
    if (found.empty()) return;
    others.push_back({.products = std::move(found),
                      .is_named = true,
                      .is_weak = false,
                      .begin = number.word,
                      .end = number.word + 1});
  }

  void append_new(const DeviceGroup& group) {
    for (const DeviceGroup& one : spoken_.groups) {
      if (one.products == group.products) return;
    }
    spoken_.groups.push_back(group);
  }

  const MessageReading& message_;
  const Vocabulary& vocabulary_;
  std::vector<Place> places_;
  std::vector<DeviceGroup> groups_;
  DevicesSpokenOf spoken_;
};

/// The stems of the words around a group.
std::vector<std::string> said_around(const DeviceGroup& group, const MessageReading& message) {
  constexpr std::size_t around = 3;
  constexpr std::size_t most_words = 40;
  const std::size_t begin = group.begin > around ? group.begin - around : 0;
  const std::size_t end =
      std::min({message.words().size(), group.end + around, begin + most_words});
  std::vector<std::string> said;
  for (std::size_t i = begin; i < end; ++i) {
    if (!message.is_negated(i)) said.push_back(stem(message.words()[i]));
  }
  return said;
}

/// "Analysis" and "analyzer".
bool are_akin(const std::string& word, const std::string& other) {
  constexpr std::size_t least_letters = 6;
  constexpr std::size_t same_letters = 5;
  if (word == other) return true;
  return std::min(word.size(), other.size()) >= least_letters && word.front() >= 'a' &&
         word.front() <= 'z' && word.compare(0, same_letters, other, 0, same_letters) == 0;
}

std::size_t words_said(const std::vector<std::string>& name, const std::vector<std::string>& said) {
  return static_cast<std::size_t>(std::ranges::count_if(name, [&](const std::string& word) {
    return std::ranges::any_of(said, [&](const std::string& one) { return are_akin(word, one); });
  }));
}

}  // namespace

DevicesSpokenOf devices_spoken_of(const MessageReading& message, const Vocabulary& vocabulary) {
  return Grouping(message, vocabulary).find();
}

void prefer_whole_name(DeviceGroup& group, const MessageReading& message,
                       const Vocabulary& vocabulary) {
  if (group.products.size() < 2) return;
  const std::vector<std::string> said = said_around(group, message);
  const auto whole = [&](const std::vector<std::string>& name) {
    return words_said(name, said) == name.size() ? name.size() : 0;
  };
  keep_highest(group.products, 1, [&](std::size_t product) {
    return std::max(whole(vocabulary.name_words(product)),
                    whole(vocabulary.arabic_name_words(product)));
  });
}

void prefer_most_of_name(DeviceGroup& group, const MessageReading& message,
                         const Vocabulary& vocabulary) {
  if (group.products.size() < 2) return;
  const std::vector<std::string> said = said_around(group, message);
  keep_highest(group.products, 2, [&](std::size_t product) {
    return std::max(words_said(vocabulary.name_words(product), said),
                    words_said(vocabulary.arabic_name_words(product), said));
  });
}

std::vector<std::size_t> by_relevance(const ProductSet& products, const MessageReading& message,
                                      const Likelihood& likely) {
  constexpr float likely_weight = 1.5F;
  constexpr float best_weight = 0.5F;
  std::vector<float> weights;  // by product
  const auto weight_of = [&](std::uint32_t product) -> float& {
    if (product >= weights.size()) weights.resize(product + 1);
    return weights[product];
  };
  std::size_t taken = 0;
  for (const Mention& mention : message.mentions()) {
    if (mention.is_negated) continue;
    if (++taken > most_mentions) break;
    const bool named = mention.entity->kind == Entity::Kind::name;
    float weight = 1;
    if (named) weight = mention.entity->in_name ? 3 : 2;
    for (const std::uint32_t product : mention.entity->products) weight_of(product) += weight;
    float place = 1;
    for (const std::uint32_t product : mention.entity->best_first) {
      weight_of(product) += best_weight / place++;
    }
  }
  for (const auto& [product, likelihood] : likely) {
    weight_of(product) += likely_weight * likelihood;
  }
  std::vector<std::size_t> order(products.begin(), products.end());
  std::ranges::sort(order, {}, [&](std::size_t product) {
    return std::pair(product < weights.size() ? -weights[product] : 0, product);
  });
  return order;
}

}  // namespace mta::catalogue
