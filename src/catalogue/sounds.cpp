#include "catalogue/sounds.h"

#include <algorithm>
#include <initializer_list>

namespace mta::catalogue {

using Reading = SoundChoice::Reading;

class SoundWriter {
 public:
  void add(std::initializer_list<Reading> readings, bool is_vowel) {
    if (sounds_.size_ == Sounds::most_sounds) return;
    SoundChoice& choice = sounds_.choices_[sounds_.size_++];
    for (const Reading& reading : readings) choice.readings[choice.size++] = reading;
    choice.is_vowel = is_vowel;
  }
  void consonant(Sound only) { add({{only}}, false); }
  void consonant(Sound usual, Sound other) { add({{usual}, {other}}, false); }
  [[nodiscard]] bool empty() const { return sounds_.size_ == 0; }
  [[nodiscard]] Sounds finish() const { return sounds_; }

 private:
  Sounds sounds_;
};

namespace {

constexpr auto none = Sound::none;

bool one_of(char32_t c, std::u32string_view set) {
  return set.find(c) != std::u32string_view::npos;
}

bool is_apostrophe(char32_t c) { return one_of(c, U"'’‘`"); }

/// The vowel that a letter of a run of vowels stands for.
Sound vowel_of(char32_t c) {
  if (one_of(c, U"wouو")) return Sound::U;
  return one_of(c, U"yieيىئ") ? Sound::I : Sound::A;
}

/// One reading for a run of several vowels: what is written with a letter in Arabic. A glide or a
/// second vowel is written, `a` beside them is not.
Reading long_vowel(std::u32string_view run, bool ends_word) {
  Reading reading;
  const auto append = [&](Sound sound) {
    if (reading.first == none) {
      reading.first = sound;
    } else if (reading.first != sound && reading.second == none) {
      reading.second = sound;
    }
  };
  const bool glides = run.find_first_of(U"wy") != std::u32string_view::npos;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const bool beside_vowel =
        (i > 0 && !one_of(run[i - 1], U"wy")) || (i + 1 < run.size() && !one_of(run[i + 1], U"wy"));
    const bool ends = ends_word && i + 1 == run.size();
    const bool written = !glides || one_of(run[i], U"wy") || beside_vowel || ends;
    if (written && vowel_of(run[i]) != Sound::A) append(vowel_of(run[i]));
  }
  if (reading.first == none) reading.first = Sound::A;
  return reading;
}

/// Reads Latin letters from left to right.
class LatinReader {
 public:
  explicit LatinReader(std::u32string_view letters) : letters_(letters) {}

  Sounds read() {
    while (at_ < letters_.size()) {
      if (starts_vowels()) {
        read_vowels();
      } else {
        read_consonant();
      }
    }
    return out_.finish();
  }

 private:
  [[nodiscard]] char32_t peek(std::size_t ahead = 0) const {
    return at_ + ahead < letters_.size() ? letters_[at_ + ahead] : 0;
  }
  [[nodiscard]] static bool is_vowel(char32_t c) { return one_of(c, U"aeiouyw"); }

  /// `w` and `y` begin a word as consonants; so does the French `ou` before a vowel.
  [[nodiscard]] bool starts_vowels() const {
    if (!is_vowel(peek())) return false;
    return at_ > 0 || !one_of(peek(), U"wy");
  }

  void read_vowels() {
    const bool begins = at_ == 0;
    std::size_t size = 1;
    while (is_vowel(peek(size))) ++size;
    const std::u32string_view run = letters_.substr(at_, size);
    at_ += size;
    const bool ends = at_ == letters_.size();
    if (begins) {
      write_first_vowels(run, ends);
    } else if (size > 1) {
      write_long(run, ends);
    } else if (ends) {
      write_last_vowel(run.front());
    } else {
      write_middle_vowel(run.front());
    }
  }

