#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace mta::catalogue {

/// What a word or phrase says in a message about somebody's health: the sections of medical.txt.
enum class Cue : std::uint8_t {
  symptom,
  swelling,
  bleeding,
  blister,
  weak,
  burn,
  pain,
  condition,
  medicine,
  take,
  skin,
  body,
  arabic_body,  ///< a noun whose ending says whose it is
  self_body,
  other_body,
  my,
  his,
  your,
  self,
  to_me,  ///< an ending: `يحرقني`, `byuja3ne`
  family,
  client,
  clients,
  clinic,
  device,
  named,
  generic,
  want,
  after,
  time,
  ask,
  negation,
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
  heart,
  swallow,
  toxic,
  emergency,
  danger,
  despair,
  hypothetical,
};
using Cues = std::uint64_t;
constexpr Cues bit(Cue cue) { return Cues{1} << static_cast<unsigned>(cue); }

struct CueMatch {
  Cues cues = 0;
  std::size_t begin = 0;  ///< positions of words
  std::size_t end = 0;
};

/// The patterns of medical.txt. Immutable; thread-safe.
class MedicalWords {
 public:
  /// Throws std::logic_error on a section that is no cue.
  explicit MedicalWords(std::string_view text);

  /// Every phrase of every section in `words` (folded), in the order of their first words. Linear.
  [[nodiscard]] std::vector<CueMatch> find(const std::vector<std::string>& words) const;

 private:
  using Atom = std::uint32_t;
  using Atoms = std::unordered_map<std::string, Atom>;
  struct Phrase {
    std::vector<Atom> atoms;
    Cues cues;
  };

  void add_section(std::string_view header, std::string_view patterns);
  void add(std::string_view pattern, Cues cues);
  void add_body(std::string stem);
  Atom intern(std::string_view word, bool by_sound);
  [[nodiscard]] std::vector<Atom> atoms_of(const std::string& word) const;
  /// Whose body an Arabic word names; none: nobody's.
  [[nodiscard]] Cues body_of(const std::string& word) const;

  Atoms exact_, beginnings_, sounds_, sound_beginnings_, spellings_, spelling_beginnings_, roots_;
  std::unordered_set<std::string> arabic_bodies_;
  Atom next_ = 0;
  std::vector<Phrase> phrases_;
  std::unordered_map<Atom, std::vector<std::size_t>> by_first_;
};

const MedicalWords& medical_words();

}  // namespace mta::catalogue
