#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "catalogue/flat_tables.h"
#include "catalogue/phrases.h"

/// The word lists (lexicon.txt, grammar.txt, numbers.txt, languages.txt, claims.txt,
/// medical.txt, topics.txt), compiled in:
/// nothing is made of them at the start. src/tables makes the definitions while the project is
/// built.
namespace mta::catalogue {

struct LexiconTables {
  PhraseTables phrases;    ///< meanings are of `Concept`
  TextIdsView stop_words;  ///< single words that name no device, folded
  TextIdsView weak_phrases;
  TextIdsView weak_stems;
  TextIdsView brands;  ///< phrases of [unsupported], which the catalogue may name after all
  TextIdsView wishes;  ///< phrases of [wish], folded
};
inline constexpr auto kind_of_brands = Phrases::Kind::spelled;
extern const LexiconTables lexicon_tables;

struct NumberValue {
  bool multiplies;
  double value;
};
inline constexpr Phrases::Meaning first_number_value = 100;
struct NumbersTables {
  PhraseTables phrases;     ///< meanings are of `NumberWord`, or of `values` from the first one on
  TextIdsView ends_before;  ///< words and stems: phrases of several end so before a number
  TextIdsView begins_behind;  ///< words and stems: phrases of several begin so behind a number
  std::span<const NumberValue> values;
};
extern const NumbersTables numbers_tables;

struct ClaimsTables {
  PhraseTables phrases;            ///< meanings are of `ClaimWord`, or of `Topic`
  TextIdsView promise_beginnings;  ///< words, folded
};
extern const ClaimsTables claims_tables;

inline constexpr std::size_t latin_languages = 3;
/// How likely, as a logarithm, by `LatinLanguage`.
using LanguageScores = std::array<float, latin_languages>;
struct LanguageTables {
  TextIdsView words;
  Numbers lists;                          ///< by word: a bit for each language that has it
  std::span<const LanguageScores> pairs;  ///< by pair of letters (letter_pairs.h)
};
extern const LanguageTables language_tables;

/// Words and the atoms of the phrases that they are.
struct AtomsView {
  TextIdsView words;
  Numbers atoms;  ///< by word
};
/// Of the three letters of an Arabic root.
constexpr std::uint64_t root_key(char32_t first, char32_t second, char32_t third) {
  return (std::uint64_t{first} << 42U) | (std::uint64_t{second} << 21U) | third;
}
struct MedicalTables {
  AtomsView exact;
  AtomsView beginnings;
  AtomsView endings;  ///< from back to front
  AtomsView frames;   ///< catalogue/arabizi_spelling.h
  AtomsView frame_beginnings;
  AtomsView spellings;
  AtomsView spelling_beginnings;
  KeyIdsView roots;  ///< `root_key`
  Numbers atoms_of_roots;
  TextIdsView other_frames;
  ListsView atoms_of_other_frame;
  KeyIdsView sounds;         ///< of Arabic words, for Arabizi
  ListsView atoms_of_sound;  ///< 2 * atom, + 1 where it is long: a short one is met only by words
                             ///< with a digit for a letter
  KeyIdsView body_sounds;
  TextIdsView arabic_bodies;
  std::span<const std::uint64_t> cues;  ///< that phrases have
  Numbers cues_of_phrases;              ///< which of them
  Numbers ends_of_phrases;              ///< where each ends in `atoms_of_phrases`
  Numbers atoms_of_phrases;
  ListsView phrases_of_first_atom;
  std::size_t longest_phrase;  ///< words in it
};
extern const MedicalTables medical_tables;

/// What buyers ask beside products: a section of topics.txt is a meaning, from 0 on.
struct TopicsTables {
  PhraseTables phrases;
  TextIdsView words;  ///< phrases of one word, folded, and their stems
  ListsView sections_of_word;
  std::size_t topics;    ///< meanings below are topics, those from here on aspects
  std::size_t others;    ///< from here on what no answer is about
  std::size_t sections;  ///< all meanings
};
extern const TopicsTables topics_tables;

}  // namespace mta::catalogue
