#include "catalogue/phrases.h"

#include <algorithm>
#include <iterator>

#include "core/fold.h"
#include "core/text.h"

namespace mta::catalogue {
namespace {

/// A message that is made of misspelt words costs no more than these.
constexpr int most_slips_looked_for = 48;
constexpr std::size_t longest_misspelt = 24;

bool is_latin(std::string_view word) { return static_cast<unsigned char>(word.front()) < 0x80; }

std::u32string letters_of(std::string_view text) {
  std::u32string letters;
  while (!text.empty()) letters += next_code_point(text);
  return letters;
}

/// Short words are right or wrong.
bool may_slip(std::string_view word, std::size_t letters) {
  return letters >= (is_latin(word) ? 7U : 6U) && letters <= longest_misspelt;
}

std::uint64_t bucket(char32_t first, std::size_t size) {
  return (std::uint64_t{first} << 32U) | size;
}

std::uint64_t edge(std::uint32_t node, std::uint32_t word) {
  return (std::uint64_t{node} << 32U) | word;
}

/// `و` and `ف` before a word, with a preposition or the article behind them.
std::vector<std::string> without_proclitics(const std::string& word) {
  constexpr std::size_t letter = 2;  // bytes
  std::vector<std::string> rests;
  std::string_view rest = word;
  for (int taken = 0; taken < 2; ++taken) {
    const std::size_t before = rest.size();
    for (const std::string_view particle : {"و", "ف", "ب", "ل", "ك", "ع"}) {
      if (rest.size() >= 3 * letter && rest.starts_with(particle)) {
        rest.remove_prefix(letter);
        break;
      }
    }
    if (rest.size() == before) break;
    rests.emplace_back(rest);
  }
  return rests;
}

}  // namespace

Phrases::Word Phrases::intern(const std::string& folded) {
  const auto [found, is_new] = words_.emplace(folded, static_cast<Word>(words_.size()));
  if (is_new) {
    stems_[stem(folded)].push_back(found->second);
    const std::u32string letters = letters_of(folded);
    if (may_slip(folded, letters.size())) {
      long_words_[bucket(letters.front(), letters.size())].push_back({letters, found->second});
    }
  }
  return found->second;
}

void Phrases::add(std::string_view phrase, Meaning meaning) {
  Node node = 0;
  for (const std::string& word : fold_words(phrase)) {
    const auto [found, is_new] =
        edges_.emplace(edge(node, intern(word)), static_cast<Node>(meanings_.size()));
    if (is_new) meanings_.emplace_back();
    node = found->second;
  }
  if (node == 0) return;
  std::vector<Meaning>& here = meanings_[node];
  if (std::ranges::find(here, meaning) == here.end()) here.push_back(meaning);
}

void Phrases::add_known(const std::string& spelling, std::vector<Word>& found) const {
  if (const auto exact = words_.find(spelling); exact != words_.end()) {
    found.push_back(exact->second);
  }
  const auto alike = stems_.find(stem(spelling));
  if (alike == stems_.end()) return;
  for (const Word word : alike->second) {
    if (std::ranges::find(found, word) == found.end()) found.push_back(word);
  }
}

std::vector<Phrases::Word> Phrases::one_slip_away(const std::string& word) const {
  std::vector<Word> found;
  const std::u32string letters = letters_of(word);
  if (!may_slip(word, letters.size())) return found;
  for (const std::size_t size : {letters.size() - 1, letters.size(), letters.size() + 1}) {
    const auto alike = long_words_.find(bucket(letters.front(), size));
    if (alike == long_words_.end()) continue;
    for (const LongWord& one : alike->second) {
      if (one_slip_apart(letters, one.letters)) found.push_back(one.word);
    }
  }
  return found;
}

std::vector<Phrases::Word> Phrases::candidates(const std::string& word, int& slips_left) const {
  std::vector<Word> found;
  add_known(word, found);
  if (!found.empty()) return found;
  if (!is_latin(word)) {
    for (const std::string& rest : without_proclitics(word)) add_known(rest, found);
  }
  if (found.empty() && slips_left > 0) {
    --slips_left;
    found = one_slip_away(word);
  }
  return found;
}

std::vector<Phrases::Match> Phrases::find(std::span<const std::string> words) const {
  std::unordered_map<std::string_view, std::vector<Word>> known;
  std::vector<const std::vector<Word>*> meant;
  int slips_left = most_slips_looked_for;
  meant.reserve(words.size());
  for (const std::string& word : words) {
    const auto [at, is_new] = known.try_emplace(word);
    if (is_new) at->second = candidates(word, slips_left);
    meant.push_back(&at->second);
  }
  std::vector<Match> matches;
  std::vector<Node> here;
  std::vector<Node> next;
  for (std::size_t begin = 0; begin < words.size(); ++begin) {
    here = {0};
    for (std::size_t at = begin; at < words.size() && !here.empty(); ++at) {
      next.clear();
      for (const Node node : here) {
        for (const Word word : *meant[at]) {
          const auto found = edges_.find(edge(node, word));
          if (found != edges_.end()) next.push_back(found->second);
        }
      }
      for (const Node node : next) {
        for (const Meaning meaning : meanings_[node]) matches.push_back({meaning, begin, at + 1});
      }
      std::swap(here, next);
    }
  }
  return matches;
}

}  // namespace mta::catalogue
