#include "catalogue/phrases.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "catalogue/sound_keys.h"
#include "core/fold.h"
#include "core/text.h"

namespace mta::catalogue {
namespace {

/// A message that is made of unknown words costs no more than these.
constexpr int most_searched_for = 64;
constexpr std::size_t longest_misspelt = 24;
constexpr std::size_t most_alike = 6;
constexpr std::size_t most_sounding = 24;

bool is_latin(std::string_view word) { return static_cast<unsigned char>(word.front()) < 0x80; }

bool has_digit(std::string_view word) {
  return std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

std::u32string letters_of(std::string_view text) {
  std::u32string letters;
  while (!text.empty()) letters += next_code_point(text);
  return letters;
}

/// Short words are right or wrong.
bool may_slip(std::string_view word, std::size_t letters) {
  return letters >= (is_latin(word) ? 6U : 5U) && letters <= longest_misspelt;
}
/// Those of the lists are told apart by less than names are.
bool is_long(std::string_view word, std::size_t letters) {
  return letters >= (is_latin(word) ? 7U : 6U);
}

std::uint64_t bucket(char32_t first, std::size_t size) {
  return (std::uint64_t{first} << 32U) | size;
}

std::uint64_t edge(std::uint32_t node, std::uint32_t word) {
  return (std::uint64_t{node} << 32U) | word;
}

/// Without the one or two letters that Arabic writes before a word.
std::vector<std::string> without_proclitics(const std::string& word) {
  constexpr std::size_t letter = 2;  // bytes
  constexpr std::array<std::string_view, 7> particles = {"و", "ف", "ب", "ل", "ك", "ع", "ه"};
  std::vector<std::string> rests;
  std::string_view rest = word;
  for (int taken = 0; taken < 2; ++taken) {
    const bool takes = std::ranges::any_of(
        particles, [&](std::string_view particle) { return rest.starts_with(particle); });
    if (!takes || rest.size() < 3 * letter) break;
    rest.remove_prefix(letter);
    rests.emplace_back(rest);
  }
  return rests;
}

/// Without a pronoun that Arabic writes behind a word.
std::vector<std::string> without_enclitics(const std::string& word) {
  constexpr std::size_t letter = 2;  // bytes
  constexpr std::array<std::string_view, 9> pronouns = {"هما", "هم", "هن", "كم", "كن",
                                                        "نا",  "ني", "ها", "ه"};
  for (const std::string_view pronoun : pronouns) {
    if (word.ends_with(pronoun) && word.size() >= pronoun.size() + 3 * letter) {
      return {word.substr(0, word.size() - pronoun.size())};
    }
  }
  return {};
}

/// `يشد` is `شد`.
std::vector<std::string> without_verb_prefix(const std::string& word) {
  constexpr std::size_t letter = 2;  // bytes
  for (const std::string_view prefix : {"بي", "بت", "كي", "كت", "ي", "ت", "ن"}) {
    if (word.starts_with(prefix) && word.size() >= prefix.size() + 2 * letter) {
      return {word.substr(prefix.size())};
    }
  }
  return {};
}

/// French and Arabic in Latin letters write articles and prepositions before a word, too:
/// `l'appareil`, `elhifu`.
std::vector<std::string> without_latin_article(const std::string& word) {
  constexpr std::size_t least = 3;
  constexpr std::array<std::string_view, 17> articles = {"wel", "wal", "wil", "bel", "bil", "lel",
                                                         "lal", "lil", "el",  "al",  "il",  "qu",
                                                         "li",  "ou",  "l",   "d",   "w"};
  std::vector<std::string> rests;
  for (const std::string_view article : articles) {
    if (word.starts_with(article) && word.size() >= article.size() + least) {
      rests.push_back(word.substr(article.size()));
    }
  }
  return rests;
}

/// Of Arabic in Latin letters, where it stands alone.
bool is_article(std::string_view word) {
  return word == "el" || word == "al" || word == "il" || word == "l";
}

/// French words that are written together: `s allume` as `sallume`.
std::vector<std::string> with_elisions(const std::vector<std::string>& words) {
  std::vector<std::string> joined;
  bool join = false;
  for (const std::string& word : words) {
    if (join) {
      joined.back() += word;
    } else {
      joined.push_back(word);
    }
    constexpr std::string_view elided = "cdjlmnst";
    join = (word.size() == 1 && elided.find(word) != std::string_view::npos) || word == "qu";
  }
  return joined;
}

/// What sounds like the article is none of the word.
std::string_view without_article(std::string_view word) {
  constexpr std::string_view article = "ال";
  constexpr std::size_t least = 6;  // bytes
  const bool has_it = word.starts_with(article) && word.size() >= article.size() + least;
  return has_it ? word.substr(article.size()) : word;
}

// Words that are found by less than others stand under a mark that no folded word has.
constexpr char spelled_mark = '~';
constexpr char exact_mark = '=';

}  // namespace

/// One message in one set of phrases.
class Phrases::Search {
 public:
  Search(const Phrases& phrases, std::span<const std::string> words, Latin latin)
      : phrases_(phrases), words_(words), latin_(latin) {
    meant_.reserve(words.size());
    for (const std::string& word : words) {
      const auto [at, is_new] = known_.try_emplace(word);
      if (is_new) at->second = candidates(word);
      meant_.push_back(&at->second);
    }
    for (std::size_t i = 0; i + 1 < words.size(); ++i) joined_.push_back(joined(i));
    joined_.push_back(none);
  }

