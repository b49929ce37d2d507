#pragma once

#include <string>
#include <vector>

#include "catalogue/medical_words.h"

namespace mta::catalogue {

constexpr Cues any_of(auto... cues) { return (bit(cues) | ...); }

/// Only who has a business says so.
constexpr Cues business = any_of(Cue::clinic, Cue::clients, Cue::client, Cue::device);

/// One sentence: where which cue stands. All searches look only at the words within reach.
class CueSentence {
 public:
  /// `words` are folded.
  explicit CueSentence(const std::vector<std::string>& words);

  [[nodiscard]] Cues all() const { return all_; }
  /// By their first words, then their last.
  [[nodiscard]] const std::vector<CueMatch>& matches() const { return matches_; }
  [[nodiscard]] bool has(Cues cues) const { return (all_ & cues) != 0; }

  /// Two different matches at most `distance` words apart, with none of `between` between them.
  [[nodiscard]] bool near(Cues one, Cues other, std::size_t distance, Cues between = 0) const;

  /// Near a part of the speaker's body.
  [[nodiscard]] bool is_of_the_own_body(Cues what) const;
  /// Near a part of somebody else's body.
  [[nodiscard]] bool is_of_another_body(Cues what) const;
  [[nodiscard]] bool is_of_a_body(Cues what) const {
    return is_of_the_own_body(what) || is_of_another_body(what);
  }

  /// Near one who has it, feels it, or asks for oneself.
  [[nodiscard]] bool is_own(Cues what) const;

 private:
  void merge_meanings();
  void drop_figures();
  void drop_what_is_not_there();
  void drop_devices_of_a_session();
  void drop_covered(Cues cues, Cues by);

  [[nodiscard]] bool is_of_body_of(Cue owner, Cues what) const;
  [[nodiscard]] bool has_near(const CueMatch& from, Cues cues, std::size_t distance, Cues between,
                              bool behind_only = false) const;
  [[nodiscard]] bool stands_between(std::size_t begin, std::size_t end, Cues cues) const;
  /// True where `test` holds for a match of `cues` that touches the words `begin` to `end`.
  [[nodiscard]] bool any_touching(std::size_t begin, std::size_t end, Cues cues,
                                  const auto& test) const;

  std::vector<CueMatch> matches_;  // by their first words, then their last
  Cues all_ = 0;
};

}  // namespace mta::catalogue
