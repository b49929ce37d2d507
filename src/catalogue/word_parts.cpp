#include "catalogue/word_parts.h"

#include <algorithm>
#include <array>
#include <utility>

namespace mta::catalogue {
namespace {

/// Of Arabic in Latin letters, where it stands alone.
bool is_article(std::string_view word) {
  return word == "el" || word == "al" || word == "il" || word == "l";
}

/// `s` and `qu` lose a vowel before the next word.
bool is_elided(std::string_view word) {
  constexpr std::string_view elided = "cdjlmnst";
  return (word.size() == 1 && elided.contains(word.front())) || word == "qu";
}

/// An article with the preposition before it: "shad lel wajh" is "shad el wajh".
bool says_to_the(std::string_view word) { return word == "lel" || word == "lal" || word == "lil"; }

/// French words that are written together: `s allume` as `sallume`; empty where there are none.
std::vector<std::string> with_elisions(const std::vector<std::string>& words) {
  std::vector<std::string> joined;
  if (words.empty() || std::none_of(words.begin(), words.end() - 1, is_elided)) return joined;
  bool join = false;
  for (const std::string& word : words) {
    if (join) {
      joined.back() += word;
    } else {
      joined.push_back(word);
    }
    join = is_elided(word);
  }
  return joined;
}

}  // namespace

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

std::vector<std::string> without_verb_prefix(const std::string& word) {
  constexpr std::size_t letter = 2;  // bytes
  for (const std::string_view prefix : {"بي", "بت", "كي", "كت", "ي", "ت", "ن"}) {
    if (word.starts_with(prefix) && word.size() >= prefix.size() + 2 * letter) {
      return {word.substr(prefix.size())};
    }
  }
  return {};
}

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

bool may_be_left_out(std::string_view word) { return is_article(word) || says_to_the(word); }

std::string_view without_article(std::string_view word) {
  constexpr std::string_view article = "ال";
  constexpr std::size_t least = 6;  // bytes
  const bool has_it = word.starts_with(article) && word.size() >= article.size() + least;
  return has_it ? word.substr(article.size()) : word;
}

std::vector<std::vector<std::string>> spellings_of_phrase(const std::vector<std::string>& words) {
  std::vector<std::vector<std::string>> all;
  if (auto elided = with_elisions(words); !elided.empty()) all.push_back(std::move(elided));
  if (std::ranges::any_of(words, is_article) && !is_article(words.front())) {
    std::vector<std::string> bare = words;
    std::erase_if(bare, is_article);
    all.push_back(std::move(bare));
  }
  all.push_back(words);
  return all;
}

}  // namespace mta::catalogue