  std::vector<Match> find() {
    std::vector<std::pair<Node, std::size_t>> open;  // a node, and the word behind it
    for (std::size_t begin = 0; begin < words_.size(); ++begin) {
      open.assign({{0, begin}});
      for (std::size_t i = 0; i < open.size(); ++i) {
        const auto [node, at] = open[i];
        if (at >= words_.size()) continue;
        for (const Word word : *meant_[at]) step(node, word, at + 1, begin, open);
        if (joined_[at] != none) step(node, joined_[at], at + 2, begin, open);
        if (node != 0 && is_article(words_[at])) open.emplace_back(node, at + 1);
      }
    }
    return std::move(matches_);
  }

 private:
  static constexpr Word none = static_cast<Word>(-1);

  void step(Node node, Word word, std::size_t next, std::size_t begin,
            std::vector<std::pair<Node, std::size_t>>& open) {
    const auto found = phrases_.edges_.find(edge(node, word));
    if (found == phrases_.edges_.end()) return;
    open.emplace_back(found->second, next);
    for (const Meaning meaning : phrases_.meanings_[found->second]) {
      matches_.push_back({meaning, begin, next});
    }
  }

  /// The word that two words of the message are together.
  [[nodiscard]] Word joined(std::size_t i) const {
    const std::string& first = words_[i];
    const std::string& second = words_[i + 1];
    const std::size_t least = is_latin(first) ? 3 : 6;  // bytes
    if (is_latin(first) != is_latin(second) || first.size() < least || second.size() < least) {
      return none;
    }
    const auto found = phrases_.words_.find(first + second);
    return found == phrases_.words_.end() ? none : found->second;
  }

  std::vector<Word> candidates(const std::string& word) {
    std::vector<Word> found;
    phrases_.add_known(word, found);
    if (!found.empty()) return found;
    const auto rests = is_latin(word) ? without_latin_article(word) : without_proclitics(word);
    for (const std::string& rest : rests) {
      if (found.empty() || !is_latin(word)) phrases_.add_known(rest, found);
    }
    if (found.empty() && !is_latin(word)) {
      for (const std::string& rest : without_enclitics(word)) phrases_.add_known(rest, found);
    }
    if (found.empty() && !is_latin(word)) {
      for (const std::string& rest : without_verb_prefix(word)) phrases_.add_known(rest, found);
    }
    if (!found.empty() || searches_left_ == 0) return found;
    --searches_left_;
    if (!is_latin(word) || latin_ == Latin::by_sound) {
      if (is_latin(word)) found = sounding_like_name(rests);
      if (found.empty()) found = sounding_alike(word);
    }
    if (found.empty() && !has_digit(word)) found = phrases_.one_slip_away(word);
    return found;
  }

  /// `walbreso`: behind an article a name of ours, or nothing.
  [[nodiscard]] std::vector<Word> sounding_like_name(const std::vector<std::string>& rests) const {
    for (const std::string& rest : rests) {
      std::vector<Word> found = sounding_alike(rest);
      std::erase_if(found, [this](Word one) { return !phrases_.names_.contains(one); });
      if (!found.empty()) return found;
    }
    return {};
  }

  [[nodiscard]] std::vector<Word> sounding_alike(const std::string& word) const {
    std::vector<Word> found;
    const bool latin = is_latin(word);
    constexpr std::size_t least_arabic = 10;  // bytes; shorter words sound like too many
    if (!latin && word.size() < least_arabic) return found;
    const SoundKeys keys = sound_keys(word);
    std::size_t taken = 0;
    for (const std::uint64_t key : keys) {
      if (!latin && taken == keys.whole()) break;
      // The first readings are the nearest, and the whole word before what is left of it.
      if (taken++ > 0 && !found.empty()) break;
      const auto alike = phrases_.sounds_.find(key);
      if (alike == phrases_.sounds_.end()) continue;
      for (const Word one : alike->second) {
        if (found.size() < most_sounding && std::ranges::find(found, one) == found.end()) {
          found.push_back(one);
        }
      }
    }
    // A name of ours is meant before any other word.
    const auto is_name = [this](Word one) { return phrases_.names_.contains(one); };
    constexpr std::size_t least_named = 5;
    if (word.size() >= least_named && std::ranges::any_of(found, is_name))
      std::erase_if(found, std::not_fn(is_name));
    if (found.size() > most_alike) found.resize(most_alike);
    return found;
  }

