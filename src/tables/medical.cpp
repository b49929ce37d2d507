#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "catalogue/arabizi_spelling.h"
#include "catalogue/fold.h"
#include "catalogue/medical_words.h"
#include "catalogue/sound_keys.h"
#include "catalogue/word_lists.h"
#include "tables/word_lists.h"

namespace mta::tables {
namespace {

using catalogue::bit;
using catalogue::Cue;
using catalogue::Cues;
using catalogue::sound_keys;
using catalogue::SoundKeys;

/// Nouns whose ending says whose they are.
constexpr std::string_view arabic_bodies_header = "arabic_body";
constexpr std::string_view root_mark = "√";

constexpr std::array<std::string_view, 64> cue_names = {
    "symptom",  "swelling",     "bleeding", "weak",    "burn",     "pain",      "condition",
    "pregnant", "medicine",     "take",     "skin",    "body",     "self_body", "other_body",
    "my",       "his",          "self",     "to_me",   "family",   "client",    "person",
    "clients",  "clinic",       "device",   "named",   "generic",  "want",      "after",
    "time",     "ask",          "may",      "advises", "figure",   "breath",    "fail",
    "airway",   "face_part",    "closing",  "eye",     "sight",    "harm",      "heavy",
    "severe",   "chest",        "press",    "swallow", "toxic",    "emergency", "danger",
    "despair",  "hypothetical", "wits",     "lost",    "growth",   "drop",      "side",
    "hot",      "many",         "fever",    "i",       "duration", "session",   "discoloured",
    "without"};

Cue cue_of(std::string_view name) {
  const auto found = std::ranges::find(cue_names, name);
  if (found == cue_names.end()) throw ListError("medical.txt: [" + std::string(name) + "]");
  return static_cast<Cue>(found - cue_names.begin());
}

bool is_latin(std::string_view word) { return static_cast<unsigned char>(word.front()) < 0x80; }

std::u32string letters_of(std::string_view text) {
  std::u32string letters;
  while (!text.empty()) letters += next_code_point(text);
  return letters;
}

std::string utf8(std::u32string_view letters) {
  std::string text;
  for (const char32_t c : letters) append_code_point(text, c);
  return text;
}

/// Of these an ending says who is meant, which the sound of a word does not keep.
constexpr Cues said_by_an_ending =
    bit(Cue::self) | bit(Cue::family) | bit(Cue::client) | bit(Cue::person) | bit(Cue::i) |
    bit(Cue::clients) | bit(Cue::ask) | bit(Cue::may) | bit(Cue::self_body) | bit(Cue::other_body) |
    bit(Cue::time) | bit(Cue::want) | bit(Cue::take) | bit(Cue::face_part);

constexpr Cues grave = bit(Cue::emergency) | bit(Cue::danger) | bit(Cue::despair) |
                       bit(Cue::clinic) | bit(Cue::device) | bit(Cue::hypothetical) |
                       bit(Cue::want);

std::size_t consonants_of(std::string_view arabic) {
  constexpr std::u32string_view vowels = U"اويه";
  return static_cast<std::size_t>(
      std::ranges::count_if(letters_of(arabic), [&](char32_t c) { return !vowels.contains(c); }));
}

/// The forms of a root that are spelt by ear, to be met by their sounds.
std::vector<std::string> forms_of_root(const std::string& root) {
  const std::u32string letters = letters_of(root);
  std::vector<std::string> forms;
  // The digits are the root's letters.
  for (const std::u32string_view pattern :
       {U"123",    U"12ي3",   U"12و3",   U"1ا23",   U"م12و3", U"من12و3", U"ي123",
        U"ت123",   U"ن123",   U"بي123",  U"بت123",  U"ان123", U"ا1ت23",  U"123ان",
        U"123ني",  U"123تني", U"ي123ني", U"ت123ني", U"م123",  U"ت1123",  U"12ا3",
        U"ان123ت", U"123ت",   U"ا1ت23ت", U"متا123"}) {
    std::u32string form;
    for (const char32_t c : pattern) form += c >= U'1' && c <= U'3' ? letters[c - U'1'] : c;
    forms.push_back(utf8(form));
  }
  return forms;
}

using Atom = std::uint32_t;

/// Words and their atoms.
class Atoms {
 public:
  /// `next` is the atom of a new word, and then counted up.
  Atom add(std::string_view word, Atom& next) {
    const auto [id, is_new] = words_.add(word);
    if (is_new) atoms_.push_back(next++);
    return atoms_[id];
  }
  [[nodiscard]] std::string write(SourceWriter& out) const {
    return "{" + out.of(words_.view()) + ", " + out.numbers(atoms_) + "}";
  }

