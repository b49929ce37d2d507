#include "chat/answer_context.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <set>
#include <string>
#include <utility>

#include "chat/answer_sentences.h"
#include "chat/contacts.h"
#include "chat/plain_text.h"

namespace mta::chat {

using catalogue::Currency;
using catalogue::MessageReading;
using catalogue::ProductSet;

namespace {

constexpr std::size_t most_remembered = 40;

}  // namespace

const catalogue::Question& AnswerContext::question() {
  if (!question_) question_ = rules_.understanding().understand(conversation_);
  return *question_;
}

void AnswerContext::remember(std::string_view sentence, bool is_right) {
  said_.push_back({.text = std::string(sentence),
                   .is_heading = kind_of_line(sentence) == Line::heading,
                   .is_right = is_right,
                   .devices = std::nullopt});
  if (said_.size() > most_remembered) said_.pop_front();
}

const std::vector<NamedDevice>& AnswerContext::devices_of(Said& said) {
  if (!said.devices) {
    const std::string plain = plain_text(said.text);
    const MessageReading reading(plain, rules_.understanding().vocabulary());
    said.devices = rules_.names().named_in(reading);
  }
  return *said.devices;
}

/// A name that several products have means those that were spoken of before, if any were.
std::vector<NamedDevice> AnswerContext::narrowed(std::vector<NamedDevice> devices) {
  for (NamedDevice& device : devices) {
    if (device.products.size() < 2) continue;
    for (const auto& list : spoken_before()) {
      ProductSet before;
      for (const NamedDevice& one : list) before = catalogue::sum(before, one.products);
      ProductSet both = catalogue::intersection(device.products, before);
      if (both.empty()) continue;
      device.products = std::move(both);
      break;
    }
  }
  return devices;
}

/// Where a sentence without names looks for its devices: the last sentence that names one, the last
/// heading that does, the visitor's question.
std::vector<std::vector<NamedDevice>> AnswerContext::spoken_before() {
  std::vector<std::vector<NamedDevice>> lists;
  for (const bool headings : {false, true}) {
    for (Said& said : std::views::reverse(said_)) {
      if (headings && !said.is_heading) continue;
      if (devices_of(said).empty()) continue;
      lists.push_back(devices_of(said));
      break;
    }
  }
  if (!asked_for().empty()) lists.push_back(asked_for());
  return lists;
}

/// Of the last sentence with amounts, or the last items of a list.
std::vector<double> AnswerContext::just_said() const {
  constexpr std::size_t most_sentences = 12;
  std::vector<double> values;
  std::size_t looked_at = 0;
  for (const Said& said : std::views::reverse(said_)) {
    if (++looked_at > most_sentences || !said.is_right) break;
    const std::string plain = plain_text(said.text);
    const MessageReading reading(plain, rules_.understanding().vocabulary());
    const std::vector<Amount> amounts = amounts_in(plain, reading, {.names_device = true});
    if (amounts.empty() && !values.empty()) break;
    for (const Amount& amount : std::views::reverse(amounts)) {
      if (is_in_dollars(amount)) values.push_back(amount.value);
    }
  }
  return values;
}

/// Each product once: variants of the devices, those of the last two sentences that name some, and
/// those that the visitor asks about.
std::vector<NamedDevice> AnswerContext::compared_with(const std::vector<NamedDevice>& own) {
  constexpr int sentences = 2;
  ProductSet products;
  const auto add = [&](const std::vector<NamedDevice>& devices) {
    for (const NamedDevice& device : devices) {
      products = catalogue::sum(products, device.products);
      for (const std::uint32_t product : device.products) {
        products = catalogue::sum(products, rules_.names().variants_of(product));
      }
    }
  };
  add(own);
  int left = sentences;
  for (Said& said : std::views::reverse(said_)) {
    if (left == 0) break;
    if (devices_of(said).empty()) continue;
    add(devices_of(said));
    --left;
  }
  add(asked_for());
  std::vector<NamedDevice> all;
  for (const std::uint32_t product : products) all.push_back({.products = {product}});
  return all;
}

const std::vector<NamedDevice>& AnswerContext::asked_for() {
  if (asked_for_) return *asked_for_;
  asked_for_.emplace();
  if (conversation_.empty()) return *asked_for_;
  ProductSet products;
  for (const std::size_t product : question().products) {
    products = catalogue::sum(products, {static_cast<std::uint32_t>(product)});
  }
  const MessageReading reading(conversation_.back().content, rules_.understanding().vocabulary());
  for (const NamedDevice& device : rules_.names().named_in(reading)) {
    products = catalogue::sum(products, device.products);
  }
  if (!products.empty()) asked_for_->push_back({.products = std::move(products)});
  return *asked_for_;
}

bool AnswerContext::speaks_of_prices() { return asks_price() || !just_said().empty(); }

/// He asks what something costs, or names an amount himself.
bool AnswerContext::asks_price() {
  using catalogue::Intent;
  if (conversation_.empty()) return false;
  const auto asks = [this](Intent intent) { return question().is(intent); };
  constexpr std::array about_money = {Intent::price, Intent::compare, Intent::which_device,
                                      Intent::cheapest_already, Intent::nothing_in_budget};
  return std::ranges::any_of(about_money, asks) || !visitors_amounts().empty();
}

const std::vector<Amount>& AnswerContext::visitors_amounts() {
  if (visitors_amounts_) return *visitors_amounts_;
  visitors_amounts_.emplace();
  for (const Message& message : conversation_) {
    if (message.role != Role::user) continue;
    const std::string plain = plain_text(message.content);
    const MessageReading reading(plain, rules_.understanding().vocabulary());
    for (const Amount& amount : amounts_of_visitor(plain, reading))
      visitors_amounts_->push_back(amount);
  }
  return *visitors_amounts_;
}

bool AnswerContext::knows_contacts(std::string_view plain) const {
  const std::set<std::string> said = contacts_in(plain);
  if (said.empty() || are_stated(said, rules_.contacts())) return true;
  std::set<std::string> known = rules_.contacts();
  for (const Message& message : conversation_) {
    if (message.role == Role::user) known.merge(contacts_in(plain_text(message.content)));
  }
  return are_stated(said, known);
}

/// In the sentence, or in one of those right before it: a table's heading.
bool AnswerContext::mentions_currency(const MessageReading& reading, Currency currency) const {
  constexpr std::size_t before = 3;
  if (names_currency(reading.text(), currency)) return true;
  const std::size_t from = said_.size() > before ? said_.size() - before : 0;
  return std::any_of(said_.begin() + static_cast<long>(from), said_.end(), [&](const Said& said) {
    return names_currency(plain_text(said.text), currency);
  });
}

}  // namespace mta::chat
