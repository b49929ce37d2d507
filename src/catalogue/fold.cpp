#include "catalogue/fold.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "catalogue/presentation_forms.h"

namespace mta {
namespace {

constexpr bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
constexpr bool is_latin(char32_t c) { return c >= U'a' && c <= U'z'; }

constexpr bool is_arabic(char32_t c) {
  return (c >= 0x0621 && c <= 0x064A) || (c >= 0x0671 && c <= 0x06D3);
}

constexpr char32_t dropped = 1;    // belongs to the word but is not written
constexpr char32_t separator = 0;  // ends the word

constexpr char32_t fold_latin(char32_t c) {
  constexpr std::u32string_view from = U"àáâãäåçèéêëìíîïñòóôõöùúûüýÿşğı";
  constexpr std::u32string_view into = U"aaaaaaceeeeiiiinooooouuuuyysgi";
  static_assert(from.size() == into.size());
  if (c >= U'A' && c <= U'Z') return c - U'A' + U'a';
  if (c >= U'À' && c <= U'Þ' && c != U'×') c += 32;
  const auto found = from.find(c);
  return found == std::u32string_view::npos ? c : into[found];
}

constexpr char32_t fold_arabic(char32_t c) {
  constexpr std::u32string_view from = U"أإآٱىئؤةگپچڤکی";
  constexpr std::u32string_view into = U"ااااييوهكبجفكي";
  static_assert(from.size() == into.size());
  const auto found = from.find(c);
  return found == std::u32string_view::npos ? c : into[found];
}

/// Joiners, soft hyphens, direction and variation marks: nothing that a reader sees.
constexpr bool is_invisible(char32_t c) {
  return c == 0x00AD || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
         (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

/// Accents and vowel signs that stand as characters of their own, and the line that draws a word
/// out.
constexpr bool is_mark(char32_t c) {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0610 && c <= 0x061A) ||
         (c >= 0x064B && c <= 0x065F) || c == 0x0670 || (c >= 0x06D6 && c <= 0x06ED) || c == 0x0640;
}

/// Fullwidth `ＨＩＦＵ` is `HIFU`.
constexpr char32_t without_width(char32_t c) { return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c; }

constexpr char32_t ascii_end = 0x80;

constexpr char32_t fold_ascii(char32_t c) {
  if (is_latin(c) || is_digit(c)) return c;
  if (c >= U'A' && c <= U'Z') return c - U'A' + U'a';
  return c == U'\'' || c == U'`' ? dropped : separator;
}

constexpr char32_t fold_any(char32_t c) {
  if (c < ascii_end) return fold_ascii(c);
  c = without_width(c);
  if (c >= 0x0660 && c <= 0x0669) return U'0' + (c - 0x0660);
  if (c >= 0x06F0 && c <= 0x06F9) return U'0' + (c - 0x06F0);
  if (c >= 0x2080 && c <= 0x2089) return U'0' + (c - 0x2080);
  if (is_mark(c) || is_invisible(c) || c == U'\'' || c == U'’' || c == U'‘' || c == U'`') {
    return dropped;
  }
  c = fold_arabic(fold_latin(c));
  return is_digit(c) || is_latin(c) || is_arabic(c) ? c : separator;
}

/// Latin and Arabic letters are looked up.
constexpr char32_t alphabets_end = 0x0700;
constexpr auto folded_alphabets = [] {
  std::array<char16_t, alphabets_end> table{};
  for (char32_t c = 0; c < alphabets_end; ++c) table[c] = static_cast<char16_t>(fold_any(c));
  return table;
}();

char32_t fold(char32_t c) { return c < alphabets_end ? folded_alphabets[c] : fold_any(c); }

char32_t fold_to_letter(char32_t c) {
  const char32_t known = fold(c);
  return known == separator || known == dropped ? c : known;
}

/// Splits into folded words. Digits and Arabic letters do not share one.
class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<FoldedWord> split() {
    constexpr std::size_t usual_word = 5;  // bytes
    words_.reserve(text_.size() / usual_word + 1);
    for (std::string_view rest = text_; !rest.empty();) {
      at_ = text_.size() - rest.size();
      const char32_t raw = next_code_point(rest);
      end_ = text_.size() - rest.size();
      if (raw < first_presentation_form) {
        take(raw);
        continue;
      }
      const std::u32string_view letters = letters_of_presentation_form(raw);
      if (letters.empty()) take(raw);
      for (const char32_t letter : letters) take(letter);
    }
    end_word();
    return std::move(words_);
  }

 private:
  void take(char32_t raw) {
    const char32_t c = fold(raw);
    if (c == dropped) return;
    const bool other_script =
        (is_digit(last_) && is_arabic(c)) || (is_arabic(last_) && is_digit(c));
    if (c == separator || other_script) end_word();
    if (c == separator) {
      // `3,000` is one number.
      joins_thousands_ = (raw == U',' || raw == U'٬') && is_digit(last_);
      last_ = separator;
      return;
    }
    if (std::exchange(joins_thousands_, false) && is_digit(c)) {
      word_ = std::move(words_.back());
      words_.pop_back();
    }
    if (word_.text.empty()) word_.begin = at_;
    word_.end = end_;
    repeats_ = c == last_ ? repeats_ + 1 : 1;
    last_ = c;
    // `hellooo` is `hello`, with however many.
    if (repeats_ > 2 && !is_digit(c)) {
      if (repeats_ == 3) word_.text.resize(word_.text.size() - (is_arabic(c) ? 2 : 1));
      return;
    }
    append_code_point(word_.text, c);
  }

  void end_word() {
    if (word_.text.empty()) return;
    words_.push_back(std::move(word_));
    word_.text.clear();
  }

  std::string_view text_;
  std::size_t at_ = 0;   // of the character that is taken
  std::size_t end_ = 0;  // and of the one behind it
  std::vector<FoldedWord> words_;
  FoldedWord word_;
  char32_t last_ = separator;
  int repeats_ = 0;
  bool joins_thousands_ = false;
};

bool is_number(std::string_view word) {
  return !word.empty() &&
         std::ranges::all_of(word, [](char c) { return is_digit(static_cast<char32_t>(c)); });
}

bool is_in(std::string_view word) {
  return word == "in" || word == "في" || word == "en" || word == "fi";
}

/// `7`, `in`, `1` are one word: 7in1.
void join_functions(std::vector<FoldedWord>& words) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < words.size(); ++i, ++kept) {
    if (kept != i) words[kept] = std::move(words[i]);
    if (i + 2 >= words.size()) continue;
    const std::string& count = words[kept].text;
    const std::string& in = words[i + 1].text;
    const std::string& one = words[i + 2].text;
    const bool joined =
        is_number(count) && is_in(in) && is_number(one) && count.size() <= 2 && one.size() == 1;
    if (!joined) continue;
    words[kept].text += "in" + one;
    words[kept].end = words[i + 2].end;
    i += 2;
  }
  words.resize(kept);
}

