#include "catalogue/medical_words.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <stdexcept>

#include "catalogue/medical_txt.h"  // made from medical.txt by CMake
#include "core/fold.h"
#include "core/text.h"

namespace mta::catalogue {
namespace {

constexpr std::size_t longest_word = 24;  ///< letters; longer ones mean nothing

constexpr std::array<std::string_view, 52> cue_names = {
    "symptom",    "swelling",  "bleeding",    "blister",  "weak",    "burn",        "pain",
    "condition",  "medicine",  "take",        "skin",     "body",    "arabic_body", "self_body",
    "other_body", "my",        "his",         "your",     "self",    "to_me",       "family",
    "client",     "clients",   "clinic",      "device",   "named",   "generic",     "want",
    "after",      "time",      "ask",         "negation", "figure",  "breath",      "fail",
    "airway",     "face_part", "closing",     "eye",      "sight",   "harm",        "heavy",
    "severe",     "chest",     "press",       "heart",    "swallow", "toxic",       "emergency",
    "danger",     "despair",   "hypothetical"};

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

bool is_vowel(char c) { return std::string_view("aeiouy").contains(c); }

/// Arabizi with one letter for each sound: `7ar2` and `har9` are equal but for their vowels.
std::string one_letter_a_sound(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, char>, 14> sounds = {{{"sh", '$'},
                                                                         {"ch", '$'},
                                                                         {"kh", 'x'},
                                                                         {"gh", '%'},
                                                                         {"th", 't'},
                                                                         {"dh", 'd'},
                                                                         {"5", 'x'},
                                                                         {"8", '%'},
                                                                         {"7", 'h'},
                                                                         {"q", '2'},
                                                                         {"9", '2'},
                                                                         {"6", 't'},
                                                                         {"p", 'b'},
                                                                         {"c", 'k'}}};
  std::string sound;
  while (!word.empty()) {
    const auto found = std::ranges::find_if(
        sounds, [&](const auto& known) { return word.starts_with(known.first); });
    const char c = found == sounds.end() ? word.front() : found->second;
    word.remove_prefix(found == sounds.end() ? 1 : found->first.size());
    if (sound.empty() || sound.back() != c) sound += c;
  }
  return sound;
}

/// The sound with one vowel for each run of vowels; empty where fewer than three consonants are in
/// it, which too many words share.
std::string consonant_frame(std::string_view word) {
  std::string frame;
  std::size_t consonants = 0;
  for (const char c : one_letter_a_sound(word)) {
    const bool vowel = is_vowel(c);
    if (!vowel) ++consonants;
    if (!vowel || frame.empty() || frame.back() != 'a') frame += vowel ? 'a' : c;
  }
  if (frame.ends_with("ah")) frame.pop_back();
  return consonants < 3 ? "" : frame;
}

/// The sound with the vowels that people do not confuse.
std::string spelling(std::string_view word) {
  std::string text;
  const std::string sound = one_letter_a_sound(word);
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const char next = i + 1 < sound.size() ? sound[i + 1] : ' ';
    char c = sound[i];
    if (c == 'o' && next == 'u') continue;
    if (c == 'o') c = 'u';
    if ((c == 'y' && i > 0) || (c == 'e' && next == ' ')) c = 'i';
    if (text.empty() || text.back() != c) text += c;
  }
  return text;
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
Cues object_of(std::string_view word) {
  const auto ends = [&](std::string_view ending) { return word.ends_with(ending); };
  return ends("ني") || ends("ne") || ends("ni") ? bit(Cue::to_me) : 0;
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
  Cues cues = 0;
  for (const auto name : std::views::split(header, ' ')) {
    cues |= bit(cue_of(std::string_view(name.begin(), name.end())));
  }
  for (const auto pattern : std::views::split(patterns, ';')) {
    add(clean_text(std::string_view(pattern.begin(), pattern.end())), cues);
  }
}

void MedicalWords::add(std::string_view pattern, Cues cues) {
  const bool by_sound = pattern.starts_with('~');
  if (by_sound) pattern.remove_prefix(1);
  Phrase phrase{.atoms = {}, .cues = cues};
  for (const auto part : std::views::split(pattern, ' ')) {
    const std::string_view word(part.begin(), part.end());
    if (word.empty()) continue;
    if (cues == bit(Cue::arabic_body)) {
      add_body(fold_words(word).front());
    } else {
      phrase.atoms.push_back(intern(word, by_sound));
    }
  }
  if (phrase.atoms.empty()) return;
  by_first_[phrase.atoms.front()].push_back(phrases_.size());
  phrases_.push_back(std::move(phrase));
}

/// A noun's `ه` (that is ة) becomes `ت` before an ending.
void MedicalWords::add_body(std::string stem) {
  arabic_bodies_.insert(stem);
  constexpr std::string_view feminine = "ه";
  if (!stem.ends_with(feminine)) return;
  stem.resize(stem.size() - feminine.size());
  arabic_bodies_.insert(stem + "ت");
}

Cues MedicalWords::body_of(const std::string& word) const {
  constexpr std::array<std::string_view, 4> own = {"ي", "يا", "اي", "ايا"};
  constexpr std::array<std::string_view, 7> others = {"ها", "ه", "هم", "هن", "يها", "يه", "و"};
  if (is_latin(word)) return 0;
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

MedicalWords::Atom MedicalWords::intern(std::string_view word, bool by_sound) {
  const bool is_root = word.starts_with("√");
  if (is_root) word.remove_prefix(std::string_view("√").size());
  const bool begins = word.ends_with('*');
  const auto folded = fold_words(word);
  if (folded.size() != 1) throw std::logic_error("medical.txt: " + std::string(word));
  std::string key = folded.front();
  Atoms* atoms = is_root ? &roots_ : begins ? &beginnings_ : &exact_;
  if (by_sound) {
    const std::string frame = consonant_frame(key);
    key = frame.empty() ? spelling(key) : frame;
    atoms = frame.empty() ? (begins ? &spelling_beginnings_ : &spellings_)
                          : (begins ? &sound_beginnings_ : &sounds_);
  }
  const auto [found, is_new] = atoms->emplace(key, next_);
  if (is_new) ++next_;
  return found->second;
}

std::vector<MedicalWords::Atom> MedicalWords::atoms_of(const std::string& word) const {
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
    const std::string frame = consonant_frame(word);
    if (!frame.empty()) look(sounds_, frame);
    look_at_beginnings(sound_beginnings_, frame);
    const std::string spelt = spelling(word);
    look(spellings_, spelt);
    look_at_beginnings(spelling_beginnings_, spelt);
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
  std::unordered_map<std::string_view, std::vector<Atom>> known;
  std::vector<const std::vector<Atom>*> atoms;
  atoms.reserve(words.size());
  for (const std::string& word : words) {
    const auto [at, is_new] = known.try_emplace(word);
    if (is_new) at->second = atoms_of(word);
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
    const Cues endings = body_of(words[begin]) | object_of(words[begin]);
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
