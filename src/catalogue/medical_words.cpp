#include "catalogue/medical_words.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "base/text.h"
#include "catalogue/arabizi_spelling.h"
#include "catalogue/fold.h"
#include "catalogue/language.h"
#include "catalogue/sound_keys.h"
#include "catalogue/word_lists.h"

namespace mta::catalogue {
namespace {

using Atom = std::uint32_t;

constexpr std::size_t longest_word = 24;  ///< letters; longer ones mean nothing

bool is_latin(std::string_view word) { return static_cast<unsigned char>(word.front()) < 0x80; }

/// The letters of a word, in a place of fixed size.
class Letters {
 public:
  explicit Letters(std::string_view word) {
    while (!word.empty() && size_ <= longest_word) letters_.at(size_++) = next_code_point(word);
  }
  [[nodiscard]] std::u32string_view view() const { return {letters_.data(), size_}; }
  [[nodiscard]] bool too_long() const { return size_ > longest_word; }

 private:
  std::array<char32_t, longest_word + 1> letters_{};
  std::size_t size_ = 0;
};

/// A word and what is left of it without particles and article.
class WithoutProclitics {
 public:
  WithoutProclitics(std::string_view word, std::size_t letters) {
    forms_[size_++] = word;
    constexpr std::size_t letter = 2;  // bytes
    while (size_ < forms_.size()) {
      const auto found = std::ranges::find_if(proclitics, [&](std::string_view one) {
        return word.starts_with(one) && letters >= one.size() / letter + 3;
      });
      if (found == proclitics.end()) return;
      word.remove_prefix(found->size());
      letters -= found->size() / letter;
      forms_[size_++] = word;
    }
  }
  [[nodiscard]] const std::string_view* begin() const { return forms_.data(); }
  [[nodiscard]] const std::string_view* end() const { return forms_.data() + size_; }

 private:
  static constexpr std::array<std::string_view, 11> proclitics = {
      "ال", "لل", "هال", "عال", "و", "ف", "ب", "ل", "ك", "ع", "ه"};
  std::array<std::string_view, 4> forms_;
  std::size_t size_ = 0;
};

/// What a verb's ending says of whom it is done to.
Cues object_of(std::string_view word, bool in_arabizi) {
  if (is_latin(word) && !in_arabizi) return 0;
  const auto ends = [&](std::string_view ending) { return word.ends_with(ending); };
  const Cues me = ends("ني") || ends("ne") || ends("ni") ? bit(Cue::to_me) : 0;
  return negated_part(word).empty() ? me : me | bit(Cue::fail) | bit(Cue::lost);
}

/// The roots of three letters that `word` may be a form of: letters of inflection before, the
/// vowels and `ت` of the patterns within, endings behind.
void for_each_root(std::u32string_view word, const auto& use) {
  constexpr std::u32string_view before = U"وفبلكساأنمتيعهح";
  constexpr std::u32string_view within = U"اويت";
  constexpr std::u32string_view behind = U"هانيكموتشل";
  constexpr std::size_t most_before = 5;
  for (std::size_t first = 0; first <= most_before && first + 3 <= word.size(); ++first) {
    for (const std::size_t gap : {0U, 1U}) {
      const std::size_t second = first + 1 + gap;
      if (second >= word.size() || (gap == 1 && !within.contains(word[first + 1]))) continue;
      for (const std::size_t next_gap : {0U, 1U}) {
        const std::size_t third = second + 1 + next_gap;
        if (third >= word.size() || (next_gap == 1 && !within.contains(word[second + 1]))) continue;
        const auto rest = word.substr(third + 1);
        const bool endings = rest.size() <= 5 && rest.find_first_not_of(behind) == rest.npos;
        if (endings) use(root_key(word[first], word[second], word[third]));
      }
    }
    if (!before.contains(word[first])) break;
  }
}

/// The atoms that one word is, added to a list.
class AtomFinder {
 public:
  AtomFinder(bool in_arabizi, std::vector<Atom>& found) : in_arabizi_(in_arabizi), found_(found) {}

  void find(const std::string& word) {
    const Letters letters(word);
    if (letters.too_long()) return;
    if (is_latin(word)) {
      find_latin(word);
    } else {
      find_arabic(word, letters.view());
    }
  }

