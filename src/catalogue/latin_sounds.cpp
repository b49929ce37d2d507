#include <algorithm>
#include <optional>

#include "catalogue/sounds.h"

namespace mta::catalogue {
namespace {

using enum Sound;

bool one_of(char32_t c, std::u32string_view set) {
  return set.find(c) != std::u32string_view::npos;
}
bool is_vowel(char32_t c) { return one_of(c, U"aeiouyw"); }
bool is_apostrophe(char32_t c) { return one_of(c, U"'’‘`"); }

struct Letter {
  char32_t letter;
  Reading usual;
  std::optional<Reading> other = std::nullopt;
  std::optional<Reading> third = std::nullopt;
};

constexpr Letter alphabet[] = {
    {U'b', {B}},           {U'p', {B}},         {U't', {T}},        {U'6', {T}},
    {U'j', {J}},           {U'h', {H}},         {U'7', {H}},        {U'5', {X}},
    {U'd', {D}},           {U'r', {R}, {{Gh}}}, {U'z', {Z}},        {U's', {S}},
    {U'ç', {S}},           {U'3', {Ain}},       {U'f', {F}},        {U'v', {F}},
    {U'k', {K}},           {U'q', {K}},         {U'c', {K}},        {U'l', {L}},
    {U'm', {M}},           {U'n', {N}},         {U'w', {W}},        {U'y', {Y}},
    {U'x', {K, S}},        {U'g', {J}, {{K}}},  {U'9', {K}, {{S}}}, {U'8', {Gh}, {{H}}, {{K}}},
    {U'2', {K}, {{none}}},
};

/// With an `h` behind it.
constexpr Letter digraphs[] = {
    {U'k', {X}}, {U's', {Sh}},           {U'c', {Sh}, {{K}}},  // Maghreb and Levant; the Gulf's ك
    {U'p', {F}}, {U'g', {Gh}, {{J, H}}}, {U't', {T}, {{D}}},  {U'd', {D}, {{Z}}, {{D, H}}},
};

/// With an apostrophe beside it: the letter that has one dot more.
constexpr Letter dotted[] = {{U'3', {Gh}},       {U'5', {X}}, {U'7', {X}},
                             {U'6', {D}, {{Z}}}, {U'9', {D}}, {U'2', {none}, {{K}}}};

const Letter* find(std::span<const Letter> table, char32_t letter) {
  const auto found = std::ranges::find(table, letter, &Letter::letter);
  return found == table.end() ? nullptr : &*found;
}

/// Reads from left to right.
class Reader {
 public:
  explicit Reader(std::u32string_view letters) : word_(letters) {}

  Sounds read() {
    while (at_ < word_.size()) {
      // `w` and `y` begin a word as consonants.
      if (is_vowel(peek()) && (at_ > 0 || !one_of(peek(), U"wy"))) {
        read_vowels();
      } else {
        read_consonant();
      }
    }
    return sounds_;
  }

 private:
  [[nodiscard]] char32_t peek(std::size_t ahead = 0) const {
    return at_ + ahead < word_.size() ? word_[at_ + ahead] : 0;
  }

  void read_vowels() {
    const bool begins = at_ == 0;
    std::size_t size = 1;
    while (is_vowel(peek(size))) ++size;
    const std::u32string_view run = word_.substr(at_, size);
    at_ += size;
    const bool ends = at_ == word_.size();
    if (begins) {
      write_first_vowels(run, ends);
    } else if (size > 1) {
      write_long_vowel(run, ends);
    } else if (ends) {
      write_last_vowel(run.front());
    } else {
      write_middle_vowel(run.front());
    }
  }

