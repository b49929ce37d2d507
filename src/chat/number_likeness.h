#pragma once

#include <string_view>

namespace mta::chat {

/// The folded word looks like a number that no list has, written as one word, or in a way of its
/// own: "seventhousand", `tlatalef`, بسبعتلاف, `6k9`, `69oo`. What number it is nobody can tell.
bool resembles_number(std::string_view folded);

/// `DCL`, `IV`: two letters or more of Roman numerals, in capitals. Most are parts of names; before
/// a currency they are a number that nobody reads.
bool is_roman(std::string_view word);

}  // namespace mta::chat
