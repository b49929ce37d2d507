#pragma once

#include <cstdint>
#include <string_view>

/// What a word of an answer may be to an amount or a promise, told from the word alone. Most words
/// of most answers are none of it, and need no other look.
namespace mta::chat {

struct WordHints {
  bool digits : 1 = false;        ///< nothing but digits
  bool mixed : 1 = false;         ///< digits and letters, or several words in one
  bool number : 1 = false;        ///< a number in words begins with it, or it looks like one
  bool small_number : 1 = false;  ///< it is a number below 100 by itself
  bool promise : 1 = false;       ///< a promise may begin with it
  bool roman : 1 = false;         ///< `DCL`, `IV`
  bool currency : 1 = false;      ///< it is one by itself
  bool pegged : 1 = false;        ///< and one that the catalogue converts
  bool priced : 1 = false;        ///< a price stands behind it
  bool continues : 1 = false;     ///< "and", percent, time, a half: behind a number
  bool counts : 1 = false;        ///< a unit, pieces: behind a number
  bool ends_phrase : 1 = false;  ///< a currency, or that a price follows, is said in words up to it
  bool begins_phrase : 1 =
      false;  ///< something that belongs to the number before it is said from it on

  /// An amount or a promise may begin here.
  [[nodiscard]] bool may_begin() const { return digits || mixed || number || promise || pegged; }
  /// It may belong to the number before it.
  [[nodiscard]] bool may_go_on() const {
    return digits || mixed || number || currency || continues || begins_phrase;
  }
};

/// Of a word as an answer writes it, Markdown's marks in it or not. Looked up once for each word
/// and thread as long as the word is remembered; thread-safe.
WordHints hints_of(std::string_view word);

}  // namespace mta::chat
