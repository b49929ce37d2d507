#include <algorithm>

#include "catalogue/sounds.h"

namespace mta::catalogue {
namespace {

using enum Sound;

bool one_of(char32_t c, std::u32string_view set) {
  return set.find(c) != std::u32string_view::npos;
}

struct Letter {
  char32_t letter;
  Sound usual;
  Sound other = none;
};

constexpr Letter alphabet[] = {
    {U'ب', B}, {U'پ', B}, {U'ت', T},  {U'ط', T},   {U'ث', T, S}, {U'ج', J},    {U'چ', J}, {U'ح', H},
    {U'ه', H}, {U'خ', X}, {U'د', D},  {U'ض', D},   {U'ذ', D, Z}, {U'ظ', D, Z}, {U'ر', R}, {U'ز', Z},
    {U'س', S}, {U'ص', S}, {U'ش', Sh}, {U'ع', Ain}, {U'غ', Gh},   {U'ف', F},    {U'ڤ', F}, {U'ق', K},
    {U'ك', K}, {U'گ', K}, {U'ک', K},  {U'ل', L},   {U'م', M},    {U'ن', N},    {U'و', W}, {U'ي', Y},
};

class Reader {
 public:
  Reader(std::u32string_view letters, bool ends_in_vowel)
      : word_(letters), ends_in_vowel_(ends_in_vowel) {}

  Sounds read() {
    while (at_ < word_.size()) {
      // و and ي begin a word as consonants.
      if (is_vowel(at_) && (at_ > 0 || !one_of(word_[at_], U"وي"))) {
        read_vowels();
      } else {
        write_consonant(word_[at_++]);
      }
    }
    return sounds_;
  }

 private:
  [[nodiscard]] bool is_vowel(std::size_t at) const {
    if (at >= word_.size()) return false;
    const bool last = at + 1 == word_.size();
    return one_of(word_[at], U"اويىةأإآٱؤئء") || (last && ends_in_vowel_ && word_[at] == U'ه');
  }

  void read_vowels() {
    const bool begins = at_ == 0;
    std::size_t size = 1;
    while (is_vowel(at_ + size)) ++size;
    std::u32string_view run = word_.substr(at_, size);
    at_ += size;
    if (begins) {
      sounds_.vowel({{start}});
      run.remove_prefix(1);
      if (run.find_first_of(U"ويىئؤ") == std::u32string_view::npos) return;
    }
    write_vowels(run, at_ == word_.size());
  }

  void write_vowels(std::u32string_view run, bool ends) {
    // Folding makes ى at the end a ي.
    const bool may_be_a = ends && (run.ends_with(U'ي') || run.ends_with(U'ى'));
    if (!may_be_a) {
      sounds_.vowel({long_vowel(run)});
    } else if (run.size() == 1) {
      sounds_.vowel({{I}, {A}});
    } else {
      sounds_.vowel({long_vowel(run), long_vowel(run.substr(0, run.size() - 1))});
    }
  }

  void write_consonant(char32_t c) {
    const bool begins = at_ == 1;
    // Some do not write these where a word begins.
    if (begins && one_of(c, U"عق")) return sounds_.consonant({{c == U'ع' ? Ain : K}, {start}});
    const bool like_z = c == U'ص' && at_ < word_.size() && word_[at_] == U'غ';
    if (like_z) return sounds_.consonant({{S}, {Z}});
    const auto* found = std::ranges::find(alphabet, c, &Letter::letter);
    if (found == std::end(alphabet)) return;
    if (found->other == none) {
      sounds_.consonant({{found->usual}});
    } else {
      sounds_.consonant({{found->usual}, {found->other}});
    }
  }

  std::u32string_view word_;
  bool ends_in_vowel_;
  std::size_t at_ = 0;
  Sounds sounds_;
};

}  // namespace

Sounds Sounds::of_arabic(std::u32string_view letters, bool ends_in_vowel) {
  return Reader(letters, ends_in_vowel).read();
}

}  // namespace mta::catalogue
