#include "catalogue/phrases.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "base/text.h"
#include "catalogue/fold.h"
#include "catalogue/sound_distance.h"
#include "catalogue/sound_keys.h"
#include "catalogue/word_parts.h"

namespace mta::catalogue {
namespace {

/// A message that is made of unknown words costs no more than these.
constexpr int most_searched_for = 64;
constexpr int most_homophones = 32;
constexpr int most_compared = 400;
constexpr std::size_t longest_misspelt = 24;
constexpr std::size_t most_alike = 12;
constexpr std::size_t most_sounding = 32;

/// Folded words hold no letter that takes two.
std::u16string letters_of(std::string_view text) {
  std::u16string letters;
  while (!text.empty()) letters += static_cast<char16_t>(next_code_point(text));
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

std::uint64_t bucket_of(char16_t first, std::size_t size) {
  return pair_key(first, static_cast<std::uint32_t>(size));
}

// Words that are found by less than others stand with a mark that no folded word has.
constexpr char no_mark = 0;
constexpr char spelled_mark = '~';
constexpr char exact_mark = '=';

char mark_of(Phrases::Kind kind) {
  switch (kind) {
    case Phrases::Kind::spelled:
      return spelled_mark;
    case Phrases::Kind::exact:
    case Phrases::Kind::function:
      return exact_mark;
    default:
      return no_mark;
  }
}

std::string marked(std::string_view text, char mark) {
  std::string all(text);
  if (mark != no_mark) all += mark;
  return all;
}

std::uint32_t find(const TextIdsView& texts, std::string_view text, char mark, TextHash hash) {
  return mark == no_mark ? texts.find(text, hash) : texts.find_marked(text, mark, hash);
}

void add_once(std::vector<std::uint32_t>& words, std::uint32_t word) {
  if (std::ranges::find(words, word) == words.end()) words.push_back(word);
}

}  // namespace

/// One message in one set of phrases.
class Phrases::Search {
 public:
  explicit Search(const Phrases& phrases)
      : phrases_(phrases), added_(phrases.added()), layers_{&phrases.compiled_, &added_} {}
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  std::vector<Match> find(std::span<const std::string> words, Latin latin) {
    words_ = words;
    latin_ = latin;
    find_words();
    std::vector<Match> matches;
    std::vector<std::pair<Node, std::size_t>> open;  // a node, and the word behind it
    for (std::size_t begin = 0; begin < words_.size(); ++begin) {
      open.assign({{0, begin}});
      for (std::size_t i = 0; i < open.size(); ++i) {
        const auto [node, at] = open[i];
        if (at >= words_.size()) continue;
        const auto step = [&](Word word, std::size_t next, bool alone_too = true) {
          const Node behind = phrases_.find_edge(node, word);
          if (behind == not_found) return;
          open.emplace_back(behind, next);
          if (!alone_too && next == begin + 1) return;
          for_each_meaning(behind,
                           [&](Meaning meaning) { matches.push_back({meaning, begin, next}); });
        };
        const Meant meant = meant_[at];
        for (std::uint32_t one = meant.begin; one < meant.end; ++one) {
          step(found_[one], at + 1, one < meant.alone_end);
        }
        if (joined_[at] != not_found) step(joined_[at], at + 2);
        if (node != 0 && may_skip_article(at)) open.emplace_back(node, at + 1);
      }
    }
    return matches;
  }

  /// The words that a folded word is by its letters or its stem.
  void add_known(std::string_view spelling, std::vector<Word>& found) const {
    const TextHash hash(spelling);
    for (const char mark : {no_mark, spelled_mark, exact_mark}) {
      if (const Word word = find_word(spelling, mark, hash); word != not_found) {
        add_once(found, word);
      }
    }
    if (!found.empty() && names_nothing(found.front())) return;
    // "My skin" is not what "skin" says.
    constexpr std::string_view my = "ي";
    const bool says_my = spelling.ends_with(my);
    const std::string stemmed = stem(spelling);
    const TextHash stem_hash(stemmed);
    for (const char mark : {no_mark, spelled_mark}) {
      for (const PhraseTables* layer : layers_) {
        const std::uint32_t known = catalogue::find(layer->stems, stemmed, mark, stem_hash);
        for (const std::uint32_t one : layer->words_of_stem.list(known)) {
          const bool ends_in_my = one % 2 == 1;
          if (!ends_in_my || says_my) add_once(found, one / 2);
        }
      }
    }
  }