  void write_first_vowels(std::u32string_view run, bool ends) {
    if (run.starts_with(U"ou") && run.size() > 2) {  // the French `w`
      sounds_.consonant({{W}});
      write_long_vowel(run.substr(2), ends);
      return;
    }
    if (run == U"i") {  // the Maghreb's يـ
      sounds_.consonant({{start}, {Y}});
    } else if (run == U"ou") {
      sounds_.consonant({{start}, {W}});
    } else if (run == U"aa") {
      sounds_.consonant({{start}, {Ain}, {start, Ain}});
    } else {
      sounds_.vowel({{start}});
    }
    if (run.size() == 1 || run == U"ou") {
      if (vowel_of(run.front()) != A) sounds_.vowel({{none}, {vowel_of(run.front())}});
    } else if (long_vowel(run).first != A) {
      write_long_vowel(run, ends);
    }
  }
  void write_long_vowel(std::u32string_view run, bool ends) {
    if (run == U"ou") {  // French for a short u, too
      sounds_.vowel({{U}, {none}});
    } else if (run == U"aa") {  // where there is no 3 in it
      sounds_.consonant({{A}, {Ain}});
    } else {
      const Reading all = long_vowel(run);
      const Reading long_ones = long_vowel_without_short_ones(run);
      const bool short_one = !ends && all != long_ones && run.size() > 1;
      if (short_one) {
        sounds_.vowel({long_ones, all});
      } else {
        sounds_.vowel({all});
      }
    }
  }
  void write_last_vowel(char32_t c) {
    if (c == U'e') {
      sounds_.vowel({{I}, {A}, {none}});
    } else {
      sounds_.vowel({{vowel_of(c)}});
    }
  }
  void write_middle_vowel(char32_t c) {
    if (c == U'e') {
      sounds_.vowel({{none}, {I}, {A}});
    } else {
      sounds_.vowel({{none}, {vowel_of(c)}});
    }
  }

  void read_consonant() {
    const bool begins = at_ == 0;
    const char32_t before = is_apostrophe(peek()) ? peek() : 0;
    if (before != 0) ++at_;
    if (at_ == word_.size()) return;
    const char32_t c = peek();
    ++at_;
    const char32_t behind = peek();
    if (const Letter* letter = find(digraphs, c); letter != nullptr && sibling(U'h')) {
      skip_doubled(c, U'h');
      return write(*letter);
    }
    if (const Letter* letter = find(dotted, c); letter != nullptr) {
      if (before != 0) {
        skip_doubled(before, c);
        return write(*letter);
      }
      if (has_apostrophe(behind)) {
        ++at_;
        skip_doubled(c, behind);
        return write(*letter);
      }
    }
    while (peek() == c) ++at_;
    if (c == U'd' && peek() == U'j') return;  // French for ج
    write_letter(c, begins);
  }
  /// Between two digits it is the second one's: `3'9`, `9'3`.
  [[nodiscard]] bool has_apostrophe(char32_t behind) const {
    return is_apostrophe(behind) && find(dotted, peek(1)) == nullptr;
  }
  [[nodiscard]] bool sibling(char32_t second) {
    if (peek() != second) return false;
    ++at_;
    return true;
  }
  /// `shsh` is `sh`, `6'6'` is `6'`.
  void skip_doubled(char32_t first, char32_t second) {
    if (peek() == first && peek(1) == second) at_ += 2;
  }

  void write_letter(char32_t c, bool begins) {
    if (begins && c == U'3') return sounds_.consonant({{Ain}, {start}});
    if (begins && c == U'2') return sounds_.consonant({{start}, {K}});
    if (c == U'c' && one_of(peek(), U"ei")) return sounds_.consonant({{S}});
    if (const Letter* letter = find(alphabet, c); letter != nullptr) write(*letter);
  }
  void write(const Letter& letter) {
    if (letter.other && letter.third) {
      sounds_.consonant({letter.usual, *letter.other, *letter.third});
    } else if (letter.other) {
      sounds_.consonant({letter.usual, *letter.other});
    } else {
      sounds_.consonant({letter.usual});
    }
  }

  std::u32string_view word_;
  std::size_t at_ = 0;
  Sounds sounds_;
};

}  // namespace

Sounds Sounds::of_latin(std::u32string_view letters) { return Reader(letters).read(); }

}  // namespace mta::catalogue