 private:
  void find_arabic(std::string_view word, std::u32string_view letters) {
    for (const std::string_view form : WithoutProclitics(word, letters.size())) {
      look(medical_tables.exact, form);
      look_at_beginnings(medical_tables.beginnings, form);
    }
    for_each_root(letters, [&](std::uint64_t root) {
      const std::uint32_t known = medical_tables.roots.find(root);
      if (known != not_found) found_.push_back(medical_tables.atoms_of_roots[known]);
    });
  }

  void find_latin(const std::string& word) {
    look(medical_tables.exact, word);
    look_at_beginnings(medical_tables.beginnings, word);
    look_at_endings(word);
    const bool with_digit = has_digit(word);
    if (!in_arabizi_ && !with_digit) return;
    look_at_spelling(word);
    if (!in_arabizi_) return;
    for (const std::uint64_t key : sound_keys(word)) {
      const std::uint32_t sound = medical_tables.sounds.find(key);
      for (const std::uint32_t heard : medical_tables.atoms_of_sound.list(sound)) {
        const bool is_long = heard % 2 == 1;
        if (is_long || with_digit) found_.push_back(heard / 2);
      }
    }
  }

  void look_at_spelling(const std::string& word) {
    const std::string frame = consonant_frame(word);
    for (const std::string& heard : heard_as(frame)) {
      look(medical_tables.frames, heard);
      const std::uint32_t other = medical_tables.other_frames.find(heard);
      for (const Atom atom : medical_tables.atoms_of_other_frame.list(other)) {
        found_.push_back(atom);
      }
    }
    look_at_beginnings(medical_tables.frame_beginnings, frame);
    const std::string spelt = plain_spelling(word);
    look(medical_tables.spellings, spelt);
    look_at_beginnings(medical_tables.spelling_beginnings, spelt);
  }

  void look(const AtomsView& atoms, std::string_view word) { look(atoms, word, TextHash(word)); }
  void look(const AtomsView& atoms, std::string_view word, TextHash hash) {
    const std::uint32_t known = atoms.words.find(word, hash);
    if (known != not_found) found_.push_back(atoms.atoms[known]);
  }

  void look_at_beginnings(const AtomsView& atoms, std::string_view word) {
    constexpr std::size_t least = 2;  // bytes
    TextHash hash;
    for (std::size_t size = 1; size <= word.size(); ++size) {
      hash.add(word[size - 1]);
      const bool ends_a_letter =
          size == word.size() || (static_cast<unsigned char>(word[size]) & 0xC0U) != 0x80U;
      if (size >= least && ends_a_letter) look(atoms, word.substr(0, size), hash);
    }
  }

  /// The table holds them from back to front.
  void look_at_endings(std::string_view word) {
    constexpr std::size_t least = 3;
    const std::string reversed(word.rbegin(), word.rend());
    TextHash hash;
    for (std::size_t size = 1; size < reversed.size(); ++size) {
      hash.add(reversed[size - 1]);
      if (size >= least) {
        look(medical_tables.endings, std::string_view(reversed).substr(0, size), hash);
      }
    }
  }

