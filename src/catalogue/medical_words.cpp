#include "catalogue/medical_words.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <span>
#include <stdexcept>

#include "catalogue/arabizi_spelling.h"
#include "catalogue/language.h"
#include "catalogue/medical_txt.h"  // made from medical.txt by CMake
#include "catalogue/sound_keys.h"
#include "core/fold.h"
#include "core/text.h"

namespace mta::catalogue {
namespace {

/// Nouns whose ending says whose they are.
constexpr std::string_view arabic_bodies_header = "arabic_body";

constexpr std::size_t longest_word = 24;  ///< letters; longer ones mean nothing

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
  if (found == cue_names.end()) throw std::logic_error("medical.txt: " + std::string(name));
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

/// `word` and what is left of it without particles and article.
std::vector<std::u32string> without_proclitics(const std::u32string& word) {
  std::vector<std::u32string> forms = {word};
  std::u32string_view rest = word;
  constexpr std::array<std::u32string_view, 11> proclitics = {
      U"ال", U"لل", U"هال", U"عال", U"و", U"ف", U"ب", U"ل", U"ك", U"ع", U"ه"};
  for (int taken = 0; taken < 3; ++taken) {
    const auto found = std::ranges::find_if(proclitics, [&](std::u32string_view one) {
      return rest.starts_with(one) && rest.size() >= one.size() + 3;
    });
    if (found == proclitics.end()) break;
    rest.remove_prefix(found->size());
    forms.emplace_back(rest);
  }
  return forms;
}

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
        if (endings) use(std::u32string{word[first], word[second], word[third]});
      }
    }
    if (!before.contains(word[first])) break;
  }
}

}  // namespace

MedicalWords::MedicalWords(std::string_view text) {
  std::string_view header;
  std::string patterns;
  for (const auto part : std::views::split(text, '\n')) {
    const std::string_view line(part.begin(), part.end());
    if (line.starts_with('[')) {
      if (!header.empty()) add_section(header, patterns);
      header = line.substr(1, line.find(']') - 1);
      patterns.clear();
    } else if (!line.starts_with('#')) {
      patterns.append(line).append(";");
    }
  }
  add_section(header, patterns);
}

void MedicalWords::add_section(std::string_view header, std::string_view patterns) {
  const bool are_bodies = header == arabic_bodies_header;
  Cues cues = 0;
  for (const auto name : std::views::split(header, ' ')) {
    if (!are_bodies) cues |= bit(cue_of(std::string_view(name.begin(), name.end())));
  }
  for (const auto part : std::views::split(patterns, ';')) {
    const std::string pattern = clean_text(std::string_view(part.begin(), part.end()));
    if (pattern.empty()) continue;
    if (are_bodies) {
      add_body(fold_words(pattern).front());
    } else {
      add(pattern, cues);
    }
  }
}

void MedicalWords::add(std::string_view pattern, Cues cues) {
  const bool by_sound = pattern.starts_with('~');
  if (by_sound) pattern.remove_prefix(1);
  std::vector<std::string_view> words;
  for (const auto part : std::views::split(pattern, ' ')) {
    if (!part.empty()) words.emplace_back(part.begin(), part.end());
  }
  if (words.empty()) return;
  const bool is_person = (cues & said_by_an_ending) != 0 || words.size() > 1;
  Phrase phrase{.atoms = {}, .cues = cues};
  for (const std::string_view word : words)
    phrase.atoms.push_back(intern(word, by_sound, is_person));
  add_phrase(std::move(phrase));
  // A word of few consonants sounds like too many others, above all where much depends on it.
  const std::size_t enough = (cues & grave) != 0 ? 4 : 3;
  const bool is_clear = (cues & said_by_an_ending) == 0 && !is_latin(words.front()) &&
                        (words.size() > 1 || consonants_of(words.front()) >= enough);
  if (!is_clear) return;
  Phrase heard{.atoms = {}, .cues = cues};
  for (const std::string_view word : words)
    heard.atoms.push_back(intern_sounds(word, words.size() > 1));
  add_phrase(std::move(heard));
}

void MedicalWords::add_phrase(Phrase phrase) {
  longest_phrase_ = std::max(longest_phrase_, phrase.atoms.size());
  by_first_[phrase.atoms.front()].push_back(phrases_.size());
  phrases_.push_back(std::move(phrase));
}