  const Phrases& phrases_;
  std::span<const std::string> words_;
  Latin latin_;
  int searches_left_ = most_searched_for;
  std::unordered_map<std::string_view, std::vector<Word>> known_;
  std::vector<const std::vector<Word>*> meant_;
  std::vector<Word> joined_;
  std::vector<Match> matches_;
};

Phrases::Word Phrases::intern(const std::string& folded, Kind kind) {
  const bool by_stem = kind == Kind::words || kind == Kind::name || kind == Kind::spelled;
  const bool by_sound = kind == Kind::words || kind == Kind::name || kind == Kind::function;
  std::string spelling = folded;
  if (kind == Kind::spelled) spelling.insert(0, 1, spelled_mark);
  if (kind == Kind::exact || kind == Kind::function) spelling.insert(0, 1, exact_mark);
  const auto [found, is_new] = words_.emplace(spelling, static_cast<Word>(words_.size()));
  const Word word = found->second;
  const std::u32string letters = letters_of(folded);
  if (kind == Kind::name) names_.insert(word);
  if (is_new && by_stem) {
    const std::string mark(kind == Kind::spelled ? 1 : 0, spelled_mark);
    const bool ends_in_my = folded.ends_with("ي");
    const std::string plain = stem(folded);
    stems_[mark + plain].emplace_back(word, ends_in_my);
    // Behind an article a first letter is no preposition: البريسو is بريسو.
    const std::string with_article = is_latin(folded) ? plain : stem("ال" + folded);
    if (with_article != plain) stems_[mark + with_article].emplace_back(word, ends_in_my);
  }
  constexpr std::size_t least_sounding = 4;
  if (is_new && by_sound && (kind != Kind::name || letters.size() >= least_sounding)) {
    const SoundKeys keys = sound_keys(without_article(folded));
    for (std::size_t i = 0; i < keys.whole(); ++i) sounds_[*(keys.begin() + i)].push_back(word);
  }
  const bool slips = by_stem && may_slip(folded, letters.size()) && !has_digit(folded) &&
                     (kind == Kind::name || is_long(folded, letters.size()));
  if (is_new && slips) {
    long_words_[bucket(letters.front(), letters.size())].push_back({letters, word});
  }
  return word;
}

void Phrases::add(std::string_view phrase, Meaning meaning, Kind kind) {
  const std::vector<std::string> words = fold_words(phrase);
  // Two words are not mixed up with others as easily as one.
  if (kind == Kind::spelled && words.size() > 1) kind = Kind::words;
  if (const auto elided = with_elisions(words); elided.size() < words.size()) {
    add_words(elided, meaning, kind);
  }
  std::vector<std::string> bare = words;
  std::erase_if(bare, is_article);
  if (bare.size() < words.size() && !bare.empty() && !is_article(words.front())) {
    add_words(bare, meaning, kind);
  }
  add_words(words, meaning, kind);
}

void Phrases::add_words(const std::vector<std::string>& words, Meaning meaning, Kind kind) {
  Node node = 0;
  for (const std::string& word : words) {
    const auto [found, is_new] =
        edges_.emplace(edge(node, intern(word, kind)), static_cast<Node>(meanings_.size()));
    if (is_new) meanings_.emplace_back();
    node = found->second;
  }
  if (node == 0) return;
  std::vector<Meaning>& here = meanings_[node];
  if (std::ranges::find(here, meaning) == here.end()) here.push_back(meaning);
}

void Phrases::add_known(const std::string& spelling, std::vector<Word>& found) const {
  const std::string stemmed = stem(spelling);
  for (const std::string_view mark : {"", "~", "="}) {
    const auto exact = words_.find(std::string(mark) + spelling);
    if (exact != words_.end() && std::ranges::find(found, exact->second) == found.end()) {
      found.push_back(exact->second);
    }
  }
  // "My skin" is not what "skin" says.
  constexpr std::string_view my = "ي";
  for (const std::string_view mark : {"", "~"}) {
    const auto alike = stems_.find(std::string(mark) + stemmed);
    if (alike == stems_.end()) continue;
    for (const auto& [word, ends_in_my] : alike->second) {
      if (ends_in_my && !spelling.ends_with(my)) continue;
      if (std::ranges::find(found, word) == found.end()) found.push_back(word);
    }
  }
}

bool Phrases::knows(const std::string& folded) const {
  std::vector<Word> found;
  add_known(folded, found);
  return !found.empty();
}

std::vector<Phrases::Word> Phrases::one_slip_away(const std::string& word) const {
  std::vector<Word> found;
  const std::u32string letters = letters_of(word);
  if (!may_slip(word, letters.size())) return found;
  for (const std::size_t size : {letters.size() - 1, letters.size(), letters.size() + 1}) {
    const auto alike = long_words_.find(bucket(letters.front(), size));
    if (alike == long_words_.end()) continue;
    for (const LongWord& one : alike->second) {
      if (found.size() < most_alike && one_slip_apart(letters, one.letters)) {
        found.push_back(one.word);
      }
    }
  }
  return found;
}

std::vector<Phrases::Match> Phrases::find(std::span<const std::string> words, Latin latin) const {
  return Search(*this, words, latin).find();
}

}  // namespace mta::catalogue