  /// `bede` is "I want", and no bed: such a word stands for itself alone.
  [[nodiscard]] bool names_nothing(Word word) const {
    return means_alone(word, [this](Meaning one) { return one == phrases_.names_nothing_; });
  }

  /// By itself, and not within a phrase, the word has such a meaning.
  [[nodiscard]] bool means_alone(Word word, const auto& is_such) const {
    const Node node = phrases_.find_edge(0, word);
    bool found = false;
    if (node == not_found) return false;
    for_each_meaning(node, [&](Meaning meaning) { found = found || is_such(meaning); });
    return found;
  }

  [[nodiscard]] Word find_word(std::string_view spelling, char mark, TextHash hash) const {
    const std::uint32_t compiled = catalogue::find(layers_[0]->words, spelling, mark, hash);
    if (compiled != not_found) return compiled;
    const std::uint32_t added = catalogue::find(layers_[1]->words, spelling, mark, hash);
    return added == not_found ? not_found : added + layers_[0]->words.size();
  }

 private:
  /// A part of `found_`: words that count alone, too, then those that count within a phrase.
  struct Meant {
    std::uint32_t begin = 0;
    std::uint32_t alone_end = 0;
    std::uint32_t end = 0;
  };

  /// What each word of the message stands for; a word that is repeated is looked for once.
  void find_words() {
    TextIds distinct;
    std::vector<Meant> all;
    std::vector<Word> found;
    for (const std::string& word : words_) {
      const auto [id, is_new] = distinct.add(word);
      if (is_new) {
        found.clear();
        find_candidates(word, found);
        if (latin_ == Latin::by_sound && is_latin(word)) add_sounds_of_part(word, found);
        const std::size_t alone = found.size();
        if (alone > 0 && latin_ == Latin::by_sound && is_latin(word)) add_homophones(word, found);
        const auto begin = static_cast<std::uint32_t>(found_.size());
        found_.insert(found_.end(), found.begin(), found.end());
        all.push_back({.begin = begin,
                       .alone_end = static_cast<std::uint32_t>(begin + alone),
                       .end = static_cast<std::uint32_t>(found_.size())});
      }
      meant_.push_back(all[id]);
    }
    for (std::size_t i = 0; i + 1 < words_.size(); ++i) joined_.push_back(joined(i));
    joined_.push_back(not_found);
  }

  void for_each_meaning(Node node, const auto& use) const {
    for (const PhraseTables* layer : layers_) {
      for (const Meaning meaning : layer->meanings_of_end.list(layer->end_at(node))) {
        if (!phrases_.removed_.view().contains(pair_key(node, meaning))) use(meaning);
      }
    }
  }

  /// Not a whole row of them.
  [[nodiscard]] bool may_skip_article(std::size_t at) const {
    constexpr std::size_t most = 3;
    if (!may_be_left_out(words_[at])) return false;
    std::size_t first = at;
    while (first > 0 && at - first < most && may_be_left_out(words_[first - 1])) --first;
    return at - first < most;
  }

  /// The word that two words of the message are together.
  [[nodiscard]] Word joined(std::size_t i) const {
    const std::string& first = words_[i];
    const std::string& second = words_[i + 1];
    const std::size_t least = is_latin(first) ? 3 : 6;  // bytes
    if (is_latin(first) != is_latin(second) || first.size() < least || second.size() < least) {
      return not_found;
    }
    const std::string both = first + second;
    return find_word(both, no_mark, TextHash(both));
  }