/// A noun's `ه` (that is ة) becomes `ت` before an ending.
void MedicalWords::add_body(std::string stem) {
  arabic_bodies_.insert(stem);
  constexpr std::string_view feminine = "ه";
  if (stem.ends_with(feminine) && stem != "وجه") {
    stem.resize(stem.size() - feminine.size());
    stem += "ت";
    arabic_bodies_.insert(stem);
  }
  if (stem == "وش" || stem == "قدم") return;  // `wsho` is "what", `2dime` "old"
  const SoundKeys keys = sound_keys(stem);
  body_sounds_.insert(keys.begin(), keys.begin() + keys.whole());
}

Cues MedicalWords::body_of_arabizi(std::string_view word) const {
  const auto without = [&](std::string_view ending) {
    return word.ends_with(ending) ? word.substr(0, word.size() - ending.size()) : "";
  };
  const auto is_body = [&](std::string_view noun) {
    const SoundKeys keys = sound_keys(noun);
    return std::ranges::any_of(std::span(keys.begin(), keys.whole()),
                               [&](std::uint64_t key) { return body_sounds_.contains(key); });
  };
  for (const std::string_view own : {"i", "e", "y", "ee", "aye", "ayi", "aya"}) {
    if (is_body(without(own))) return bit(Cue::self_body);
  }
  for (const std::string_view others : {"a", "o", "ha", "ah", "u"}) {
    if (is_body(without(others))) return bit(Cue::other_body);
  }
  return 0;
}

Cues MedicalWords::body_of(const std::string& word, bool in_arabizi) const {
  constexpr std::array<std::string_view, 4> own = {"ي", "يا", "اي", "ايا"};
  constexpr std::array<std::string_view, 6> others = {"ها", "ه", "هم", "هن", "يها", "و"};
  if (is_latin(word)) return in_arabizi ? body_of_arabizi(word) : 0;
  for (const std::u32string& form : without_proclitics(letters_of(word))) {
    const std::string noun = utf8(form);
    if (arabic_bodies_.contains(noun)) return bit(Cue::body);
    const auto has = [&](std::string_view ending) {
      return noun.size() > ending.size() && noun.ends_with(ending) &&
             arabic_bodies_.contains(noun.substr(0, noun.size() - ending.size()));
    };
    if (std::ranges::any_of(own, has)) return bit(Cue::self_body);
    if (std::ranges::any_of(others, has)) return bit(Cue::other_body);
  }
  return 0;
}

MedicalWords::Atom MedicalWords::intern(std::string_view word, bool by_sound, bool is_person) {
  const bool is_root = word.starts_with("√");
  if (is_root) word.remove_prefix(std::string_view("√").size());
  const bool begins = word.ends_with('*');
  const bool ends = word.starts_with('*');
  const auto folded = fold_words(word);
  if (folded.size() != 1) throw std::logic_error("medical.txt: " + std::string(word));
  const std::string& key = folded.front();
  Atoms* atoms = is_root ? &roots_ : ends ? &endings_ : begins ? &beginnings_ : &exact_;
  if (!by_sound) return intern_in(*atoms, key);
  const std::string frame = consonant_frame(key);
  if (frame.empty()) {
    return intern_in(begins ? spelling_beginnings_ : spellings_, plain_spelling(key));
  }
  if (begins) return intern_in(frame_beginnings_, frame);
  const auto heard = heard_as(frame);
  const Atom atom = intern_in(frames_, heard.front());
  if (heard.size() > 1 && !is_person) other_frames_[heard.back()].push_back(atom);
  return atom;
}

MedicalWords::Atom MedicalWords::intern_in(Atoms& atoms, const std::string& key) {
  const auto [found, is_new] = atoms.emplace(key, next_);
  if (is_new) ++next_;
  return found->second;
}

/// An Arabic word or root as it is heard in Arabizi.
MedicalWords::Atom MedicalWords::intern_sounds(std::string_view word, bool in_phrase) {
  const auto [found, is_new] = heard_.emplace(word, next_);
  if (!is_new) return found->second;
  const Atom atom = next_++;
  constexpr std::string_view root = "√";
  const bool is_root = word.starts_with(root);
  if (is_root) word.remove_prefix(root.size());
  const std::string folded = fold_words(word).front();
  const bool is_long = in_phrase || is_root || consonants_of(folded) > 3;
  for (const std::string& form : is_root ? forms_of_root(folded) : std::vector{folded}) {
    add_sound(form, atom, is_long);
  }
  return atom;
}

