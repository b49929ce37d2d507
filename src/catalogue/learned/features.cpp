#include "catalogue/learned/features.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <span>
#include <string>

#include "base/text.h"
#include "catalogue/fold.h"
#include "catalogue/sound_keys.h"

namespace mta::catalogue::learned {
namespace {

// What counts of a long message.
constexpr std::size_t last_bytes = 400;
constexpr std::size_t first_bytes = most_bytes - last_bytes;
constexpr std::size_t most_words = 240;
constexpr std::size_t most_letters = 20;
constexpr std::size_t longest_run = 5;
constexpr std::size_t longest_sound_run = 4;
constexpr std::size_t most_sound_words = 6;
/// Pairs are made of so many hints.
constexpr std::size_t most_paired = 40;
constexpr std::size_t most_in_order = 60;

/// The kinds of features, which must not share numbers.
enum class Kind : std::uint8_t {
  word = 1,
  stem,
  pair,
  pair_apart,
  letters,
  sound,
  sounds,
  sound_pair,
  number,
  mark,
  length,
};

constexpr std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 32U;
  value *= 0xD6E8FEB86659FD93U;
  value ^= value >> 32U;
  value *= 0xD6E8FEB86659FD93U;
  return value ^ value >> 32U;
}

constexpr std::uint64_t step(std::uint64_t hash, std::uint64_t value) {
  return (hash ^ value) * 0x100000001B3U;
}

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : text) hash = step(hash, static_cast<unsigned char>(c));
  return hash;
}

bool is_number(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return (c >= '0' && c <= '9') || c == ','; });
}

/// Letters between two marks for the word's ends; of a doubled letter one.
class Letters {
 public:
  explicit Letters(std::string_view word) {
    add(U'^');
    while (!word.empty() && size_ <= most_letters) add(next_code_point(word));
    add(U'$');
  }
  [[nodiscard]] std::span<const char32_t> all() const { return {letters_.data(), size_}; }

 private:
  void add(char32_t letter) {
    if (size_ == 0 || letters_.at(size_ - 1) != letter) letters_.at(size_++) = letter;
  }

  std::array<char32_t, most_letters + 2> letters_{};
  std::size_t size_ = 0;
};

class Collector {
 public:
  Features of(std::string_view text, std::span<const std::uint32_t> hints,
              std::span<const std::uint64_t> order) {
    found_.text.reserve(1024);
    add_hints(hints);
    add_order(order.first(std::min(order.size(), most_in_order)));
    add_words(fold_words(text.substr(0, first_bytes)));
    const std::size_t rest = text.size() - std::min(text.size(), first_bytes);
    if (rest > 0) add_words(fold_words(text.substr(text.size() - std::min(rest, last_bytes))));
    add(Kind::mark, text.contains('?') || text.contains("؟") ? 1 : 0);
    add(Kind::length, length_class());
    return std::move(found_);
  }

 private:
  void add_hints(std::span<const std::uint32_t> hints) {
    for (std::size_t i = 0; i < hints.size(); ++i) {
      add(found_.hints, hints[i]);
      for (std::size_t j = 0; j < std::min(i, most_paired); ++j) {
        add_pair(std::uint64_t{hints[i]} << 32U | hints[j]);
      }
    }
  }

  void add_order(std::span<const std::uint64_t> order) {
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
      add_pair(step(mixed(order[i]), order[i + 1]));
      if (i + 2 < order.size())
        add_pair(step(step(mixed(order[i] + 1), order[i + 1]), order[i + 2]));
    }
  }

  void add_pair(std::uint64_t pair) {
    constexpr std::uint32_t pairs = first_text_feature - hint_count;
    add(found_.hints, hint_count + static_cast<std::uint32_t>(mixed(pair) % pairs));
  }

  void add(Kind kind, std::uint64_t hash) {
    const std::uint64_t mix = mixed(hash + static_cast<std::uint64_t>(kind) * 0x9E3779B97F4A7C15U);
    add(found_.text, first_text_feature +
                         static_cast<std::uint32_t>(mix % (feature_count - first_text_feature)));
  }

  void add(std::vector<std::uint32_t>& list, std::uint32_t feature) {
    if (seen_.test(feature)) return;
    seen_.set(feature);
    list.push_back(feature);
  }

  void add_words(const std::vector<std::string>& words) {
    Word before;
    Word before_that;
    for (const std::string& text : words) {
      if (words_ == most_words) return;
      ++words_;
      const Word word = is_number(text) ? number(text) : add_word(text);
      add(Kind::pair, step(before.written, word.written));
      add(Kind::pair_apart, step(before_that.written, word.written));
      if (word.sound != 0 && before.sound != 0) {
        add(Kind::sound_pair, step(before.sound, word.sound));
      }
      before_that = before;
      before = word;
    }
    add(Kind::pair, step(before.written, 0));
  }

  struct Word {
    std::uint64_t written = 0;
    std::uint64_t sound = 0;
  };

  /// Of a number only how long it is: a price, a phone number.
  Word number(std::string_view text) {
    add(Kind::number, text.size());
    return {.written = text.size()};
  }

  Word add_word(const std::string& text) {
    const std::uint64_t hash = hash_of(text);
    add(Kind::word, hash);
    const std::string stemmed = stem(text);
    add(Kind::stem, hash_of(stemmed));
    add_letters(text);
    return {.written = hash, .sound = add_sounds(text)};
  }

  void add_letters(std::string_view word) {
    const Letters letters(word);
    const auto all = letters.all();
    for (std::size_t begin = 0; begin < all.size(); ++begin) {
      std::uint64_t hash = 0;
      for (std::size_t end = begin; end < std::min(begin + longest_run, all.size()); ++end) {
        hash = mixed(step(hash + 1, all[end]));
        if (end > begin) add(Kind::letters, hash);
      }
    }
  }

  /// The likeliest sound of the whole word.
  std::uint64_t add_sounds(std::string_view word) {
    const SoundKeys keys = sound_keys(word);
    std::size_t count = 0;
    for (const std::uint64_t key : keys) {
      if (count++ == most_sound_words) break;
      add(Kind::sound, key);
    }
    if (keys.size() == 0) return 0;
    add_runs_of_sounds(*keys.begin());
    if (keys.whole() < keys.size()) add_runs_of_sounds(*(keys.begin() + keys.whole()));
    return *keys.begin();
  }

  /// A sound has five bits of a key.
  void add_runs_of_sounds(std::uint64_t key) {
    constexpr std::uint64_t word_end = 31;
    const std::uint64_t marked = key << 5U | word_end;
    for (unsigned at = 0; at < 60 && (marked >> at) > word_end; at += 5) {
      for (unsigned size = 2; size <= longest_sound_run; ++size) {
        const unsigned bits = 5 * size;
        add(Kind::sounds, (marked >> at & ((std::uint64_t{1} << bits) - 1)) << 3U | size);
        if ((marked >> at) >> bits == 0) break;
      }
    }
  }

  [[nodiscard]] std::uint64_t length_class() const {
    std::uint64_t length = 0;
    for (std::size_t words = words_; words > 0; words /= 2) ++length;
    return length;
  }

  std::bitset<feature_count> seen_;
  Features found_;
  std::size_t words_ = 0;
};

}  // namespace

Features features_of(std::string_view text, std::span<const std::uint32_t> hints,
                     std::span<const std::uint64_t> order) {
  return Collector().of(text, hints, order);
}

}  // namespace mta::catalogue::learned
