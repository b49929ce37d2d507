#pragma once

#include "catalogue/sounds.h"

namespace mta::catalogue {

/// How far a word that was heard is from a listed one that has the same consonants: 0 where they
/// are read alike, more for vowels that differ, for a long vowel that one of them lacks, and for
/// letters of `heard` before and behind the listed word (article, prepositions, pronouns). At most
/// 16 by 16 steps.
int sound_distance(const Sounds& heard, const Sounds& listed);

}  // namespace mta::catalogue