  void write_first_vowels(std::u32string_view run, bool ends) {
    if (run.size() > 2 && run.starts_with(U"ou")) {
      out_.consonant(Sound::W);
      out_.add({long_vowel(run.substr(2), ends)}, true);
      return;
    }
    out_.add({{Sound::start}}, true);
    if (run.size() > 1) {
      const Reading reading = long_vowel(run, ends);
      if (reading.first != Sound::A) out_.add({reading}, true);
    } else if (vowel_of(run.front()) != Sound::A) {
      out_.add({{none}, {vowel_of(run.front())}}, true);
    }
  }
  void write_long(std::u32string_view run, bool ends) {
    // `ou` is French for a short u, too.
    if (run == U"ou") {
      out_.add({{Sound::U}, {none}}, true);
    } else {
      out_.add({long_vowel(run, ends)}, true);
    }
  }
  void write_last_vowel(char32_t c) {
    if (c == U'e') {
      out_.add({{Sound::I}, {Sound::A}}, true);
    } else {
      out_.add({{vowel_of(c)}}, true);
    }
  }
  void write_middle_vowel(char32_t c) {
    if (c == U'e') {
      out_.add({{none}, {Sound::I}, {Sound::A}}, true);
    } else {
      out_.add({{none}, {vowel_of(c)}}, true);
    }
  }

  void read_consonant() {
    const char32_t c = peek();
    std::size_t size = 1;
    while (peek(size) == c) ++size;  // a doubled letter
    const char32_t next = peek(size);
    at_ += size;
    if (next == U'h' && one_of(c, U"kgstdcp")) {
      ++at_;
      write_digraph(c);
    } else if (c == U'd' && next == U'j') {
      ++at_;
      out_.consonant(Sound::J);
    } else if (is_apostrophe(next) && one_of(c, U"356792")) {
      ++at_;
      write_dotted(c);
    } else {
      write_letter(c, next);
    }
  }

  void write_digraph(char32_t c) {
    switch (c) {
      case U'k':
        return out_.consonant(Sound::X);
      case U'g':
        return out_.add({{Sound::Gh}, {Sound::J, Sound::H}}, false);
      case U't':
        return out_.consonant(Sound::T, Sound::D);
      case U'd':
        return out_.add({{Sound::D}, {Sound::Z}, {Sound::D, Sound::H}}, false);
      case U'p':
        return out_.consonant(Sound::F);
      default:
        return out_.consonant(Sound::Sh);
    }
  }
  /// A digit with an apostrophe is the letter with one dot more.
  void write_dotted(char32_t digit) {
    switch (digit) {
      case U'3':
        return out_.consonant(Sound::Gh);
      case U'6':
        return out_.consonant(Sound::D, Sound::Z);
      case U'9':
        return out_.consonant(Sound::D);
      case U'2':
        return out_.add({{none}, {Sound::K}}, false);
      default:
        return out_.consonant(Sound::X);
    }
  }
  void write_letter(char32_t c, char32_t next) {
    switch (c) {
      case U'b':
      case U'p':
        return out_.consonant(Sound::B);
      case U't':
      case U'6':
        return out_.consonant(Sound::T);
      case U'j':
        return out_.consonant(Sound::J);
      case U'h':
      case U'7':
        return out_.consonant(Sound::H);
      case U'5':
        return out_.consonant(Sound::X);
      case U'd':
        return out_.consonant(Sound::D);
      case U'r':
        return out_.consonant(Sound::R);
      case U'z':
        return out_.consonant(Sound::Z);
      case U's':
        return out_.consonant(Sound::S);
      case U'c':
        return out_.consonant(one_of(next, U"eiy") && next != 0 ? Sound::S : Sound::K);
      case U'3':
        return at_ == 1 ? out_.consonant(Sound::Ain, Sound::start) : out_.consonant(Sound::Ain);
      case U'8':
        return out_.consonant(Sound::Gh);
      case U'f':
      case U'v':
        return out_.consonant(Sound::F);
      case U'k':
      case U'q':
        return out_.consonant(Sound::K);
      case U'g':
        return out_.consonant(Sound::J, Sound::K);
      case U'9':
        return out_.consonant(Sound::K, Sound::S);
      case U'2':
        return out_.add({{at_ == 1 ? Sound::start : none}, {Sound::K}}, false);
      case U'l':
        return out_.consonant(Sound::L);
      case U'm':
        return out_.consonant(Sound::M);
      case U'n':
        return out_.consonant(Sound::N);
      case U'w':
        return out_.consonant(Sound::W);
      case U'y':
        return out_.consonant(Sound::Y);
      case U'x':
        return out_.add({{Sound::K, Sound::S}}, false);
      default:
        return;
    }
  }