  void find_candidates(const std::string& word, std::vector<Word>& found) {
    add_known(word, found);
    if (!found.empty()) return;
    const auto rests = is_latin(word) ? without_latin_article(word) : without_proclitics(word);
    for (const std::string& rest : rests) {
      if (found.empty() || !is_latin(word)) add_known(rest, found);
    }
    if (found.empty() && !is_latin(word)) {
      for (const std::string& rest : without_enclitics(word)) add_known(rest, found);
    }
    if (found.empty() && !is_latin(word)) {
      for (const std::string& rest : without_verb_prefix(word)) add_known(rest, found);
    }
    if (!found.empty() || searches_left_ == 0) return;
    --searches_left_;
    if (!is_latin(word) || latin_ == Latin::by_sound) {
      if (is_latin(word)) found = sounding_like_name(rests);
      if (found.empty()) found = sounding_alike(word);
    }
    if (found.empty() && !has_digit(word)) found = one_slip_away(word);
  }

  /// A word that the lists have only within phrases ("co2 frakshnal") means by itself what sounds
  /// like it.
  void add_sounds_of_part(const std::string& word, std::vector<Word>& found) {
    const auto means_something = [this](Word one) {
      return means_alone(one, [](Meaning) { return true; });
    };
    if (found.empty() || searches_left_ == 0 || std::ranges::any_of(found, means_something)) return;
    --searches_left_;
    for (const Word one : sounding_alike(word)) add_once(found, one);
  }

  [[nodiscard]] bool is_name(Word word) const { return phrases_.names_.view().contains(word); }

  /// `walbreso`: behind an article a name of ours, or nothing.
  [[nodiscard]] std::vector<Word> sounding_like_name(const std::vector<std::string>& rests) {
    for (const std::string& rest : rests) {
      std::vector<Word> found = sounding_alike(rest);
      std::erase_if(found, [this](Word one) { return !is_name(one); });
      if (!found.empty()) return found;
    }
    return {};
  }

  [[nodiscard]] std::vector<Word> sounding_alike(const std::string& word) {
    std::vector<Word> found;
    const bool latin = is_latin(word);
    constexpr std::size_t least_arabic = 10;  // bytes; shorter words sound like too many
    if (!latin && word.size() < least_arabic) return found;
    const SoundKeys keys = sound_keys(word);
    std::size_t taken = 0;
    for (const std::uint64_t key : keys) {
      if (!latin && taken == keys.whole()) break;
      // The whole word before what is left of it, whose first readings are the nearest.
      const bool of_whole = taken++ < keys.whole();
      if (!found.empty() && !(latin && of_whole)) break;
      add_sounding(key, found);
    }
    keep_nearest(word, found);
    // A name of ours is meant before any other word that is as near.
    const auto is_a_name = [this](Word one) { return is_name(one); };
    constexpr std::size_t least_named = 5;
    if (word.size() >= least_named && std::ranges::any_of(found, is_a_name)) {
      std::erase_if(found, std::not_fn(is_a_name));
    }
    if (found.size() > most_alike) found.resize(most_alike);
    return found;
  }

  /// Words that share their consonants are told apart by their vowels: the nearest stay.
  void keep_nearest(std::string_view word, std::vector<Word>& found) {
    if (comparisons_left_ < std::ssize(found)) return;
    comparisons_left_ -= static_cast<int>(found.size());
    constexpr int another_word = 4;
    const Sounds heard = sounds_of(word);
    std::vector<std::pair<Word, int>> distances;
    distances.reserve(found.size());
    int least = another_word - 1;
    for (const Word one : found) {
      const int distance = sound_distance(heard, sounds_of(without_article(text_of(one))));
      distances.emplace_back(one, distance);
      least = std::min(least, distance);
    }
    found.clear();
    for (const auto& [one, distance] : distances) {
      if (distance == least) found.push_back(one);
    }
  }

  /// As it was added, without its mark.
  [[nodiscard]] std::string_view text_of(Word word) const {
    const std::uint32_t compiled = layers_[0]->words.size();
    std::string_view text =
        word < compiled ? layers_[0]->words.text(word) : layers_[1]->words.text(word - compiled);
    if (text.ends_with(spelled_mark) || text.ends_with(exact_mark)) text.remove_suffix(1);
    return text;
  }

