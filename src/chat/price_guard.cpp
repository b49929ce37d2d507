#include "chat/price_guard.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "base/text.h"
#include "catalogue/answers.h"
#include "chat/answer_sentences.h"
#include "chat/plain_text.h"
#include "chat/price_check.h"

namespace mta::chat {
namespace {

using catalogue::Currency;
using catalogue::MessageReading;
using catalogue::ProductSet;

/// In bytes. A sentence without an end is looked at as if it ended there.
constexpr std::size_t longest_sentence = 4000;
constexpr std::size_t most_remembered = 40;
constexpr int most_corrections = 12;
constexpr std::size_t most_named = 4;

bool is_word_character(char32_t c) {
  if (c < 0x80) {
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9') ||
           c == U'\'' || c == U'`';
  }
  return !is_white_space(c) && !std::u32string_view(U"،؛؟…–—“”«»·•。€£¥₤₪₹₺₽₩₿﷼؟！").contains(c);
}

bool is_currency_sign(char32_t c) { return std::u32string_view(U"$€£¥₤₪₹₺₽₩₿﷼＄﹩").contains(c); }

bool has_text(std::string_view text) {
  while (!text.empty()) {
    const char32_t c = next_code_point(text);
    const bool mark = std::u32string_view(U"*_`~#>|-–—•·\"'([{:.,").contains(c);
    if (!mark && !is_white_space(c)) return true;
  }
  return false;
}

std::string_view leading_space(std::string_view text) {
  return text.substr(0, std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

std::string_view trailing_space(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? text : text.substr(last + 1);
}

bool is_bold_open(std::string_view text) {
  bool open = false;
  for (std::size_t at = text.find("**"); at != std::string_view::npos;
       at = text.find("**", at + 2)) {
    open = !open;
  }
  return open;
}

/// The end of the word that begins at `at`; the size of the text where it may go on.
std::size_t word_end(std::string_view text, std::size_t at) {
  std::string_view rest = text.substr(at);
  while (!rest.empty()) {
    const std::size_t end = text.size() - rest.size();
    if (!is_word_character(next_code_point(rest))) return end;
  }
  return text.size();
}

}  // namespace

PriceRules::PriceRules(const catalogue::Understanding& understanding)
    : understanding_(understanding), names_(understanding) {
  const Knowledge& knowledge = understanding.knowledge();
  stated_ =
      promises_of_text(knowledge.contact + "\n" + knowledge.terms, understanding.vocabulary());
}

PriceGuard::PriceGuard(const PriceRules& rules, PriceGuardMode mode,
                       std::span<const Message> conversation)
    : rules_(rules), mode_(mode), conversation_(conversation) {}

std::string PriceGuard::feed(std::string_view piece) {
  std::string out;
  sentence_ += piece;
  while (!has_ended_) {
    auto end = sentence_end(sentence_, searched_);
    if (!end && sentence_.size() > longest_sentence) end = sentence_.size();
    if (!end) break;
    const std::string ended = sentence_.substr(0, *end);
    std::string rest = sentence_.substr(*end);
    sentence_ = ended;
    out += end_sentence(ended);
    sentence_ = std::move(rest);
    shown_ = scanned_ = searched_ = 0;
    is_held_ = is_suspect_ = false;
  }
  if (has_ended_) {
    sentence_.clear();
  } else {
    // The marks at the end may be followed by what ends the sentence.
    constexpr std::size_t longest_closing = 24;
    searched_ = sentence_.size() > longest_closing ? sentence_.size() - longest_closing : 0;
    while (searched_ > 0 && (static_cast<unsigned char>(sentence_[searched_]) & 0xC0U) == 0x80U) {
      --searched_;
    }
    out += release();
  }
  if (has_shown_text_) return out;
  blank_ += out;
  if (std::ranges::all_of(blank_, [](char c) { return c == ' ' || c == '\n' || c == '\t'; })) {
    return {};
  }
  has_shown_text_ = true;
  return std::exchange(blank_, {});
}

std::string PriceGuard::finish() {
  std::string out;
  if (!has_ended_ && !sentence_.empty()) out = end_sentence(std::string(sentence_));
  sentence_.clear();
  return std::exchange(blank_, {}) + out;
}

std::string PriceGuard::end_sentence(std::string_view sentence) {
  if (!is_held_) scan();
  std::string plain = plain_text(sentence);
  const Fault fault = is_suspect_ || is_held_ ? fault_of(plain) : Fault::none;
  std::string out = fault == Fault::none ? std::string(sentence.substr(shown_))
                                         : corrected(sentence, plain, fault);
  remember(std::move(plain), sentence);
  return out;
}

/// What of the sentence so far is no amount's.
std::string PriceGuard::release() {
  if (!is_held_) scan();
  return shown_up_to(is_held_ || is_suspect_ ? scanned_ : sentence_.size());
}

std::string PriceGuard::shown_up_to(std::size_t end) {
  if (end <= shown_) return {};
  return sentence_.substr(shown_, end - std::exchange(shown_, end));
}

/// Looks at the words that have come; ends before one that an amount or a promise may begin with.
void PriceGuard::scan() {
  is_suspect_ = false;
  while (scanned_ < sentence_.size()) {
    std::string_view rest = std::string_view(sentence_).substr(scanned_);
    const char32_t c = next_code_point(rest);
    if (is_currency_sign(c)) {
      is_held_ = true;
      return;
    }
    if (!is_word_character(c)) {
      scanned_ = sentence_.size() - rest.size();
      continue;
    }
    const std::size_t end = word_end(sentence_, scanned_);
    if (!may_begin(plain_text(sentence_.substr(scanned_, end - scanned_)))) {
      if (end == sentence_.size()) return;  // it may become another word
      scanned_ = end;
      continue;
    }
    // What stands around the word tells what it begins; more than this is never needed.
    constexpr std::size_t before = 60;
    constexpr std::size_t behind = 160;
    std::size_t from = scanned_ > before ? scanned_ - before : 0;
    while (from > 0 && (static_cast<unsigned char>(sentence_[from]) & 0xC0U) == 0x80U) --from;
    const std::string context = plain_text(sentence_.substr(from, scanned_ - from));
    const std::string_view word_and_more = std::string_view(sentence_).substr(scanned_);
    const bool is_long = word_and_more.size() > behind;
    const Beginning beginning =
        beginning_at(context + plain_text(word_and_more.substr(0, behind)), context.size());
    if (beginning == Beginning::certain || (beginning == Beginning::open && is_long)) {
      is_held_ = true;
      return;
    }
    if (beginning == Beginning::open) {
      is_suspect_ = true;
      return;
    }
    if (end == sentence_.size()) return;
    scanned_ = end;
  }
}

PriceGuard::Fault PriceGuard::fault_of(const std::string& plain) {
  const MessageReading reading(plain, rules_.understanding().vocabulary());
  const Promises promises = promises_in(plain, reading);
  std::vector<NamedDevice> devices = narrowed(rules_.names().named_in(reading));
  const bool names_device = !devices.empty();
  std::vector<Amount> amounts = amounts_in(plain, reading, names_device);
  const bool right =
      amounts.empty() || amounts_are_right(reading, std::move(amounts), std::move(devices));
  if (!right || promises.of(catalogue::Topic::part).is_promised) return Fault::price;
  return exceeds(promises, rules_.stated()) ? Fault::promise : Fault::none;
}

bool PriceGuard::amounts_are_right(const MessageReading& reading, std::vector<Amount> amounts,
                                   std::vector<NamedDevice> devices) {
  const PricedSentence priced{.reading = reading,
                              .amounts = std::move(amounts),
                              .devices = std::move(devices),
                              .converts_to_sar = mentions_currency(reading, Currency::sar),
                              .converts_to_aed = mentions_currency(reading, Currency::aed)};
  return prices_are_right(
      priced, [this] { return spoken_before(); }, visitors_amounts(),
      rules_.understanding().knowledge());
}

std::string PriceGuard::corrected(std::string_view sentence, const std::string& plain,
                                  Fault fault) {
  (fault == Fault::price ? corrections_.price : corrections_.promise) = true;
  // What stands before the amount is shown, however the pieces were cut.
  const std::size_t kept = std::max(shown_, std::min(scanned_, sentence.size()));
  const std::string_view shown = sentence.substr(0, kept);
  const std::string_view not_yet = sentence.substr(shown_, kept - shown_);
  std::string out;
  if (has_text(shown)) out += "…";
  if (is_bold_open(shown)) out += "**";
  const bool is_blank_shown = out.empty();
  if (++corrected_sentences_ >= most_corrections || mode_ == PriceGuardMode::refuse) {
    has_ended_ = true;
  }
  const bool shows_nothing =
      mode_ == PriceGuardMode::refuse && !has_shown_text_ && !has_text(sentence.substr(0, shown_));
  if (shows_nothing) return {};
  const std::string line = correction(plain, fault);
  if (std::ranges::find(given_, line) == given_.end()) {
    out += is_blank_shown ? std::string(leading_space(sentence.substr(kept))) : " ";
    out += line;
    given_.push_back(line);
  }
  if (kind_of_line(sentence) == Line::row) out += " |";
  return std::string(not_yet) + out + std::string(trailing_space(sentence));
}

std::string PriceGuard::correction(const std::string& plain, Fault fault) {
  if (!question_) question_ = rules_.understanding().understand(conversation_);
  if (fault == Fault::promise)
    return catalogue::no_promise(question_->language, rules_.understanding().knowledge());
  return catalogue::price_sentence(products_for(plain), question_->language,
                                   rules_.understanding().knowledge());
}

/// The devices that a wrong sentence speaks of.
std::vector<std::size_t> PriceGuard::products_for(const std::string& plain) {
  const MessageReading reading(plain, rules_.understanding().vocabulary());
  std::vector<std::vector<NamedDevice>> lists = {narrowed(rules_.names().named_in(reading))};
  if (lists.front().empty()) lists = spoken_before();
  // Words that describe ("radio frequency") name several, and nothing beside a name.
  const auto is_open = [](const NamedDevice& device) { return device.products.size() > 1; };
  if (!lists.empty() && !std::ranges::all_of(lists.front(), is_open)) {
    std::erase_if(lists.front(), is_open);
  }
  std::vector<std::size_t> products;
  for (const NamedDevice& device : lists.empty() ? std::vector<NamedDevice>() : lists.front()) {
    for (const std::uint32_t product : device.products) {
      if (std::ranges::find(products, product) == products.end()) products.push_back(product);
    }
  }
  if (products.size() > most_named) products.resize(most_named);
  return products;
}

void PriceGuard::remember(std::string plain, std::string_view sentence) {
  if (!has_text(plain)) return;
  said_.push_back({.text = std::move(plain),
                   .is_heading = kind_of_line(sentence) == Line::heading,
                   .devices = std::nullopt});
  if (said_.size() > most_remembered) said_.pop_front();
}

const std::vector<NamedDevice>& PriceGuard::devices_of(Said& said) {
  if (!said.devices) {
    const MessageReading reading(said.text, rules_.understanding().vocabulary());
    said.devices = rules_.names().named_in(reading);
  }
  return *said.devices;
}

/// A name that several products have means those that were spoken of before, if any were.
std::vector<NamedDevice> PriceGuard::narrowed(std::vector<NamedDevice> devices) {
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
std::vector<std::vector<NamedDevice>> PriceGuard::spoken_before() {
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

const std::vector<NamedDevice>& PriceGuard::asked_for() {
  if (asked_for_) return *asked_for_;
  asked_for_.emplace();
  if (conversation_.empty()) return *asked_for_;
  if (!question_) question_ = rules_.understanding().understand(conversation_);
  ProductSet products;
  for (const std::size_t product : question_->products) {
    products = catalogue::sum(products, {static_cast<std::uint32_t>(product)});
  }
  const MessageReading reading(conversation_.back().content, rules_.understanding().vocabulary());
  for (const NamedDevice& device : rules_.names().named_in(reading)) {
    products = catalogue::sum(products, device.products);
  }
  if (!products.empty()) asked_for_->push_back({.products = std::move(products)});
  return *asked_for_;
}

const std::vector<Amount>& PriceGuard::visitors_amounts() {
  if (visitors_amounts_) return *visitors_amounts_;
  visitors_amounts_.emplace();
  for (const Message& message : conversation_) {
    if (message.role != Role::user) continue;
    const std::string plain = plain_text(message.content);
    const MessageReading reading(plain, rules_.understanding().vocabulary());
    for (const Amount& amount : amounts_in(plain, reading, true))
      visitors_amounts_->push_back(amount);
  }
  return *visitors_amounts_;
}

/// In the sentence, or in one of those right before it: a table's heading.
bool PriceGuard::mentions_currency(const MessageReading& reading, Currency currency) const {
  constexpr std::size_t before = 3;
  if (names_currency(reading.text(), currency)) return true;
  const std::size_t from = said_.size() > before ? said_.size() - before : 0;
  return std::any_of(said_.begin() + static_cast<long>(from), said_.end(),
                     [&](const Said& said) { return names_currency(said.text, currency); });
}

}  // namespace mta::chat