  std::u32string_view letters_;
  std::size_t at_ = 0;
  SoundWriter out_;
};

class ArabicReader {
 public:
  ArabicReader(std::u32string_view letters, bool ends_in_vowel)
      : letters_(letters), ends_in_vowel_(ends_in_vowel) {}

  Sounds read() {
    while (at_ < letters_.size()) {
      if (starts_vowels()) {
        read_vowels();
      } else {
        write_letter(letters_[at_++]);
      }
    }
    return out_.finish();
  }

 private:
  [[nodiscard]] bool is_vowel(std::size_t at) const {
    if (at >= letters_.size()) return false;
    const bool last = at + 1 == letters_.size();
    return one_of(letters_[at], U"اويىةأإآٱؤئء") ||
           (last && ends_in_vowel_ && letters_[at] == U'ه');
  }
  [[nodiscard]] bool starts_vowels() const {
    return is_vowel(at_) && (at_ > 0 || !one_of(letters_[at_], U"وي"));
  }

  void read_vowels() {
    const bool begins = at_ == 0;
    std::size_t size = 1;
    while (is_vowel(at_ + size)) ++size;
    std::u32string_view run = letters_.substr(at_, size);
    at_ += size;
    const bool ends = at_ == letters_.size();
    if (begins) {
      out_.add({{Sound::start}}, true);
      run.remove_prefix(1);
      if (run.find_first_of(U"ويىئؤ") == std::u32string_view::npos) return;
    }
    if (ends && run == U"ى") {
      out_.add({{Sound::A}, {Sound::I}}, true);
    } else if (ends && run == U"ي") {
      out_.add({{Sound::I}, {Sound::A}}, true);  // folded ى is the same letter
    } else {
      out_.add({long_vowel(run, ends)}, true);
    }
  }

  void write_letter(char32_t c) {
    const bool begins = at_ == 1;
    switch (c) {
      case U'ب':
      case U'پ':
        return out_.consonant(Sound::B);
      case U'ت':
      case U'ط':
        return out_.consonant(Sound::T);
      case U'ث':
        return out_.consonant(Sound::T, Sound::S);
      case U'ج':
      case U'چ':
        return out_.consonant(Sound::J);
      case U'ح':
      case U'ه':
        return out_.consonant(Sound::H);
      case U'خ':
        return out_.consonant(Sound::X);
      case U'د':
      case U'ض':
        return out_.consonant(Sound::D);
      case U'ذ':
      case U'ظ':
        return out_.consonant(Sound::D, Sound::Z);
      case U'ر':
        return out_.consonant(Sound::R);
      case U'ز':
        return out_.consonant(Sound::Z);
      case U'س':
        return out_.consonant(Sound::S);
      case U'ص':
        return at_ < letters_.size() && letters_[at_] == U'غ' ? out_.consonant(Sound::S, Sound::Z)
                                                              : out_.consonant(Sound::S);
      case U'ش':
        return out_.consonant(Sound::Sh);
      case U'ع':
        return begins ? out_.consonant(Sound::Ain, Sound::start) : out_.consonant(Sound::Ain);
      case U'غ':
        return out_.consonant(Sound::Gh);
      case U'ف':
      case U'ڤ':
        return out_.consonant(Sound::F);
      case U'ق':
        return begins ? out_.consonant(Sound::K, Sound::start) : out_.consonant(Sound::K);
      case U'ك':
      case U'گ':
      case U'ک':
        return out_.consonant(Sound::K);
      case U'ل':
        return out_.consonant(Sound::L);
      case U'م':
        return out_.consonant(Sound::M);
      case U'ن':
        return out_.consonant(Sound::N);
      case U'و':
        return out_.consonant(Sound::W);
      case U'ي':
        return out_.consonant(Sound::Y);
      default:
        return;
    }
  }

  std::u32string_view letters_;
  bool ends_in_vowel_;
  std::size_t at_ = 0;
  SoundWriter out_;
};

}  // namespace

Sounds Sounds::of_latin(std::u32string_view letters) { return LatinReader(letters).read(); }
Sounds Sounds::of_arabic(std::u32string_view letters, bool ends_in_vowel) {
  return ArabicReader(letters, ends_in_vowel).read();
}

void Sounds::append(Sound sound) {
  if (size_ == most_sounds) return;
  choices_[size_++] = {.readings = {{{sound}}}, .size = 1, .is_vowel = sound >= Sound::A};
}

}  // namespace mta::catalogue