  /// Of a word that the lists have in Latin letters, the same word in Arabic: within a phrase.
  void add_homophones(std::string_view word, std::vector<Word>& found) {
    if (homophones_left_ == 0) return;
    --homophones_left_;
    const SoundKeys keys = sound_keys(word);
    if (keys.size() == 0) return;
    const Sounds heard = sounds_of(word);
    for (const std::uint64_t key : std::span(keys.begin(), keys.whole())) {
      for_each_sounding(key, [&](Word one) {
        const std::string_view text = without_article(text_of(one));
        if (is_latin(text) || found.size() == most_sounding || comparisons_left_ == 0) return;
        --comparisons_left_;
        if (sound_distance(heard, sounds_of(text)) <= 1) add_once(found, one);
      });
    }
  }

  void for_each_sounding(std::uint64_t key, const auto& use) const {
    for (const PhraseTables* layer : layers_) {
      for (const Word word : layer->words_of_sound.list(layer->sounds.find(key))) use(word);
    }
  }

  void add_sounding(std::uint64_t key, std::vector<Word>& found) const {
    for_each_sounding(key, [&](Word word) {
      if (found.size() < most_sounding) add_once(found, word);
    });
  }

  [[nodiscard]] std::vector<Word> one_slip_away(std::string_view word) const {
    std::vector<Word> found;
    const std::u16string letters = letters_of(word);
    const bool with_article = word.starts_with("ال");
    if (!may_slip(word, letters.size() - (with_article ? 2 : 0))) return found;
    for (const std::size_t size : {letters.size() - 1, letters.size(), letters.size() + 1}) {
      for (const PhraseTables* layer : layers_) {
        const std::uint32_t bucket = layer->buckets.find(bucket_of(letters.front(), size));
        for (const std::uint32_t i : layer->long_words_of_bucket.list(bucket)) {
          if (found.size() == most_alike) return found;
          const auto known = layer->letters.substr(layer->long_letters[i], size);
          if (one_slip_apart(letters, known)) found.push_back(layer->long_words[i]);
        }
      }
    }
    return found;
  }

