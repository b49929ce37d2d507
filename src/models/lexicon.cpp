#include "models/lexicon.h"

#include <algorithm>
#include <map>
#include <ranges>

#include "core/fold.h"
#include "models/lexicon_txt.h"  // made from lexicon.txt by CMake

namespace mta::models {
namespace {

/// Bytes from which on a word is long enough for a slip: 7 Latin letters, 6 Arabic ones.
std::size_t long_word(std::string_view word) {
  return static_cast<unsigned char>(word.front()) < 0x80 ? 7 : 12;
}

bool almost_equal(std::string_view a, std::string_view b) {
  if (a == b) return true;
  return a.size() >= long_word(a) && b.size() >= long_word(b) && one_slip_apart(a, b);
}

/// The phrases of each `[section]` of lexicon.txt.
std::map<std::string, std::string, std::less<>> sections_of(std::string_view text) {
  std::map<std::string, std::string, std::less<>> sections;
  std::string* current = nullptr;
  for (const auto part : std::views::split(text, '\n')) {
    const std::string_view line(part.begin(), part.end());
    if (line.starts_with('[')) {
      current = &sections[std::string(line.substr(1, line.find(']') - 1))];
    } else if (current != nullptr && !line.starts_with('#')) {
      current->append(line).append(";");
    }
  }
  return sections;
}

Lexicons make_lexicons() {
  const auto sections = sections_of(lexicon_txt);
  const auto section = [&](std::string_view name) {
    return Lexicon(sections.at(std::string(name)));
  };
  return {
      .greeting = section("greeting"),
      .thanks = section("thanks"),
      .farewell = section("farewell"),
      .contact = section("contact"),
      .training = section("training"),
      .support = section("support"),
      .terms = section("terms"),
      .about = section("about"),
      .overview = section("overview"),
      .medical = section("medical"),
      .medical_hint = section("medical_hint"),
      .treatment = section("treatment"),
      .own_body = section("own_body"),
      .off_topic = section("off_topic"),
      .unsupported = section("unsupported"),
      .joins = section("joins"),
      .between = section("between"),
      .body_training = section("body_training"),
      .price = section("price"),
      .compare = section("compare"),
      .cheapest = section("cheapest"),
      .dearest = section("dearest"),
      .at_most = section("at_most"),
      .at_least = section("at_least"),
      .currency = section("currency"),
      .request = section("request"),
      .pronoun = section("pronoun"),
      .arabizi = section("arabizi"),
      .stop = section("stop"),
      .weak = section("weak"),
      .business = section("business"),
      .agreement = section("agreement"),
      .small_talk = section("small_talk"),
      .contact_words = section("contact_words"),
      .beyond_a_price = section("beyond_a_price"),
  };
}

}  // namespace

std::string lexical_form(const std::string& folded) {
  return static_cast<unsigned char>(folded.front()) < 0x80 ? folded : stem(folded);
}

Lexicon::Lexicon(std::string_view phrases) {
  for (const auto part : std::views::split(phrases, ';')) {
    std::vector<std::string> words = fold_words(std::string_view(part.begin(), part.end()));
    if (words.empty()) continue;
    std::ranges::transform(words, words.begin(), lexical_form);
    firsts_.insert(words.front());
    phrases_.push_back(std::move(words));
  }
  std::ranges::sort(phrases_, std::ranges::greater{}, &std::vector<std::string>::size);
}

bool Lexicon::in(const std::vector<std::string>& words) const {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (match(words, i) > 0) return true;
  }
  return false;
}

std::size_t Lexicon::match(const std::vector<std::string>& words, std::size_t at) const {
  if (!firsts_.contains(words[at]) && words[at].size() < long_word(words[at])) return 0;
  for (const std::vector<std::string>& phrase : phrases_) {
    if (phrase.size() > words.size() - at) continue;
    bool equal = true;
    for (std::size_t i = 0; equal && i < phrase.size(); ++i) {
      equal = almost_equal(phrase[i], words[at + i]);
    }
    if (equal) return phrase.size();
  }
  return 0;
}

const Lexicons& lexicons() {
  static const Lexicons all = make_lexicons();
  return all;
}

}  // namespace mta::models