void MedicalWords::add_sound(const std::string& word, Atom atom, bool is_long) {
  const SoundKeys keys = sound_keys(word);
  for (const std::uint64_t key : std::span(keys.begin(), keys.whole())) {
    std::vector<Heard>& alike = sounds_[key];
    if (std::ranges::find(alike, atom, &Heard::atom) == alike.end()) {
      alike.push_back({.atom = atom, .is_long = is_long});
    }
  }
}

std::vector<MedicalWords::Atom> MedicalWords::atoms_of(const std::string& word,
                                                       bool in_arabizi) const {
  std::vector<Atom> found;
  const auto look = [&](const Atoms& atoms, const std::string& key) {
    const auto at = atoms.find(key);
    if (at != atoms.end()) found.push_back(at->second);
  };
  const auto look_at_beginnings = [&](const Atoms& atoms, const std::string& key) {
    for (std::size_t size = 2; size <= key.size(); ++size) look(atoms, key.substr(0, size));
  };
  const std::u32string letters = letters_of(word);
  if (letters.size() > longest_word) return found;
  if (is_latin(word)) {
    look(exact_, word);
    look_at_beginnings(beginnings_, word);
    for (std::size_t at = 1; at + 3 <= word.size(); ++at) look(endings_, word.substr(at));
    if (!in_arabizi && !has_digit(word)) return found;
    const std::string frame = consonant_frame(word);
    for (const std::string& heard : heard_as(frame)) {
      look(frames_, heard);
      const auto others = other_frames_.find(heard);
      if (others == other_frames_.end()) continue;
      found.insert(found.end(), others->second.begin(), others->second.end());
    }
    look_at_beginnings(frame_beginnings_, frame);
    const std::string spelt = plain_spelling(word);
    look(spellings_, spelt);
    look_at_beginnings(spelling_beginnings_, spelt);
    if (!in_arabizi) return found;
    for (const std::uint64_t key : sound_keys(word)) {
      const auto alike = sounds_.find(key);
      if (alike == sounds_.end()) continue;
      for (const Heard& heard : alike->second) {
        if (heard.is_long || has_digit(word)) found.push_back(heard.atom);
      }
    }
    std::ranges::sort(found);
    found.erase(std::ranges::unique(found).begin(), found.end());
    return found;
  }
  for (const std::u32string& form : without_proclitics(letters)) {
    const std::string key = utf8(form);
    look(exact_, key);
    look_at_beginnings(beginnings_, key);
  }
  for_each_root(letters, [&](const std::u32string& root) { look(roots_, utf8(root)); });
  return found;
}

std::vector<CueMatch> MedicalWords::find(const std::vector<std::string>& words) const {
  const bool in_arabizi = is_arabizi(words);
  std::unordered_map<std::string_view, std::vector<Atom>> known;
  std::vector<const std::vector<Atom>*> atoms;
  atoms.reserve(words.size());
  for (const std::string& word : words) {
    const auto [at, is_new] = known.try_emplace(word);
    if (is_new) at->second = atoms_of(word, in_arabizi);
    atoms.push_back(&at->second);
  }
  const auto stands_at = [&](const Phrase& phrase, std::size_t begin) {
    for (std::size_t i = 1; i < phrase.atoms.size(); ++i) {
      if (begin + i >= words.size()) return false;
      if (std::ranges::find(*atoms[begin + i], phrase.atoms[i]) == atoms[begin + i]->end()) {
        return false;
      }
    }
    return true;
  };
  std::vector<CueMatch> matches;
  for (std::size_t begin = 0; begin < words.size(); ++begin) {
    const Cues endings = body_of(words[begin], in_arabizi) | object_of(words[begin], in_arabizi);
    if (endings != 0) matches.push_back({.cues = endings, .begin = begin, .end = begin + 1});
    for (const Atom atom : *atoms[begin]) {
      const auto phrases = by_first_.find(atom);
      if (phrases == by_first_.end()) continue;
      for (const std::size_t i : phrases->second) {
        const Phrase& phrase = phrases_[i];
        if (stands_at(phrase, begin)) {
          matches.push_back(
              {.cues = phrase.cues, .begin = begin, .end = begin + phrase.atoms.size()});
        }
      }
    }
  }
  return matches;
}

const MedicalWords& medical_words() {
  static const MedicalWords words(medical_txt);
  return words;
}

}  // namespace mta::catalogue
