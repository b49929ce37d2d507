#include "chat/price_guard.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "catalogue/answers.h"
#include "chat/answer_sentences.h"
#include "chat/number_likeness.h"
#include "chat/plain_text.h"
#include "chat/price_check.h"
#include "chat/unread_money.h"
#include "chat/word_hints.h"

namespace mta::chat {
namespace {

using catalogue::Currency;
using catalogue::MessageReading;
using catalogue::ProductSet;

/// In bytes. A sentence without an end is looked at as if it ended there.
constexpr std::size_t longest_sentence = 4000;
constexpr int most_corrections = 12;
constexpr std::size_t most_named = 4;

bool has_text(std::string_view text) {
  while (!text.empty()) {
    const char32_t c = next_code_point(text);
    const bool mark = std::u32string_view(U"*_`~#>|-–—•·\"'([{:.,").contains(c);
    if (!mark && !is_white_space(c)) return true;
  }
  return false;
}

/// Without what begins a list item or a heading: `- `, `3. `, `## `.
std::string_view without_mark(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t-*>#•"), text.size()));
  const std::size_t digits = text.find_first_not_of("0123456789");
  const bool is_numbered =
      digits > 0 && digits < text.size() && (text[digits] == '.' || text[digits] == ')');
  return is_numbered ? text.substr(digits + 1) : text;
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

/// No number at all, and no phrase that promises: of English alone, whose words stand apart.
bool says_nothing_at_sight(std::string_view plain, std::span<const FoldedWord> words) {
  if (std::ranges::any_of(plain, [](char c) { return c < 0 || c == '$'; })) return false;
  std::vector<std::string> folded;
  for (const FoldedWord& word : words) {
    const WordHints hints = hints_of(word.text);
    if (hints.digits || hints.mixed || hints.number || hints.pegged) return false;
    if (is_roman(plain.substr(word.begin, word.end - word.begin))) return false;
    folded.push_back(word.text);
  }
  const catalogue::Claims claims(folded);
  if (claims.says(catalogue::ClaimWord::same_price)) return false;
  for (std::size_t i = 0; i < catalogue::topic_count; ++i) {
    const auto topic = static_cast<catalogue::Topic>(i);
    if (!claims.promises(topic).empty() || !claims.mentions(topic).empty()) return false;
  }
  return true;
}

}  // namespace

PriceGuard::PriceGuard(const PriceRules& rules, PriceGuardMode mode,
                       std::span<const Message> conversation,
                       std::optional<catalogue::Question> question)
    : rules_(rules), mode_(mode), context_(rules, conversation, std::move(question)) {}

std::string PriceGuard::feed(std::string_view piece) {
  std::string out;
  sentence_ += piece;
  while (!has_ended_) {
    auto end = sentence_end(sentence_, searched_);
    if (!end && sentence_.size() > longest_sentence) end = sentence_.size();
    if (!end) break;
    std::string rest = sentence_.substr(*end);
    sentence_.resize(*end);
    out += end_sentence(sentence_);
    sentence_ = std::move(rest);
    shown_ = searched_ = 0;
    scan_.reset();
  }
  if (has_ended_) {
    sentence_.clear();
  } else {
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
  if (!has_ended_ && !sentence_.empty()) out = end_sentence(sentence_);
  sentence_.clear();
  return std::exchange(blank_, {}) + out;
}

std::string PriceGuard::end_sentence(std::string_view sentence) {
  scan_.end(sentence);
  Fault fault = Fault::none;
  std::string plain;
  if (scan_.is_suspect()) {
    plain = plain_text(sentence);
    fault = fault_of(plain);
  }
  std::string out = fault == Fault::none ? std::string(sentence.substr(shown_))
                                         : corrected(sentence, plain, fault);
  if (has_text(sentence)) context_.remember(sentence, fault == Fault::none);
  return out;
}

/// What of the sentence so far is no amount's.
std::string PriceGuard::release() {
  if (sentence_.empty()) return {};
  scan_.read(sentence_);
  return shown_up_to(scan_.is_suspect() ? scan_.free_until() : sentence_.size());
}

std::string PriceGuard::shown_up_to(std::size_t end) {
  if (end <= shown_) return {};
  // Of an item that may be left out not even its mark is shown.
  if (corrections_.any() && !has_text(without_mark(sentence_.substr(0, end)))) return {};
  return sentence_.substr(shown_, end - std::exchange(shown_, end));
}

/// What most sentences are that a word was held for; told from their words, without reading them
/// as a message.
bool PriceGuard::is_right_at_sight(const std::string& plain) const {
  const std::vector<FoldedWord> words = fold_words_in_place(plain);
  return rules_.plain_prices().are_all(plain, words) || says_nothing_at_sight(plain, words);
}

PriceGuard::Fault PriceGuard::fault_of(const std::string& plain) {
  const bool leads_astray = !rules_.links_are_stated(plain) || !context_.knows_contacts(plain);
  if (!leads_astray && is_right_at_sight(plain)) return Fault::none;
  const MessageReading reading(plain, rules_.understanding().vocabulary());
  const catalogue::Claims claims(reading.words());
  const Promises promises = promises_in(plain, reading, claims);
  const std::vector<NamedDevice> devices = context_.narrowed(rules_.names().named_in(reading));
  std::vector<Amount> amounts =
      amounts_in(plain, reading,
                 {.names_device = !devices.empty(), .is_of_prices = context_.speaks_of_prices()});
  const bool is_read = !says_unread_money(reading, amounts);
  const bool right =
      is_read && !equates_prices(claims, devices) &&
      (amounts.empty() || amounts_are_right(reading, claims, std::move(amounts), devices));
  if (!right || promises.of(catalogue::Topic::part).is_promised) return Fault::price;
  if (exceeds(promises, rules_.stated())) return Fault::promise;
  return leads_astray ? Fault::link : Fault::none;
}

bool PriceGuard::amounts_are_right(const MessageReading& reading, const catalogue::Claims& claims,
                                   std::vector<Amount> amounts,
                                   const std::vector<NamedDevice>& devices) {
  std::optional<std::vector<int>> quantities;
  const auto counted = [&]() -> const std::vector<int>& {
    if (!quantities) quantities = quantities_in(reading, claims);
    return *quantities;
  };
  const PricedSentence priced{
      .reading = reading,
      .claims = claims,
      .amounts = std::move(amounts),
      .devices = devices,
      .quantities = counted,
      .converts_to =
          [&](Currency currency) { return context_.mentions_currency(reading, currency); },
      .compared_with = [&] { return context_.compared_with(devices); },
      .just_said = [&] { return context_.just_said(); }};
  return prices_are_right(
      priced, [this] { return context_.spoken_before(); },
      [this]() -> const std::vector<Amount>& { return context_.visitors_amounts(); },
      rules_.understanding().knowledge());
}

/// "The same price" of devices whose prices differ.
bool PriceGuard::equates_prices(const catalogue::Claims& claims,
                                const std::vector<NamedDevice>& devices) {
  const auto& said = claims.matches(catalogue::ClaimWord::same_price);
  if (said.empty() || claims.denies_within(0, said.front().end)) return false;
  ProductSet products;
  for (const NamedDevice& device : devices) products = catalogue::sum(products, device.products);
  if (products.size() < 2) {
    for (const NamedDevice& device : context_.asked_for()) {
      products = catalogue::sum(products, device.products);
    }
  }
  const auto& all = rules_.understanding().knowledge().products;
  return std::ranges::any_of(products, [&](std::uint32_t product) {
    return all[product].price_usd != all[products.front()].price_usd;
  });
}

std::string PriceGuard::corrected(std::string_view sentence, const std::string& plain,
                                  Fault fault) {
  (fault == Fault::price ? corrections_.price : corrections_.promise) = true;
  // What stands before the amount is shown, however the pieces were cut.
  const std::size_t kept = std::max(shown_, std::min(scan_.free_until(), sentence.size()));
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
  const bool is_given = std::ranges::find(given_, line) != given_.end();
  const bool is_row = kind_of_line(sentence) == Line::row;
  if (is_given && !is_row && !has_text(without_mark(shown))) return {};
  if (!is_given) {
    out += is_blank_shown ? std::string(leading_space(sentence.substr(kept))) : " ";
    out += line;
    given_.push_back(line);
  }
  if (is_row) out += " |";
  return std::string(not_yet) + out + std::string(trailing_space(sentence));
}

std::string PriceGuard::correction(const std::string& plain, Fault fault) {
  const Knowledge& knowledge = rules_.understanding().knowledge();
  if (fault == Fault::promise)
    return catalogue::no_promise(context_.question().language, knowledge);
  if (fault == Fault::link) return catalogue::contact(knowledge, context_.question().language);
  return catalogue::price_sentence(products_for(plain), context_.question().language, knowledge);
}

/// The devices that a wrong sentence speaks of.
std::vector<std::size_t> PriceGuard::products_for(const std::string& plain) {
  const MessageReading reading(plain, rules_.understanding().vocabulary());
  std::vector<std::vector<NamedDevice>> lists = {
      context_.narrowed(rules_.names().named_in(reading))};
  if (lists.front().empty()) lists = context_.spoken_before();
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

}  // namespace mta::chat
