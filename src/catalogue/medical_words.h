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

/// The patterns of medical.txt. Immutable; thread-safe.
class MedicalWords {
 public:
  /// Throws std::logic_error on a section that is no cue.
  explicit MedicalWords(std::string_view text);

  /// Every phrase of every section in `words` (folded), in the order of their first words. Linear.
  [[nodiscard]] std::vector<CueMatch> find(const std::vector<std::string>& words) const;

  /// Words in the longest phrase.
  [[nodiscard]] std::size_t longest_phrase() const { return longest_phrase_; }

 private:
  using Atom = std::uint32_t;
  using Atoms = std::unordered_map<std::string, Atom>;
  struct Heard {
    Atom atom;
    bool is_long;  ///< a short one is met only by words with a digit for a letter
  };
  struct Phrase {
    std::vector<Atom> atoms;
    Cues cues;
  };

  void add_section(std::string_view header, std::string_view patterns);
  void add(std::string_view pattern, Cues cues);
  void add_body(std::string stem);
  void add_phrase(Phrase phrase);
  Atom intern_sounds(std::string_view word, bool in_phrase);
  void add_sound(const std::string& word, Atom atom, bool is_long);
  Atom intern_in(Atoms& atoms, const std::string& key);
  Atom intern(std::string_view word, bool by_sound, bool is_person);
  [[nodiscard]] std::vector<Atom> atoms_of(const std::string& word, bool in_arabizi) const;
  /// Whose body an Arabic word names; none: nobody's.
  [[nodiscard]] Cues body_of(const std::string& word, bool in_arabizi) const;
  [[nodiscard]] Cues body_of_arabizi(std::string_view word) const;

  Atoms exact_, beginnings_, endings_, frames_, frame_beginnings_, spellings_, spelling_beginnings_,
      roots_;
  Atoms heard_;
  std::unordered_map<std::string, std::vector<Atom>> other_frames_;
  std::unordered_map<std::uint64_t, std::vector<Heard>> sounds_;  // Arabic, for Arabizi
  std::unordered_set<std::uint64_t> body_sounds_;
  std::unordered_set<std::string> arabic_bodies_;
  Atom next_ = 0;
  std::size_t longest_phrase_ = 1;
  std::vector<Phrase> phrases_;
  std::unordered_map<Atom, std::vector<std::size_t>> by_first_;
};

const MedicalWords& medical_words();

}  // namespace mta::catalogue