  bool in_arabizi_;
  std::vector<Atom>& found_;
};

bool sounds_like_a_body(std::string_view noun) {
  const SoundKeys keys = sound_keys(noun);
  return std::ranges::any_of(std::span(keys.begin(), keys.whole()), [&](std::uint64_t key) {
    return medical_tables.body_sounds.contains(key);
  });
}

Cues body_of_arabizi(std::string_view word) {
  const auto without = [&](std::string_view ending) {
    return word.ends_with(ending) ? word.substr(0, word.size() - ending.size()) : "";
  };
  for (const std::string_view own : {"i", "e", "y", "ee", "aye", "ayi", "aya"}) {
    if (sounds_like_a_body(without(own))) return bit(Cue::self_body);
  }
  for (const std::string_view others : {"a", "o", "ha", "ah", "u"}) {
    if (sounds_like_a_body(without(others))) return bit(Cue::other_body);
  }
  return 0;
}

bool is_arabic_body(std::string_view noun) {
  return medical_tables.arabic_bodies.find(noun) != not_found;
}

/// Whose body a word names; none: nobody's.
Cues body_of(std::string_view word, bool in_arabizi) {
  constexpr std::array<std::string_view, 4> own = {"ي", "يا", "اي", "ايا"};
  constexpr std::array<std::string_view, 6> others = {"ها", "ه", "هم", "هن", "يها", "و"};
  if (is_latin(word)) return in_arabizi ? body_of_arabizi(word) : 0;
  for (const std::string_view noun : WithoutProclitics(word, count_code_points(word))) {
    if (is_arabic_body(noun)) return bit(Cue::body);
    const auto has = [&](std::string_view ending) {
      return noun.size() > ending.size() && noun.ends_with(ending) &&
             is_arabic_body(noun.substr(0, noun.size() - ending.size()));
    };
    if (std::ranges::any_of(own, has)) return bit(Cue::self_body);
    if (std::ranges::any_of(others, has)) return bit(Cue::other_body);
  }
  return 0;
}

/// What the words of one sentence say.
class CueFinder {
 public:
  /// A word that is repeated is looked for once.
  explicit CueFinder(const std::vector<std::string>& words) {
    const bool in_arabizi = is_arabizi(words);
    AtomFinder finder(in_arabizi, atoms_);
    TextIds distinct;
    for (const std::string& word : words) {
      const auto [id, is_new] = distinct.add(word);
      if (is_new) {
        const std::size_t begin = atoms_.size();
        finder.find(word);
        std::ranges::sort(atoms_.begin() + static_cast<std::ptrdiff_t>(begin), atoms_.end());
        const auto same =
            std::ranges::unique(atoms_.begin() + static_cast<std::ptrdiff_t>(begin), atoms_.end());
        atoms_.erase(same.begin(), same.end());
        known_.push_back({.begin = begin,
                          .end = atoms_.size(),
                          .cues = body_of(word, in_arabizi) | object_of(word, in_arabizi)});
      }
      words_.push_back(id);
    }
  }

  std::vector<CueMatch> find() {
    for (std::size_t begin = 0; begin < words_.size(); ++begin) {
      const Cues endings = known_[words_[begin]].cues;
      if (endings != 0) matches_.push_back({.cues = endings, .begin = begin, .end = begin + 1});
      for (const Atom atom : atoms_at(begin)) find_phrases(atom, begin);
    }
    return std::move(matches_);
  }

 private:
  struct Known {
    std::size_t begin = 0;  ///< in `atoms_`
    std::size_t end = 0;
    Cues cues = 0;  ///< of its ending
  };

  [[nodiscard]] std::span<const Atom> atoms_at(std::size_t word) const {
    const Known& known = known_[words_[word]];
    return std::span(atoms_).subspan(known.begin, known.end - known.begin);
  }

  void find_phrases(Atom first, std::size_t begin) {
    for (const std::uint32_t phrase : medical_tables.phrases_of_first_atom.list(first)) {
      const std::size_t from = phrase == 0 ? 0 : medical_tables.ends_of_phrases[phrase - 1];
      const std::size_t size = medical_tables.ends_of_phrases[phrase] - from;
      if (!stands_at(from, size, begin)) continue;
      matches_.push_back({.cues = medical_tables.cues[medical_tables.cues_of_phrases[phrase]],
                          .begin = begin,
                          .end = begin + size});
    }
  }

  /// The first atom does.
  [[nodiscard]] bool stands_at(std::size_t atoms, std::size_t size, std::size_t begin) const {
    if (begin + size > words_.size()) return false;
    for (std::size_t i = 1; i < size; ++i) {
      const Atom atom = medical_tables.atoms_of_phrases[atoms + i];
      if (!std::ranges::binary_search(atoms_at(begin + i), atom)) return false;
    }
    return true;
  }

  std::vector<Atom> atoms_;  // of all distinct words
  std::vector<Known> known_;
  std::vector<std::uint32_t> words_;  // by position: which of the known ones
  std::vector<CueMatch> matches_;
};

}  // namespace

std::vector<CueMatch> find_cues(const std::vector<std::string>& words) {
  return CueFinder(words).find();
}

std::size_t longest_cue_phrase() { return medical_tables.longest_phrase; }

}  // namespace mta::catalogue