/// Cuts `ending` where at least `keep` bytes stay.
bool cut_end(std::string& word, std::string_view ending, std::size_t keep) {
  if (!word.ends_with(ending) || word.size() < ending.size() + keep) return false;
  word.resize(word.size() - ending.size());
  return true;
}

bool cut_start(std::string& word, std::string_view beginning, std::size_t keep) {
  if (!word.starts_with(beginning) || word.size() < beginning.size() + keep) return false;
  word.erase(0, beginning.size());
  return true;
}

std::string stem_latin(std::string word) {
  if (!word.ends_with("ss")) cut_end(word, "s", 3);
  if (cut_end(word, "ing", 3) || cut_end(word, "ed", 4)) {
    const std::size_t size = word.size();
    if (size > 3 && word[size - 1] == word[size - 2] && word[size - 1] != 'l') word.pop_back();
  } else {
    cut_end(word, "al", 4);
  }
  cut_end(word, "e", 3);
  return word;
}

std::string stem_arabic(std::string word) {
  constexpr std::size_t letter = 2;  // bytes
  bool cut = false;
  for (const std::string_view article : {"وال", "بال", "كال", "فال", "ولل", "لل", "ال"}) {
    cut = cut || cut_start(word, article, 2 * letter);
  }
  for (const std::string_view particle : {"و", "ل", "ب"}) {
    cut = cut || cut_start(word, particle, 4 * letter);
  }
  for (const std::string_view ending : {"ها", "ات", "ان", "ين", "ون", "يه", "ه", "ي", "ا"}) {
    if (cut_end(word, ending, 3 * letter)) break;
  }
  return word;
}

template <typename Letters>
bool are_one_slip_apart(Letters one, Letters other) {
  if (one.empty() || other.empty() || one.front() != other.front()) return false;
  if (one.size() > other.size()) std::swap(one, other);
  if (other.size() - one.size() > 1) return false;
  const auto [at_one, at_other] = std::ranges::mismatch(one, other);
  const Letters rest_one(at_one, one.end());
  const Letters rest_other(at_other, other.end());
  if (rest_other.empty()) return false;
  if (one.size() != other.size()) return rest_one == rest_other.substr(1);
  const bool swapped = rest_one.size() > 1 && rest_one[0] == rest_other[1] &&
                       rest_one[1] == rest_other[0] && rest_one.substr(2) == rest_other.substr(2);
  return swapped || rest_one.substr(1) == rest_other.substr(1);
}

}  // namespace

