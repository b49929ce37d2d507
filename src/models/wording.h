#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The words of a question, as the lexicons look them up.
namespace mta::models {

enum class Language : std::uint8_t { english, arabic, arabizi };

/// Of a text and its folded words.
Language language_of(std::string_view text, const std::vector<std::string>& words);

/// Each word's lexical form (lexicon.h), at the same position.
std::vector<std::string> lexical_forms(const std::vector<std::string>& words);

/// Arabic writes "and" as a letter before the word: takes it off words that ask or begin with
/// "the".
std::vector<std::string> with_separate_and(const std::vector<std::string>& words);

/// True for words that do not tell by themselves which device is meant: "skin", "chair".
bool is_weak(const std::string& word);

}  // namespace mta::models