  const Phrases& phrases_;
  PhraseTables added_;
  std::array<const PhraseTables*, 2> layers_;
  std::span<const std::string> words_;
  Latin latin_ = Latin::as_written;
  int searches_left_ = most_searched_for;
  int homophones_left_ = most_homophones;
  int comparisons_left_ = most_compared;
  std::vector<Word> found_;
  std::vector<Meant> meant_;  // by position
  std::vector<Word> joined_;
};

PhraseTables Phrases::added() const {
  return {.words = words_.view(),
          .stems = stems_.view(),
          .words_of_stem = words_of_stem_.view(),
          .sounds = sounds_.view(),
          .words_of_sound = words_of_sound_.view(),
          .buckets = buckets_.view(),
          .long_words_of_bucket = long_words_of_bucket_.view(),
          .long_words = long_words_,
          .long_letters = long_letters_,
          .letters = letters_,
          .edges = edges_.view(),
          .ends = ends_.view(),
          .meanings_of_end = meanings_of_end_.view()};
}

Phrases::Word Phrases::intern(const std::string& folded, Kind kind) {
  const char mark = mark_of(kind);
  Word word = catalogue::find(compiled_.words, folded, mark, TextHash(folded));
  if (word == not_found) {
    const auto [id, is_new] = words_.add(mark == no_mark ? folded : marked(folded, mark));
    word = id + compiled_.words.size();
    if (is_new) add_new_word(word, folded, kind);
  }
  if (kind == Kind::name) names_.add(word);
  return word;
}

void Phrases::add_new_word(Word word, const std::string& folded, Kind kind) {
  const bool by_stem = kind == Kind::words || kind == Kind::name || kind == Kind::spelled;
  const bool by_sound = kind == Kind::words || kind == Kind::name || kind == Kind::function;
  const std::u16string letters = letters_of(folded);
  if (by_stem) {
    const std::uint32_t ends_in_my = folded.ends_with("ي") ? 1 : 0;
    const auto add_stem = [&](std::string_view stemmed) {
      words_of_stem_.add(stems_.add(marked(stemmed, mark_of(kind))).first, 2 * word + ends_in_my);
    };
    const std::string plain = stem(folded);
    add_stem(plain);
    // Behind an article a first letter is no preposition: البريسو is بريسو.
    const std::string with_article = is_latin(folded) ? plain : stem("ال" + folded);
    if (with_article != plain) add_stem(with_article);
  }
  constexpr std::size_t least_sounding = 4;
  if (by_sound && (kind != Kind::name || letters.size() >= least_sounding)) {
    const SoundKeys keys = sound_keys(without_article(folded));
    for (std::size_t i = 0; i < keys.whole(); ++i) {
      words_of_sound_.add(sounds_.add(*(keys.begin() + i)).first, word);
    }
  }
  const bool slips = by_stem && may_slip(folded, letters.size()) && !has_digit(folded) &&
                     (kind == Kind::name || is_long(folded, letters.size()));
  if (!slips) return;
  const auto bucket = buckets_.add(bucket_of(letters.front(), letters.size())).first;
  long_words_of_bucket_.add(bucket, static_cast<std::uint32_t>(long_words_.size()));
  long_words_.push_back(word);
  long_letters_.push_back(static_cast<std::uint32_t>(letters_.size()));
  letters_ += letters;
}

void Phrases::add(std::string_view phrase, Meaning meaning, Kind kind) {
  add(fold_words(phrase), meaning, kind);
}

void Phrases::add(const std::vector<std::string>& words, Meaning meaning, Kind kind) {
  // Two words are not mixed up with others as easily as one.
  if (kind == Kind::spelled && words.size() > 1) kind = Kind::words;
  for (const auto& spelling : spellings_of_phrase(words)) add_words(spelling, meaning, kind);
}

void Phrases::remove(const std::vector<std::string>& words, Meaning meaning, Kind kind) {
  if (kind == Kind::spelled && words.size() > 1) kind = Kind::words;
  for (const auto& spelling : spellings_of_phrase(words)) {
    Node node = 0;
    for (const std::string& word : spelling) {
      const Word known = compiled_.words.find(marked(word, mark_of(kind)));
      if (node != not_found) node = known == not_found ? not_found : find_edge(node, known);
    }
    if (node != not_found) removed_.add(pair_key(node, meaning));
  }
}

void Phrases::add_words(const std::vector<std::string>& words, Meaning meaning, Kind kind) {
  Node node = 0;
  for (const std::string& word : words) node = add_edge(node, intern(word, kind));
  if (node != 0 && !means(node, meaning)) {
    meanings_of_end_.add(ends_.add(node).first, meaning);
  }
}

bool Phrases::means(Node node, Meaning meaning) const {
  const PhraseTables growing = added();
  for (const PhraseTables* layer : {&compiled_, &growing}) {
    for (const Meaning one : layer->meanings_of_end.list(layer->end_at(node))) {
      if (one == meaning) return true;
    }
  }
  return false;
}

Phrases::Node Phrases::add_edge(Node node, Word word) {
  const std::uint32_t compiled = compiled_.edges.find(pair_key(node, word));
  if (compiled != not_found) return compiled + 1;
  return compiled_.edges.size() + edges_.add(pair_key(node, word)).first + 1;
}

Phrases::Node Phrases::find_edge(Node node, Word word) const {
  const std::uint64_t key = pair_key(node, word);
  if (const std::uint32_t edge = compiled_.edges.find(key); edge != not_found) return edge + 1;
  const std::uint32_t edge = edges_.view().find(key);
  return edge == not_found ? not_found : compiled_.edges.size() + edge + 1;
}

bool Phrases::has_word(std::string_view folded) const {
  return Search(*this).find_word(folded, no_mark, TextHash(folded)) != not_found;
}

bool Phrases::knows(std::string_view folded) const {
  std::vector<Word> found;
  Search(*this).add_known(folded, found);
  return !found.empty();
}

bool Phrases::sounds_known(std::string_view folded, Part part) const {
  const SoundKeys keys = sound_keys(folded);
  const std::size_t count = part == Part::whole ? keys.whole() : keys.size();
  return std::any_of(keys.begin(), keys.begin() + count, [this](std::uint64_t key) {
    return compiled_.sounds.contains(key) || sounds_.view().contains(key);
  });
}

std::vector<Phrases::Match> Phrases::find(std::span<const std::string> words, Latin latin) const {
  return Search(*this).find(words, latin);
}

}  // namespace mta::catalogue
