#include "catalogue/word_forms.h"

#include <algorithm>

namespace mta::catalogue {
namespace {

using Letters = std::u32string_view;
using List = std::span<const Letters>;

// What is left has at least so many consonants; the less sure the part taken off, the more.
constexpr std::size_t behind_article = 1;
constexpr std::size_t behind_merged_article = 2;
constexpr std::size_t before_ending = 2;
constexpr std::size_t beside_particle = 3;

/// What joins a word in one script, the longest first.
struct Affixes {
  List articles;  ///< with what stands before them
  List prefixes;
  List pronouns;
  List feminines;  ///< stand for ة: in a plural, or before another noun
  List plurals;
};

constexpr Letters latin_articles[] = {U"wel", U"wal", U"wil", U"oul", U"bel", U"bil", U"bal",
                                      U"fel", U"fil", U"fal", U"3al", U"3l",  U"lel", U"lil",
                                      U"lal", U"ll",  U"el",  U"al",  U"il",  U"l"};
constexpr Letters latin_prefixes[] = {U"ra7", U"rah", U"kat", U"kan", U"kay", U"ket", U"key",
                                      U"bet", U"bit", U"bey", U"3a",  U"7a",  U"ha",  U"kt",
                                      U"kn",  U"ky",  U"bt",  U"by",  U"bi",  U"be",  U"li",
                                      U"la",  U"wi",  U"we",  U"b",   U"w",   U"l",   U"f"};
constexpr Letters latin_pronouns[] = {U"kon", U"kom", U"kum", U"kun", U"hon", U"hom", U"ak", U"ek",
                                      U"ik",  U"ko",  U"ku",  U"na",  U"ha",  U"ni",  U"ny"};
constexpr Letters latin_feminines[] = {U"aat", U"at", U"et", U"it", U"t"};
constexpr Letters latin_plurals[] = {U"een", U"in", U"oun", U"on"};
constexpr Affixes latin = {latin_articles, latin_prefixes, latin_pronouns, latin_feminines,
                           latin_plurals};

constexpr Letters arabic_articles[] = {U"وال", U"بال", U"كال", U"فال",
                                       U"عال", U"ولل", U"لل",  U"ال"};
constexpr Letters arabic_prefixes[] = {U"رح", U"ح", U"ه", U"ع", U"ب", U"و", U"ل", U"ف"};
constexpr Letters arabic_pronouns[] = {U"كم", U"كن", U"كو", U"ها", U"هم",
                                       U"هن", U"نا", U"ني", U"ك"};
constexpr Letters arabic_feminines[] = {U"ات"};
constexpr Letters arabic_plurals[] = {U"ين", U"ون"};
constexpr Affixes arabic = {arabic_articles, arabic_prefixes, arabic_pronouns, arabic_feminines,
                            arabic_plurals};

bool is_vowel(char32_t c) { return Letters(U"aeiouyw").find(c) != Letters::npos; }

/// A single Latin letter is a word of its own before a consonant only: `lbashra`, not `laser`.
bool joins(Letters affix, Letters rest) {
  return affix.size() > 1 || affix.front() >= 0x80 ||
         Letters(U"aeiou").find(rest.front()) == Letters::npos;
}

Letters without_prefix(Letters letters, List prefixes) {
  const auto found = std::ranges::find_if(prefixes, [&](Letters prefix) {
    return letters.size() >= prefix.size() + 2 && letters.starts_with(prefix) &&
           joins(prefix, letters.substr(prefix.size()));
  });
  return found == prefixes.end() ? Letters() : letters.substr(found->size());
}

Letters without_ending(Letters letters, List endings) {
  const auto found = std::ranges::find_if(endings, [&](Letters ending) {
    return letters.size() >= ending.size() + 2 && letters.ends_with(ending);
  });
  return found == endings.end() ? Letters() : letters.substr(0, letters.size() - found->size());
}

/// `attatu`, `ashshira`: the article's l becomes the letter behind it. French spells it `echira`.
Letters without_merged_article(Letters letters) {
  if (letters.size() < 5 || !is_vowel(letters[0]) || is_vowel(letters[1])) return {};
  if (letters.starts_with(U"ech") || letters.starts_with(U"esh")) return letters.substr(1);
  for (const std::size_t size : {1U, 2U}) {
    if (letters.substr(1, size) == letters.substr(1 + size, size)) return letters.substr(1 + size);
  }
  return {};
}

void add_without_endings(WordForms& forms, Letters letters, const Affixes& affixes) {
  if (const Letters noun = without_ending(letters, affixes.pronouns); !noun.empty()) {
    forms.add({noun, beside_particle});
    const bool feminine = noun.ends_with(U't') || noun.ends_with(U'ت');  // ة before a pronoun
    if (feminine) forms.add({noun.substr(0, noun.size() - 1), beside_particle, Sound::A});
    return;
  }
  if (const Letters stem = without_ending(letters, affixes.feminines); !stem.empty()) {
    forms.add({stem, before_ending, Sound::A});
    return;
  }
  const Letters one = without_ending(letters, affixes.plurals);
  if (!one.empty()) forms.add({one, beside_particle});
}

void add_parts(WordForms& forms, Letters letters, Letters noun, const Affixes& affixes) {
  if (noun.empty()) {
    noun = without_prefix(letters, affixes.prefixes);
    if (!noun.empty()) forms.add({noun, beside_particle});
  }
  add_without_endings(forms, letters, affixes);
  if (!noun.empty()) add_without_endings(forms, noun, affixes);
}

}  // namespace

WordForms WordForms::of_latin(Letters letters) {
  WordForms forms;
  forms.add({letters});
  const Letters noun = without_prefix(letters, latin.articles);
  if (!noun.empty()) forms.add({noun, behind_article});
  // A final h may be no more than the vowel before it: `sana`, `sanah`.
  const bool h =
      letters.size() > 2 && letters.ends_with(U'h') && is_vowel(letters[letters.size() - 2]);
  if (h) forms.add({letters.substr(0, letters.size() - 1)});
  // "Your" is -kon in Lebanon.
  const bool kon = letters.size() > 4 && (letters.ends_with(U"kon") || letters.ends_with(U"kun"));
  if (kon) forms.add({letters.substr(0, letters.size() - 1), 0, Sound::M});
  forms.end_whole();
  if (const Letters rest = without_merged_article(letters); !rest.empty())
    forms.add({rest, behind_merged_article});
  add_parts(forms, letters, noun, latin);
  return forms;
}

WordForms WordForms::of_arabic(Letters letters) {
  WordForms forms;
  forms.add({letters});
  const Letters noun = without_prefix(letters, arabic.articles);
  if (!noun.empty()) forms.add({noun, behind_article});
  // The ا of an adverb sounds like -an: شكرا.
  const bool adverb = letters.size() > 2 && letters.ends_with(U'ا');
  if (adverb) forms.add({letters.substr(0, letters.size() - 1), before_ending, Sound::N});
  // "His" is -o: حقه.
  const bool his = letters.size() > 2 && letters.ends_with(U'ه');
  if (his) forms.add({letters.substr(0, letters.size() - 1), 0, Sound::U});
  forms.end_whole();
  add_parts(forms, letters, noun, arabic);
  return forms;
}

}  // namespace mta::catalogue
