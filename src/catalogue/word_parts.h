#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What Arabic and French write together with a word. All words are folded; what is returned are
/// the rests, the longest first, and none where nothing is left out.
namespace mta::catalogue {

inline bool is_latin(std::string_view word) {
  return static_cast<unsigned char>(word.front()) < 0x80;
}

/// Without the one or two letters that Arabic writes before a word.
std::vector<std::string> without_proclitics(const std::string& word);

/// Without a pronoun that Arabic writes behind a word.
std::vector<std::string> without_enclitics(const std::string& word);

/// `يشد` is `شد`.
std::vector<std::string> without_verb_prefix(const std::string& word);

/// French and Arabic in Latin letters write articles and prepositions before a word, too:
/// `l'appareil`, `elhifu`.
std::vector<std::string> without_latin_article(const std::string& word);

/// What sounds like the article is none of the word.
std::string_view without_article(std::string_view word);

/// An Arabic article in Latin letters: a phrase is the same without it.
bool may_be_left_out(std::string_view word);

/// All that a phrase is written as; itself is the last.
std::vector<std::vector<std::string>> spellings_of_phrase(const std::vector<std::string>& words);

}  // namespace mta::catalogue
