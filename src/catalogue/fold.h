#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Makes spellings of one word equal, for search: case, accents, Arabic letter forms and vowel
/// signs, digits of all scripts, and the forms that endings and articles give a word. Pure
/// functions.
namespace mta {

/// The words of a text, folded: lower case, no accents, one form of each Arabic letter (also of
/// those pasted from a PDF), fullwidth letters as plain ones, nothing that cannot be seen, ASCII
/// digits; `7-in-1` is one word, `3,000` too.
std::vector<std::string> fold_words(std::string_view text);

/// A folded word and the bytes of the text it comes from.
struct FoldedWord {
  std::string text;
  std::size_t begin = 0;
  std::size_t end = 0;
};
std::vector<FoldedWord> fold_words_in_place(std::string_view text);

/// The text with its letters folded (case, accents, Arabic letter forms, digits) and nothing left
/// out but white space around it and at most three marks at its end; runs of white space are one.
/// For telling whether two texts say the same: what a reader could see in one is in the other.
std::string fold_text(std::string_view text);

/// `fold_text` without what a word is the same without: vowel signs, apostrophes, the line that
/// draws a word out, and what cannot be seen.
std::string fold_seen_text(std::string_view text);

/// What `fold_words` leaves out and that may mean something: the letters of other scripts, and
/// signs; neither white space nor punctuation.
std::string signs_left_out(std::string_view text);

/// What is left of a folded word without English endings, or Arabic article and endings (after
/// Larkey's light10 stemmer).
std::string stem(std::string_view folded);

/// The consonants of an Arabizi word (Arabic in Latin letters and digits: `sha3er`, `sh3r`), which
/// its spellings share; empty where there are fewer than three.
std::string arabizi_skeleton(std::string_view folded);

/// True where one letter behind the first is wrong, missing or too many, or two neighbours are
/// swapped.
bool one_slip_apart(std::string_view a, std::string_view b);
bool one_slip_apart(std::u32string_view a, std::u32string_view b);
bool one_slip_apart(std::u16string_view a, std::u16string_view b);

bool has_digit(std::string_view folded);
bool is_arabic_letter(char32_t c);
bool has_arabic_letter(std::string_view text);

/// A Latin word with digits that stand for letters (`3andkon`), which `7d`, `g8` or `co2` are not.
bool looks_arabizi(std::string_view folded);

}  // namespace mta
