#pragma once

#include <string_view>

namespace mta {

/// No character before it is one.
inline constexpr char32_t first_presentation_form = 0xFB50;

/// The letters that an Arabic presentation form (U+FB50..FDFF, U+FE70..FEFF: what is pasted from a
/// PDF) stands for, several where it is a ligature; empty for every other character.
std::u32string_view letters_of_presentation_form(char32_t c);

}  // namespace mta