 private:
  catalogue::TextIds words_;
  std::vector<Atom> atoms_;
};

class MedicalList {
 public:
  void add_line(std::string_view section, std::string_view line) {
    const bool are_bodies = section == arabic_bodies_header;
    const Cues cues = are_bodies ? 0 : cues_of(section);
    for_each_part(line, ';', [&](std::string_view part) {
      const std::string pattern = clean_text(part);
      if (pattern.empty()) return;
      if (are_bodies) {
        add_body(fold_words(pattern).front());
      } else {
        add(pattern, cues);
      }
    });
  }

  void write(SourceWriter& out) const {
    out.define("MedicalTables", "medical",
               {exact_.write(out),
                beginnings_.write(out),
                endings_.write(out),
                frames_.write(out),
                frame_beginnings_.write(out),
                spellings_.write(out),
                spelling_beginnings_.write(out),
                out.of(roots_.view()),
                out.numbers(atoms_of_roots_),
                out.of(other_frames_.view()),
                out.of(atoms_of_other_frame_.view()),
                out.of(sounds_.view()),
                out.of(atoms_of_sound_.view()),
                out.of(body_sounds_.view()),
                out.of(arabic_bodies_.view()),
                out.plain_keys(cues_),
                out.numbers(cues_of_phrases_),
                out.numbers(ends_of_phrases_),
                out.numbers(atoms_of_phrases_),
                out.of(phrases_of_first_atom_.view()),
                std::to_string(longest_phrase_)});
  }

 private:
  static Cues cues_of(std::string_view section) {
    Cues cues = 0;
    for_each_part(section, ' ', [&](std::string_view name) { cues |= bit(cue_of(name)); });
    return cues;
  }

  void add(std::string_view pattern, Cues cues) {
    const bool by_sound = pattern.starts_with('~');
    if (by_sound) pattern.remove_prefix(1);
    std::vector<std::string_view> words;
    for_each_part(pattern, ' ', [&](std::string_view word) {
      if (!word.empty()) words.push_back(word);
    });
    if (words.empty()) return;
    const bool is_person = (cues & said_by_an_ending) != 0 || words.size() > 1;
    std::vector<Atom> atoms;
    atoms.reserve(words.size());
    for (const std::string_view word : words) atoms.push_back(intern(word, by_sound, is_person));
    add_phrase(atoms, cues);
    // A word of few consonants sounds like too many others, above all where much depends on it.
    const std::size_t enough = (cues & grave) != 0 ? 4 : 3;
    const bool is_clear = (cues & said_by_an_ending) == 0 && !is_latin(words.front()) &&
                          (words.size() > 1 || consonants_of(words.front()) >= enough);
    if (!is_clear) return;
    atoms.clear();
    for (const std::string_view word : words) {
      atoms.push_back(intern_sounds(word, words.size() > 1));
    }
    add_phrase(atoms, cues);
  }

  void add_phrase(std::span<const Atom> atoms, Cues cues) {
    longest_phrase_ = std::max(longest_phrase_, atoms.size());
    phrases_of_first_atom_.add(atoms.front(), static_cast<std::uint32_t>(ends_of_phrases_.size()));
    const auto known = std::ranges::find(cues_, cues);
    cues_of_phrases_.push_back(static_cast<std::uint32_t>(known - cues_.begin()));
    if (known == cues_.end()) cues_.push_back(cues);
    atoms_of_phrases_.insert(atoms_of_phrases_.end(), atoms.begin(), atoms.end());
    ends_of_phrases_.push_back(static_cast<std::uint32_t>(atoms_of_phrases_.size()));
  }

  /// A noun's `ه` (that is ة) becomes `ت` before an ending.
  void add_body(std::string stem) {
    arabic_bodies_.add(stem);
    constexpr std::string_view feminine = "ه";
    if (stem.ends_with(feminine) && stem != "وجه") {
      stem.resize(stem.size() - feminine.size());
      stem += "ت";
      arabic_bodies_.add(stem);
    }
    if (stem == "وش" || stem == "قدم") return;  // `wsho` is "what", `2dime` "old"
    const SoundKeys keys = sound_keys(stem);
    for (std::size_t i = 0; i < keys.whole(); ++i) body_sounds_.add(*(keys.begin() + i));
  }