std::string fold_text(std::string_view text) {
  constexpr std::u32string_view end_marks = U"?!.؟";
  constexpr int most_end_marks = 3;
  std::u32string folded;
  while (!text.empty()) {
    const char32_t c = next_code_point(text);
    const bool repeated_space = folded.empty() || folded.back() == U' ';
    if (is_white_space(c)) {
      if (!repeated_space) folded += U' ';
      continue;
    }
    if (const auto letters = letters_of_presentation_form(c); !letters.empty()) {
      for (const char32_t letter : letters) folded += fold_to_letter(letter);
      continue;
    }
    folded += fold_to_letter(c);
  }
  if (folded.ends_with(U' ')) folded.pop_back();
  for (int left = most_end_marks; left > 0 && !folded.empty(); --left) {
    if (end_marks.find(folded.back()) == std::u32string_view::npos) break;
    folded.pop_back();
  }
  std::string utf8;
  for (const char32_t c : folded) append_code_point(utf8, c);
  return utf8;
}

std::string fold_seen_text(std::string_view text) {
  std::string seen;
  seen.reserve(text.size());
  while (!text.empty()) {
    const char32_t c = next_code_point(text);
    if (fold(c) != dropped) append_code_point(seen, c);
  }
  return fold_text(seen);
}

std::string signs_left_out(std::string_view text) {
  constexpr std::u32string_view punctuation = U".,!?;:\"()[]-_/*،؛؟«»…–—“”„";
  std::string signs;
  while (!text.empty()) {
    const char32_t c = next_code_point(text);
    const bool means_something = fold(c) == separator && !is_white_space(c) &&
                                 letters_of_presentation_form(c).empty() &&
                                 punctuation.find(c) == std::u32string_view::npos;
    if (means_something) append_code_point(signs, c);
  }
  return signs;
}

bool has_digit(std::string_view folded) {
  return std::ranges::any_of(folded, [](char c) { return is_digit(static_cast<char32_t>(c)); });
}

bool is_arabic_letter(char32_t c) { return is_arabic(c); }

bool has_arabic_letter(std::string_view text) {
  while (!text.empty()) {
    if (is_arabic_letter(next_code_point(text))) return true;
  }
  return false;
}

std::vector<FoldedWord> fold_words_in_place(std::string_view text) {
  std::vector<FoldedWord> words = Splitter(text).split();
  join_functions(words);
  return words;
}

std::vector<std::string> fold_words(std::string_view text) {
  std::vector<FoldedWord> in_place = fold_words_in_place(text);
  std::vector<std::string> words;
  words.reserve(in_place.size());
  for (FoldedWord& word : in_place) words.push_back(std::move(word.text));
  return words;
}

std::string stem(std::string_view folded) {
  std::string_view rest = folded;
  const bool arabic = !folded.empty() && is_arabic_letter(next_code_point(rest));
  return arabic ? stem_arabic(std::string(folded)) : stem_latin(std::string(folded));
}

std::string arabizi_skeleton(std::string_view folded) {
  constexpr std::string_view digits = "235679";
  constexpr std::array<std::string_view, 6> letters = {"", "", "kh", "t", "h", "s"};
  constexpr std::string_view vowels = "aeiouy";
  std::string skeleton;
  for (const char c : folded) {
    if (static_cast<unsigned char>(c) >= 0x80) return {};
    if (vowels.find(c) != std::string_view::npos) continue;
    const auto digit = digits.find(c);
    const std::string_view letter =
        digit == std::string_view::npos ? std::string_view(&c, 1) : letters.at(digit);
    if (letter.empty() || !skeleton.ends_with(letter)) skeleton += letter;
  }
  return skeleton.size() < 3 ? std::string() : skeleton;
}

bool one_slip_apart(std::u32string_view a, std::u32string_view b) {
  return are_one_slip_apart(a, b);
}
bool one_slip_apart(std::u16string_view a, std::u16string_view b) {
  return are_one_slip_apart(a, b);
}

bool one_slip_apart(std::string_view a, std::string_view b) {
  // No letter has more than four bytes.
  if (a.empty() || b.empty() || a.front() != b.front()) return false;
  if (a.size() > b.size() + 4 || b.size() > a.size() + 4) return false;
  const auto letters = [](std::string_view text) {
    std::u32string decoded;
    while (!text.empty()) decoded += next_code_point(text);
    return decoded;
  };
  return one_slip_apart(letters(a), letters(b));
}

bool looks_arabizi(std::string_view folded) {
  constexpr std::string_view letters_as_digits = "235679";
  bool digit_as_letter = false;
  int letters = 0;
  for (const char c : folded) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
    if (c >= 'a' && c <= 'z') ++letters;
    digit_as_letter = digit_as_letter || letters_as_digits.find(c) != std::string_view::npos;
  }
  const bool function_count = folded.size() == 4 && folded.substr(1, 2) == "in";
  return digit_as_letter && letters >= 2 && !function_count && folded != "co2";
}

}  // namespace mta
