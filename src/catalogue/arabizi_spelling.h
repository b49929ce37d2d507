#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Spellings of Arabizi words by their letters, without Arabic: for words whose ending says who is
/// meant (`3ande` "I have", `3anda` "she has"), which sound keys do not tell apart.
namespace mta::catalogue {

/// The consonants, one letter a sound, with the vowels between them as one kind, and the vowel at
/// the end, where one says whose it is; empty where fewer than three consonants are in it, which
/// too many words share. `3ande` and `3andeh`: equal.
std::string consonant_frame(std::string_view word);

/// An `e` at the end of a frame is heard as `i` and as `a`.
std::vector<std::string> heard_as(const std::string& frame);

/// The word with the vowels that people do not confuse, for short words.
std::string plain_spelling(std::string_view word);

}  // namespace mta::catalogue