  Atom intern(std::string_view word, bool by_sound, bool is_person) {
    const bool is_root = word.starts_with(root_mark);
    if (is_root) word.remove_prefix(root_mark.size());
    const bool begins = word.ends_with('*');
    const bool ends = word.starts_with('*');
    const auto folded = fold_words(word);
    if (folded.size() != 1) throw ListError("medical.txt: " + std::string(word));
    const std::string& key = folded.front();
    if (is_root) return intern_root(key);
    if (ends) return endings_.add(std::string(key.rbegin(), key.rend()), next_);
    if (!by_sound) return (begins ? beginnings_ : exact_).add(key, next_);
    const std::string frame = catalogue::consonant_frame(key);
    if (frame.empty()) {
      return (begins ? spelling_beginnings_ : spellings_)
          .add(catalogue::plain_spelling(key), next_);
    }
    if (begins) return frame_beginnings_.add(frame, next_);
    const auto heard = catalogue::heard_as(frame);
    const Atom atom = frames_.add(heard.front(), next_);
    if (heard.size() > 1 && !is_person) {
      atoms_of_other_frame_.add(other_frames_.add(heard.back()).first, atom);
    }
    return atom;
  }

  Atom intern_root(const std::string& root) {
    const std::u32string letters = letters_of(root);
    if (letters.size() != 3) throw ListError("medical.txt: √" + root);
    const auto [id, is_new] = roots_.add(catalogue::root_key(letters[0], letters[1], letters[2]));
    if (is_new) atoms_of_roots_.push_back(next_++);
    return atoms_of_roots_[id];
  }

  /// An Arabic word or root as it is heard in Arabizi.
  Atom intern_sounds(std::string_view word, bool in_phrase) {
    const Atom next = next_;
    const Atom atom = heard_.add(word, next_);
    if (atom != next) return atom;
    const bool is_root = word.starts_with(root_mark);
    if (is_root) word.remove_prefix(root_mark.size());
    const std::string folded = fold_words(word).front();
    const bool is_long = in_phrase || is_root || consonants_of(folded) > 3;
    for (const std::string& form : is_root ? forms_of_root(folded) : std::vector{folded}) {
      add_sound(form, atom, is_long);
    }
    return atom;
  }

  void add_sound(const std::string& word, Atom atom, bool is_long) {
    const SoundKeys keys = sound_keys(word);
    for (const std::uint64_t key : std::span(keys.begin(), keys.whole())) {
      const std::uint32_t sound = sounds_.add(key).first;
      if (!sounds_like(sound, atom)) atoms_of_sound_.add(sound, 2 * atom + (is_long ? 1 : 0));
    }
  }

  [[nodiscard]] bool sounds_like(std::uint32_t sound, Atom atom) const {
    const catalogue::ListsView lists = atoms_of_sound_.view();
    for (const std::uint32_t heard : lists.list(sound)) {
      if (heard / 2 == atom) return true;
    }
    return false;
  }

  Atoms exact_, beginnings_, endings_, frames_, frame_beginnings_, spellings_, spelling_beginnings_;
  catalogue::KeyIds roots_;
  std::vector<Atom> atoms_of_roots_;
  Atoms heard_;
  catalogue::TextIds other_frames_;
  catalogue::Lists atoms_of_other_frame_;
  catalogue::KeyIds sounds_;
  catalogue::Lists atoms_of_sound_;
  catalogue::KeyIds body_sounds_;
  catalogue::TextIds arabic_bodies_;
  Atom next_ = 0;
  std::size_t longest_phrase_ = 1;
  std::vector<Cues> cues_;
  std::vector<std::uint32_t> cues_of_phrases_;
  std::vector<std::uint32_t> ends_of_phrases_;
  std::vector<Atom> atoms_of_phrases_;
  catalogue::Lists phrases_of_first_atom_;
};

}  // namespace

void write_medical(std::string_view text, SourceWriter& out) {
  MedicalList list;
  for_each_line(text, [&](std::string_view section, std::string_view line) {
    if (!section.empty()) list.add_line(section, line);
  });
  list.write(out);
}

}  // namespace mta::tables
