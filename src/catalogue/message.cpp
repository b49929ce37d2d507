#include "catalogue/message.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "base/text.h"
#include "catalogue/language.h"
#include "catalogue/negation.h"

namespace mta::catalogue {
namespace {

using Match = Phrases::Match;

/// Lists of words that say nothing by themselves: what stands within their phrases counts, too.
bool is_filler(Phrases::Meaning meaning) {
  if (Vocabulary::is_entity(meaning)) return false;
  if (is_grammar(static_cast<Concept>(meaning))) return true;
  switch (static_cast<Concept>(meaning)) {
    case Concept::stop:
    case Concept::cause:
    case Concept::weak:
    case Concept::arabizi:
    case Concept::agreement:
    case Concept::small_talk:
    case Concept::contact_words:
    case Concept::beyond_a_price:
    case Concept::simple_one:
    case Concept::full_one:
      return true;
    default:
      return false;
  }
}

/// A message that is made of words written together costs no more than these.
constexpr int most_glued = 32;

/// What stands within their phrases does not count: the lines of a "line up" are no wrinkles.
bool covers(Phrases::Meaning meaning) {
  return !is_filler(meaning) || meaning == static_cast<Phrases::Meaning>(Concept::listing);
}

bool is_arabic(std::string_view word) {
  return !word.empty() && is_arabic_letter(next_code_point(word));
}

bool is_latin(std::string_view word) {
  return std::ranges::any_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

/// What stands between two words ends a clause, or one part of several.
struct Gap {
  bool ends_clause = false;
  bool parts = false;
};

Gap gap_of(std::string_view between) {
  constexpr std::u32string_view clause_marks = U",;.!?\n،؛؟…";
  constexpr std::u32string_view part_marks = U"/+&|";
  Gap gap;
  while (!between.empty()) {
    const char32_t c = next_code_point(between);
    gap.ends_clause = gap.ends_clause || clause_marks.find(c) != std::u32string_view::npos;
    gap.parts = gap.parts || part_marks.find(c) != std::u32string_view::npos;
  }
  gap.parts = gap.parts || gap.ends_clause;
  return gap;
}

/// Arabizi writes "and" before a word, too: `welhifu`, `wsauna`.
bool begins_with_and(const std::string& word, const Phrases& phrases) {
  constexpr std::size_t least_letters = 4;
  if (!word.starts_with('w') || word.size() < least_letters || phrases.has_word(word)) return false;
  for (const std::string_view with_article : {"wel", "wal", "wil"}) {
    if (word.starts_with(with_article) && word.size() > with_article.size() + 2) return true;
  }
  return phrases.has_word(word.substr(1));
}

bool begins_with_and_the(std::string_view word) {
  constexpr std::size_t least_letters = 3;  // behind them
  for (const std::string_view with_article : {"wel", "wal", "wil", "wl"}) {
    if (word.starts_with(with_article) && word.size() >= with_article.size() + least_letters)
      return true;
  }
  return false;
}

/// Of a word that is unknown and begins with another: "and", or a word that asks or wishes, which
/// are the ones that are written together with the next. Its letters; 0: none.
std::size_t first_of_two(const std::string& word, const Vocabulary& vocabulary) {
  constexpr std::size_t least = 3;
  constexpr std::size_t longest = 24;
  const Phrases& phrases = vocabulary.phrases();
  if (!is_latin(word) || word.size() < least || word.size() > longest || phrases.knows(word))
    return 0;
  if (word.front() == 'w' && phrases.knows(word.substr(1))) return 1;
  if (begins_with_and_the(word) && !phrases.sounds_known(word, Phrases::Part::whole)) return 1;
  if (phrases.sounds_known(word)) return 0;
  for (std::size_t size = std::min<std::size_t>(5, word.size() - least); size >= 2; --size) {
    const std::string second = word.substr(size);
    if (!vocabulary.asks_or_wishes(word.substr(0, size))) continue;
    if (phrases.knows(second) || phrases.sounds_known(second)) return size;
  }
  return 0;
}

/// The letter that has a dot more than the digit alone.
std::string_view dotted_letter(char digit) {
  switch (digit) {
    case '3':
      return "gh";
    case '5':
    case '7':
      return "kh";
    case '6':
      return "dh";
    case '9':
      return "d";
    default:
      return {};
  }
}

/// `3'` is a gh, which folding makes a 3; some write the apostrophe in front. Between two digits it
/// is the second one's. In `l'3am` it closes the article.
void spell_dotted_letters(FoldedWord& word, std::string_view text) {
  if (!is_latin(word.text) || word.text.find_first_of("35679") == std::string::npos) return;
  const auto is_apostrophe = [](char c) { return c == '\'' || c == '`'; };
  const bool in_front = word.begin > 0 && is_apostrophe(text[word.begin - 1]);
  const bool behind = word.end < text.size() && is_apostrophe(text[word.end]);
  const std::size_t begin = word.begin - (in_front ? 1 : 0);
  const std::string_view typed = text.substr(begin, word.end + (behind ? 1 : 0) - begin);
  if (std::ranges::none_of(typed, is_apostrophe)) return;
  std::string spelled;
  const auto at = [&](std::size_t i) { return i < typed.size() ? typed[i] : '\0'; };
  for (std::size_t i = 0; i < typed.size(); ++i) {
    const char c = typed[i];
    if (static_cast<unsigned char>(c) >= 0x80) return;
    const bool dotted = is_apostrophe(c) && !dotted_letter(at(i + 1)).empty();
    const bool closes_article =
        i == 1 && (typed[0] == 'l' || typed[0] == 'L') && at(2) != '6' && at(2) != '9';
    if (dotted && !closes_article) {
      spelled += dotted_letter(typed[++i]);
    } else if (!dotted_letter(c).empty() && is_apostrophe(at(i + 1)) &&
               dotted_letter(at(i + 2)).empty()) {
      spelled += dotted_letter(c);
      ++i;
    } else if (!is_apostrophe(c)) {
      spelled += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  word.text = std::move(spelled);
}

/// In Egypt and the Levant a face is a وش, which elsewhere asks "what": only behind an article. A ض
/// stands for a ظ, and the other way.
void spell_as_the_lists_do(std::string& word, const Phrases& phrases) {
  constexpr std::string_view face = "وش";
  for (const std::string_view article : {"ال", "لل", "بال", "عال"}) {
    if (word.size() == article.size() + face.size() && word.starts_with(article) &&
        word.ends_with(face)) {
      word.replace(article.size(), face.size(), "وجه");
      return;
    }
  }
  for (const auto& [written, meant] : {std::pair<std::string_view, std::string_view>("ض", "ظ"),
                                       std::pair<std::string_view, std::string_view>("ظ", "ض")}) {
    const std::size_t at = word.find(written);
    if (at == std::string::npos || phrases.knows(word)) continue;
    std::string other = word;
    other.replace(at, written.size(), meant);
    for (const std::string_view letter : {"", "ل", "ب"}) {
      if (other.starts_with(letter) && phrases.knows(other.substr(letter.size()))) {
        word = std::move(other);
        return;
      }
    }
  }
}

}  // namespace

MessageReading::MessageReading(std::string_view text, const Vocabulary& vocabulary) : text_(text) {
  split_words(vocabulary);
  find_language();
  if (language_ == Language::arabizi) split_arabizi(vocabulary);
  const auto latin =
      language_ == Language::english ? Phrases::Latin::as_written : Phrases::Latin::by_sound;
  Spans found = find_spans(text_, words_, latin);
  spans_ = std::move(found.spans);
  small_numbers_ = std::move(found.small_numbers);
  counts_ = std::move(found.counts);
  mark_spans();
  first_suggested_ = words_.size();
  take_matches(vocabulary, vocabulary.phrases().find(folded_, latin), 0);
  prefer_closed_classes();
  forget_relative_um();
  weigh_scripts();
  mark_parts(vocabulary);
  mark_negated(vocabulary);
}

/// Arabic writes "and" as a letter before the word: a word of its own where the rest is known and
/// the whole is not.
void MessageReading::split_words(const Vocabulary& vocabulary) {
  constexpr std::string_view conjunction = "و";
  for (FoldedWord& word : fold_words_in_place(text_)) {
    spell_dotted_letters(word, text_);
    split_arabic_article(word);
    spell_as_the_lists_do(word.text, vocabulary.phrases());
    split_denied_verb(word, vocabulary);
    split_elision(word, vocabulary);
    if (word.text.starts_with(conjunction) && word.text.size() > 2 * conjunction.size() &&
        !vocabulary.phrases().has_word(word.text)) {
      const std::string rest = word.text.substr(conjunction.size());
      if (rest.starts_with("ال") || rest.starts_with("لل") || vocabulary.phrases().knows(rest)) {
        words_.push_back({.text = std::string(conjunction),
                          .begin = word.begin,
                          .end = std::min(word.begin + conjunction.size(), word.end)});
        word.text = rest;
        word.begin = words_.back().end;
        spell_as_the_lists_do(word.text, vocabulary.phrases());
      }
    }
    split_number_behind_name(word, vocabulary);
    words_.push_back(std::move(word));
  }
  copy_folded();
}

/// `hydrafacial9`, `ems4`: a name and a number.
void MessageReading::split_number_behind_name(FoldedWord& word, const Vocabulary& vocabulary) {
  constexpr std::size_t least_letters = 3;
  constexpr std::string_view digits = "0123456789";
  const std::size_t letters = word.text.find_first_of(digits);
  if (letters == std::string::npos || letters < least_letters) return;
  if (word.text.find_first_not_of(digits, letters) != std::string::npos) return;
  if (vocabulary.phrases().has_word(word.text)) return;
  const std::string name = word.text.substr(0, letters);
  if (!vocabulary.names_something(name)) return;
  const std::size_t middle = std::min(word.begin + letters, word.end);
  words_.push_back({.text = name, .begin = word.begin, .end = middle});
  word.text.erase(0, letters);
  word.begin = middle;
}

void MessageReading::copy_folded() {
  folded_.clear();
  folded_.reserve(words_.size());
  for (const FoldedWord& word : words_) folded_.push_back(word.text);
}

/// What Arabizi writes without a space is as many words as in Arabic: `wsauna`, `shu3andkon`.
void MessageReading::split_arabizi(const Vocabulary& vocabulary) {
  int searches_left = most_glued;
  std::vector<FoldedWord> words;
  words.reserve(words_.size());
  for (FoldedWord& word : words_) {
    const std::size_t size = searches_left > 0 ? first_of_two(word.text, vocabulary) : 0;
    if (size > 0) {
      --searches_left;
      const std::size_t middle = std::min(word.begin + size, word.end);
      words.push_back({.text = word.text.substr(0, size), .begin = word.begin, .end = middle});
      word.text.erase(0, size);
      word.begin = middle;
    }
    words.push_back(std::move(word));
  }
  words_ = std::move(words);
  copy_folded();
}

/// An article that is written together with a Latin name: الneo.
void MessageReading::split_arabic_article(FoldedWord& word) {
  const auto latin = std::ranges::find_if(
      word.text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
  const auto length = static_cast<std::size_t>(latin - word.text.begin());
  constexpr std::size_t longest = 8;  // bytes
  if (length == 0 || length > longest || latin == word.text.end() || !is_arabic(word.text)) return;
  if (std::any_of(latin, word.text.end(), [](char c) { return c < 0; })) return;
  const std::size_t middle = std::min(word.begin + length, word.end);
  words_.push_back({.text = word.text.substr(0, length), .begin = word.begin, .end = middle});
  word.text.erase(0, length);
  word.begin = middle;
}

/// مابيشفطش is a "not", a verb and the letter that closes both.
void MessageReading::split_denied_verb(FoldedWord& word, const Vocabulary& vocabulary) {
  constexpr std::string_view particle = "ما";
  constexpr std::string_view closing = "ش";
  constexpr std::size_t least_verb = 6;  // bytes
  if (!word.text.starts_with(particle) || !word.text.ends_with(closing)) return;
  if (word.text.size() < particle.size() + closing.size() + least_verb) return;
  if (vocabulary.phrases().has_word(word.text)) return;
  std::string verb =
      word.text.substr(particle.size(), word.text.size() - particle.size() - closing.size());
  if (!vocabulary.names_something(verb)) return;
  words_.push_back({.text = std::string(particle), .begin = word.begin, .end = word.begin});
  word.text = std::move(verb);
}

void MessageReading::suggest(std::span<const std::string_view> phrases, Suggested as,
                             const Vocabulary& vocabulary) {
  const std::size_t first = words_.size();
  std::vector<Match> found;
  for (const std::string_view phrase : phrases) {
    const std::vector<std::string> words = fold_words(phrase);
    for (Match match : vocabulary.phrases().find(words)) {
      if (!Vocabulary::is_entity(match.meaning)) continue;
      match.begin += words_.size();
      match.end += words_.size();
      found.push_back(match);
    }
    for (const std::string& word : words) {
      words_.push_back({.text = word, .begin = text_.size(), .end = text_.size()});
      folded_.push_back(word);
      span_of_.push_back(-1);
    }
  }
  take_matches(vocabulary, found, first);
  part_begins_.resize(words_.size() + 1, false);
  const bool negated = as == Suggested::not_wanted;
  negated_.resize(words_.size(), negated);
  for (Mention& mention : mentions_) {
    if (mention.begin >= first) mention.is_negated = negated;
  }
  negates_ = negates_ || (negated && !found.empty());
}

void MessageReading::refuse(std::size_t begin, std::size_t end) {
  for (std::size_t word = begin; word < end; ++word) negated_[word] = true;
  for (Mention& mention : mentions_) {
    if (mention.begin >= begin && mention.end <= end) mention.is_negated = negates_ = true;
  }
}

void MessageReading::mark_spans() {
  span_of_.assign(words_.size(), -1);
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    if (spans_[i].kind == SpanKind::model) continue;
    for (std::size_t word = spans_[i].begin; word < spans_[i].end; ++word) {
      span_of_[word] = static_cast<int>(i);
    }
  }
}

void MessageReading::find_language() {
  if (std::ranges::all_of(folded_, [](const std::string& word) { return !is_latin(word); })) {
    if (std::ranges::any_of(folded_, is_arabic)) language_ = Language::arabic;
    return;
  }
  const LatinLanguageGuess guess = guess_latin_language(folded_);
  language_is_sure_ = guess.is_sure;
  is_french_ = guess.language == LatinLanguage::french;
  if (guess.language == LatinLanguage::arabizi) language_ = Language::arabizi;
}

/// Of two scripts: names of devices and goods are Latin in Arabic sentences, too ("slimming
/// device"), but "how much is the" is English. What stands first counts for more.
bool MessageReading::is_held_by_english_grammar(const std::vector<bool>& named) const {
  constexpr std::array<std::string_view, 3> articles = {"ال", "لل", "و"};
  std::size_t arabic = 0;
  std::size_t latin = 0;
  std::size_t grammar = 0;
  bool begins_in_latin = false;
  for (std::size_t word = 0; word < first_suggested_; ++word) {
    if (const std::size_t kind = phrase_at(Concept::courtesy, word); kind > 0) {
      word += kind - 1;
      continue;
    }
    if (is_arabic(folded_[word])) {
      const bool is_article = std::ranges::find(articles, folded_[word]) != articles.end();
      if (!is_article) ++arabic;
    } else if (is_latin(folded_[word]) && !named[word] && span_of_[word] < 0) {
      begins_in_latin = begins_in_latin || arabic == 0;
      ++latin;
      if (is_english_grammar(folded_[word])) ++grammar;
    }
  }
  if (grammar == 0) return false;
  if (latin > (begins_in_latin ? arabic : 2 * arabic)) return true;
  return begins_in_latin ? 2 * grammar >= arabic : grammar >= 2 * arabic;
}

/// Of two scripts the one with more words, unless English grammar tells; names of devices are Latin
/// in Arabic, too.
void MessageReading::weigh_scripts() {
  std::vector<bool> named(words_.size(), false);
  for (const Mention& mention : mentions_) {
    for (std::size_t word = mention.begin; word < mention.end; ++word) named[word] = true;
  }
  std::size_t arabic = 0;
  std::size_t latin = 0;
  for (std::size_t word = 0; word < first_suggested_; ++word) {
    if (is_arabic(folded_[word])) ++arabic;
    if (is_latin(folded_[word]) && !named[word] && span_of_[word] < 0) ++latin;
  }
  language_is_open_ = arabic == latin;
  if (arabic == 0) return;
  const bool has_grammar = std::ranges::any_of(
      std::views::iota(std::size_t{0}, first_suggested_),
      [&](std::size_t word) { return !named[word] && is_english_grammar(folded_[word]); });
  // Nouns are borrowed, grammar is not: "عندكم Thermage FLX؟" is Arabic.
  if (!has_grammar) {
    language_ = Language::arabic;
    return;
  }
  // "Under 25k AED شو في anti aging": the main part is English.
  constexpr std::size_t main_part = 2;
  if (latin < main_part * arabic && !is_held_by_english_grammar(named)) {
    language_ = Language::arabic;
  }
}

/// `l'épilation`, `d'aiguilles`: an article and a word.
void MessageReading::split_elision(FoldedWord& word, const Vocabulary& vocabulary) {
  constexpr std::string_view elided = "ldjnsmtc";
  if (word.end - word.begin < 4 || word.text.size() < 4 || !elided.contains(word.text.front())) {
    return;
  }
  std::string_view behind = text_.substr(word.begin + 1, word.end - word.begin - 1);
  const char32_t mark = next_code_point(behind);
  if (mark != U'\'' && mark != U'’') return;
  std::string rest = word.text.substr(1);
  if (rest.front() >= '0' && rest.front() <= '9') return;  // l'3am is Arabizi
  const bool is_one_word =
      vocabulary.phrases().has_word(word.text) || !vocabulary.phrases().knows(rest);
  if (is_one_word && !vocabulary.names_something(rest)) return;
  words_.push_back({.text = word.text.substr(0, 1), .begin = word.begin, .end = word.begin + 1});
  word.begin = word.end - behind.size();
  word.text = std::move(rest);
}

/// The longest phrase counts: what stands within a longer one is not said. Of what stands within a
/// span only names of several words are.
void MessageReading::take_matches(const Vocabulary& vocabulary, const std::vector<Match>& found,
                                  std::size_t first) {
  const auto is_number_word = [&](std::size_t word) {
    return std::ranges::any_of(small_numbers_, [&](const auto& one) { return one.word == word; });
  };
  const auto counts = [&](const Match& match) {
    const bool is_name = Vocabulary::is_entity(match.meaning) && match.end - match.begin > 1;
    if (Vocabulary::is_entity(match.meaning) && !is_name && is_number_word(match.begin)) {
      return false;
    }
    for (std::size_t word = match.begin; word < match.end; ++word) {
      if (span_of_[word] < 0) continue;
      const SpanKind kind = spans_[static_cast<std::size_t>(span_of_[word])].kind;
      const bool figure =
          kind == SpanKind::number || kind == SpanKind::quantity || kind == SpanKind::time;
      if (!is_name || !figure) return false;
    }
    return true;
  };
  std::vector<std::size_t> longest(words_.size(), 0);  // where the longest from there ends
  for (const Match& match : found) {
    if (covers(match.meaning) && counts(match))
      longest[match.begin] = std::max(longest[match.begin], match.end);
  }
  std::vector<std::size_t> reach(words_.size() + 1, 0);  // of those that begin before
  for (std::size_t i = 0; i < words_.size(); ++i) reach[i + 1] = std::max(reach[i], longest[i]);
  explained_.resize(words_.size(), false);
  for (std::size_t word = first; word < words_.size(); ++word) explained_[word] = in_span(word);
  for (const Match& match : found) {
    if (!counts(match)) continue;
    for (std::size_t word = match.begin; word < match.end; ++word) explained_[word] = true;
    const bool within_longer = reach[match.begin] >= match.end || longest[match.begin] > match.end;
    if (within_longer && !is_filler(match.meaning)) continue;
    if (Vocabulary::is_entity(match.meaning)) {
      mentions_.push_back(
          {.entity = &vocabulary.entity(match.meaning), .begin = match.begin, .end = match.end});
      continue;
    }
    auto& list = matches_[match.meaning];
    if (list.empty() || list.back().begin != match.begin) {
      list.push_back(match);
    } else if (list.back().end < match.end) {
      list.back() = match;
    }
  }
  drop_overlapped_mentions();
}

/// "A device for muscles of the pelvic floor" names no muscle device: of two names that share a
/// word the longer one is meant.
void MessageReading::drop_overlapped_mentions() {
  std::vector<std::size_t> longest(words_.size(), 0);  // name over the word
  const auto size_of = [](const Mention& one) { return one.end - one.begin; };
  for (const Mention& one : mentions_) {
    for (std::size_t word = one.begin; word < one.end; ++word) {
      longest[word] = std::max(longest[word], size_of(one));
    }
  }
  std::erase_if(mentions_, [&](const Mention& one) {
    return std::any_of(longest.begin() + static_cast<std::ptrdiff_t>(one.begin),
                       longest.begin() + static_cast<std::ptrdiff_t>(one.end),
                       [&](std::size_t longer) { return longer > size_of(one); });
  });
}

/// "The second", أصلا: what a word of a closed class is like by its letters only is not said.
void MessageReading::prefer_closed_classes() {
  constexpr std::array closed = {Concept::other_one,  Concept::first_one, Concept::second_one,
                                 Concept::third_one,  Concept::last_one,  Concept::already,
                                 Concept::correction, Concept::else_};
  constexpr std::array open = {Concept::unsupported, Concept::off_topic, Concept::terms,
                               Concept::other_trade, Concept::human,     Concept::support};
  for (const Concept one : closed) {
    for (const Match& match : matches(one)) {
      for (const Concept other : open) {
        std::erase_if(matches_[static_cast<std::size_t>(other)], [&](const Match& same) {
          return same.begin == match.begin && same.end == match.end;
        });
      }
    }
  }
}

/// ام سبعة is "the one with seven", in Egypt, and no "or".
void MessageReading::forget_relative_um() {
  const auto is_number = [&](std::size_t word) {
    return word < words_.size() &&
           (in_span(word) ||
            std::ranges::find(small_numbers_, word, &SmallNumber::word) != small_numbers_.end());
  };
  for (const Concept said : {Concept::joins, Concept::or_}) {
    std::erase_if(matches_[static_cast<std::size_t>(said)], [&](const Match& match) {
      return match.end == match.begin + 1 && folded_[match.begin] == "ام" && is_number(match.end);
    });
  }
}

std::size_t MessageReading::phrase_at(Concept concept_said, std::size_t at) const {
  const std::vector<Match>& said = matches(concept_said);
  const auto found = std::ranges::lower_bound(said, at, {}, &Match::begin);
  return found != said.end() && found->begin == at ? found->end - found->begin : 0;
}

void MessageReading::forget_needs() {
  std::erase_if(mentions_, [this](const Mention& mention) {
    return mention.entity->kind == Entity::Kind::need && !mention.is_negated &&
           mention.begin < first_suggested_;
  });
}

bool MessageReading::has_span(SpanKind kind) const {
  return std::ranges::find(spans_, kind, &Span::kind) != spans_.end();
}

bool MessageReading::ends_clause(std::size_t word) const {
  if (word == 0 || word == first_suggested_) return true;
  if (word >= words_.size()) return false;
  const std::size_t from = words_[word - 1].end;
  return gap_of(text_.substr(from, words_[word].begin - from)).ends_clause;
}

void MessageReading::mark_parts(const Vocabulary& vocabulary) {
  part_begins_.assign(words_.size() + 1, false);
  for (std::size_t i = 1; i < words_.size(); ++i) {
    const std::size_t from = std::min(words_[i - 1].end, words_[i].begin);
    part_begins_[i] = gap_of(text_.substr(from, words_[i].begin - from)).parts;
  }
  part_begins_[first_suggested_] = true;
  if (language_ == Language::arabizi) {
    for (std::size_t i = 1; i < words_.size(); ++i) {
      if (begins_with_and(folded_[i], vocabulary.phrases())) part_begins_[i] = true;
    }
  }
  for (const Match& match : matches(Concept::joins)) {
    part_begins_[match.begin] = part_begins_[match.end] = true;
  }
}

void MessageReading::mark_negated(const Vocabulary& vocabulary) {
  negated_ = negated_words(*this, vocabulary);
  // جهاز ضغط is none of ours, but ضغط الهواء is.
  std::erase_if(
      matches_[static_cast<std::size_t>(Concept::unsupported)], [this](const Match& match) {
        return std::ranges::any_of(mentions_, [&](const Mention& mention) {
          return mention.begin > match.begin && mention.begin < match.end &&
                 mention.end > match.end && mention.end - mention.begin >= match.end - match.begin;
        });
      });
  // "Without surgery": not asked for.
  std::erase_if(matches_[static_cast<std::size_t>(Concept::unsupported)],
                [this](const Match& match) { return negated_[match.begin]; });
  for (Mention& mention : mentions_) {
    // "Pas le visage": the article is a part of the "not" and of the name.
    mention.is_negated = negated_[mention.begin] || negated_[mention.end - 1];
    negates_ = negates_ || mention.is_negated;
  }
}

}  // namespace mta::catalogue
