#include "eval/device_list.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "base/ascii.h"
#include "base/edit_distance.h"
#include "catalogue/fold.h"
#include "chat/plain_text.h"

namespace mta::eval {
namespace {

/// No part of a longer word or number; the plural of a name is the name. Arabic puts articles and
/// prepositions before a word without a space.
bool stands_alone(std::string_view text, std::size_t begin, std::size_t end) {
  const bool begins_in_word =
      begin > 0 && is_alphanumeric(text[begin - 1]) && is_alphanumeric(text[begin]);
  if (begins_in_word) return false;
  if (!is_alphanumeric(text[end - 1])) return true;
  if (end < text.size() && text[end] == 's') ++end;
  return end == text.size() || !is_alphanumeric(text[end]);
}

bool overlaps(const std::vector<NamedDevice>& named, std::size_t begin, std::size_t end) {
  return std::ranges::any_of(
      named, [&](const NamedDevice& one) { return begin < one.end && one.begin < end; });
}

/// How many of `words` are among `others`.
std::size_t shared_words(const std::vector<std::string>& words,
                         const std::vector<std::string>& others) {
  return static_cast<std::size_t>(std::ranges::count_if(words, [&](const std::string& word) {
    return std::ranges::find(others, word) != others.end();
  }));
}

}  // namespace

std::string comparable(std::string_view text) { return fold_seen_text(chat::plain_text(text)); }

DeviceList::DeviceList(const Knowledge& knowledge) : knowledge_(knowledge) {
  for (std::size_t i = 0; i < knowledge.products.size(); ++i) {
    for (const std::string& name :
         {knowledge.products[i].name, knowledge.products[i].arabic_name}) {
      if (std::string text = comparable(name); !text.empty()) {
        names_.push_back({.text = std::move(text), .product = i});
      }
    }
  }
  for (const Product& product : knowledge.products) {
    quotes_.push_back(comparable(product.description));
    quotes_.push_back(comparable(product.arabic_description));
  }
  for (const auto line : std::views::split(knowledge.contact, '\n')) {
    quotes_.push_back(comparable(std::string_view(line)));
  }
  std::erase(quotes_, std::string());
  std::ranges::sort(names_, [](const Name& a, const Name& b) {
    return a.text.size() != b.text.size() ? a.text.size() > b.text.size() : a.product < b.product;
  });
}

std::optional<std::size_t> DeviceList::find(std::string_view name) const {
  const std::string text = comparable(name);
  const auto found = std::ranges::find(names_, text, &Name::text);
  return found == names_.end() ? std::nullopt : std::optional(found->product);
}

std::string DeviceList::nearest(std::string_view name) const {
  const std::string text = comparable(name);
  const std::vector<std::string> words = fold_words(name);
  const auto unlikeness = [&](const Name& other) {
    const std::size_t shared = shared_words(words, fold_words(other.text));
    return std::pair(words.size() - shared, edit_distance(text, other.text));
  };
  const auto found = std::ranges::min_element(names_, {}, unlikeness);
  if (found == names_.end()) return {};
  const Product& product = knowledge_.products[found->product];
  return comparable(product.name) == found->text ? product.name : product.arabic_name;
}

std::vector<NamedDevice> DeviceList::named_in(std::string_view comparable) const {
  std::vector<NamedDevice> named;
  for (const Name& name : names_) {
    for (std::size_t at = comparable.find(name.text); at != std::string_view::npos;
         at = comparable.find(name.text, at + 1)) {
      const std::size_t end = at + name.text.size();
      if (!stands_alone(comparable, at, end) || overlaps(named, at, end)) continue;
      named.push_back({.product = name.product, .begin = at, .end = end});
    }
  }
  std::ranges::sort(named, {}, &NamedDevice::begin);
  return named;
}

std::string DeviceList::without_quotes(std::string comparable) const {
  for (const std::string& quote : quotes_) {
    for (std::size_t at = comparable.find(quote); at != std::string::npos;
         at = comparable.find(quote, at)) {
      comparable.erase(at, quote.size());
    }
  }
  return comparable;
}

}  // namespace mta::eval
