#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mta::catalogue {

/// What a word or phrase says in a message about somebody's health: the sections of medical.txt.
enum class Cue : std::uint8_t {
  symptom,
  swelling,
  bleeding,
  weak,
  burn,
  pain,
  condition,
  pregnant,
  medicine,
  take,
  skin,
  body,
  self_body,
  other_body,
  my,
  his,
  self,
  to_me,  ///< an ending: `يحرقني`, `byuja3ne`
  family,
  client,
  person,
  clients,
  clinic,
  device,
  named,
  generic,
  want,
  after,
  time,
  ask,
  may,
  advises,
  figure,
  breath,
  fail,
  airway,
  face_part,
  closing,
  eye,
  sight,
  harm,
  heavy,
  severe,
  chest,
  press,
  swallow,
  toxic,
  emergency,
  danger,
  despair,
  hypothetical,
  wits,
  lost,
  growth,
  drop,
  side,
  hot,
  many,
  fever,
  i,
  duration,
  session,
  discoloured,
  without,
};
using Cues = std::uint64_t;
constexpr Cues bit(Cue cue) { return Cues{1} << static_cast<unsigned>(cue); }

struct CueMatch {
  Cues cues = 0;
  std::size_t begin = 0;  ///< positions of words
  std::size_t end = 0;
};

/// Every phrase of every section of medical.txt in `words` (folded), in the order of their first
/// words. Linear.
std::vector<CueMatch> find_cues(const std::vector<std::string>& words);

/// Words in the longest phrase.
std::size_t longest_cue_phrase();

}  // namespace mta::catalogue
