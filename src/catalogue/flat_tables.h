#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// Hash tables in a few arrays of numbers without a pointer between them. Those of the word lists
/// are compiled in (src/tables makes them), those of the knowledge grow at the start; both are read
/// in the same way. A `…View` is read-only and refers to arrays that must outlive it.
namespace mta::catalogue {

inline constexpr std::uint32_t not_found = 0xFFFF'FFFF;

/// FNV-1a. Taken letter by letter, so that the beginnings of a word cost no more than the word.
class TextHash {
 public:
  constexpr TextHash() = default;
  explicit constexpr TextHash(std::string_view text) {
    for (const char c : text) add(c);
  }
  constexpr void add(char c) { state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3U; }
  [[nodiscard]] constexpr std::uint32_t value() const {
    return static_cast<std::uint32_t>(state_ ^ (state_ >> 32U));
  }

 private:
  std::uint64_t state_ = 0xCBF29CE484222325U;
};

constexpr std::uint32_t hash_of(std::uint64_t key) {
  key *= 0x9E3779B97F4A7C15U;
  return static_cast<std::uint32_t>(key >> 32U);
}

/// An array of numbers, of two bytes each where all of them are small enough.
class Numbers {
 public:
  constexpr Numbers() = default;
  /// `array` holds std::uint16_t or std::uint32_t and must outlive it.
  template <std::ranges::contiguous_range Array>
  explicit(false) constexpr Numbers(const Array& array) : size_(std::size(array)) {
    if constexpr (std::is_same_v<std::ranges::range_value_t<Array>, std::uint16_t>) {
      narrow_ = std::data(array);
    } else {
      wide_ = std::data(array);
    }
  }

  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
  constexpr std::uint32_t operator[](std::size_t i) const {
    return narrow_ != nullptr ? narrow_[i] : wide_[i];
  }

 private:
  const std::uint16_t* narrow_ = nullptr;
  const std::uint32_t* wide_ = nullptr;
  std::size_t size_ = 0;
};

/// Two numbers as one key.
constexpr std::uint64_t pair_key(std::uint32_t first, std::uint32_t second) {
  return (std::uint64_t{first} << 32U) | second;
}

/// An array of keys, of four bytes each where all are pairs of small numbers.
class Keys {
 public:
  constexpr Keys() = default;
  /// `array` holds std::uint32_t or std::uint64_t and must outlive it.
  template <std::ranges::contiguous_range Array>
  explicit(false) constexpr Keys(const Array& array) : size_(std::size(array)) {
    if constexpr (std::is_same_v<std::ranges::range_value_t<Array>, std::uint32_t>) {
      narrow_ = std::data(array);
    } else {
      wide_ = std::data(array);
    }
  }

  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  constexpr std::uint64_t operator[](std::size_t i) const {
    return narrow_ != nullptr ? pair_key(narrow_[i] >> 16U, narrow_[i] & 0xFFFFU) : wide_[i];
  }

 private:
  const std::uint32_t* narrow_ = nullptr;
  const std::uint64_t* wide_ = nullptr;
  std::size_t size_ = 0;
};

/// The number whose place has the hash and that `is_it`; `not_found`: none. A place holds a number
/// plus one, or 0 where it is free; some are, and their number is a power of two.
std::uint32_t find_in_places(const Numbers& places, std::uint32_t hash, const auto& is_it) {
  if (places.empty()) return not_found;
  for (std::size_t place = hash;; ++place) {
    const std::uint32_t taken = places[place & (places.size() - 1)];
    if (taken == 0) return not_found;
    if (is_it(taken - 1)) return taken - 1;
  }
}

/// Texts and their numbers: 0, 1, 2, … in the order in which they were added.
struct TextIdsView {
  Numbers places;
  Numbers ends;  ///< by number: where it ends in `letters`
  std::string_view letters;

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(ends.size()); }
  [[nodiscard]] std::string_view text(std::uint32_t id) const {
    const std::uint32_t begin = id == 0 ? 0 : ends[id - 1];
    return {letters.data() + begin, ends[id] - begin};
  }
  [[nodiscard]] bool contains(std::string_view text) const { return find(text) != not_found; }
  [[nodiscard]] std::uint32_t find(std::string_view text) const {
    return find(text, TextHash(text));
  }
  [[nodiscard]] std::uint32_t find(std::string_view wanted, TextHash hash) const {
    return find_in_places(places, hash.value(),
                          [&](std::uint32_t id) { return text(id) == wanted; });
  }
  /// `wanted` with `mark` behind it, which `hash` does not hold.
  [[nodiscard]] std::uint32_t find_marked(std::string_view wanted, char mark, TextHash hash) const {
    hash.add(mark);
    return find_in_places(places, hash.value(), [&](std::uint32_t id) {
      const std::string_view known = text(id);
      return known.size() == wanted.size() + 1 && known.back() == mark && known.starts_with(wanted);
    });
  }
};

/// Keys and their numbers: 0, 1, 2, … in the order in which they were added.
struct KeyIdsView {
  Numbers places;
  Keys keys;  ///< by number

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(keys.size()); }
  [[nodiscard]] bool contains(std::uint64_t key) const { return find(key) != not_found; }
  [[nodiscard]] std::uint32_t find(std::uint64_t key) const {
    return find_in_places(places, hash_of(key), [&](std::uint32_t id) { return keys[id] == key; });
  }
};

/// Lists of numbers, which may all grow.
struct ListsView {
  Numbers first;   ///< by list: its first link plus one; 0: it is empty
  Numbers values;  ///< by link
  Numbers steps;   ///< by link: how far behind it the next one stands; 0: it is the last

  class Iterator {
   public:
    Iterator(const ListsView& lists, std::uint32_t at) : lists_(&lists), at_(at) {}
    std::uint32_t operator*() const { return lists_->values[at_]; }
    Iterator& operator++() {
      const std::uint32_t step = lists_->steps[at_];
      at_ = step == 0 ? not_found : at_ + step;
      return *this;
    }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    const ListsView* lists_;
    std::uint32_t at_;
  };
  struct List {
    Iterator first;
    Iterator behind;
    [[nodiscard]] Iterator begin() const { return first; }
    [[nodiscard]] Iterator end() const { return behind; }
  };

  /// Of these lists, which must outlive it; empty for `not_found`, and where nothing was added.
  [[nodiscard]] List list(std::uint32_t id) const {
    const std::uint32_t begin = id < first.size() ? first[id] : 0;
    return {.first = {*this, begin == 0 ? not_found : begin - 1}, .behind = {*this, not_found}};
  }
};

inline void take_place(std::vector<std::uint32_t>& places, std::uint32_t hash, std::uint32_t id) {
  std::size_t place = hash;
  while (places[place & (places.size() - 1)] != 0) ++place;
  places[place & (places.size() - 1)] = id + 1;
}

/// `least` places or more, some of them taken by the numbers up to `size`.
std::vector<std::uint32_t> places_for(std::size_t size, std::size_t least,
                                      const auto& hash_of_number) {
  std::vector<std::uint32_t> places(std::bit_ceil(least));
  for (std::uint32_t id = 0; id < size; ++id) take_place(places, hash_of_number(id), id);
  return places;
}

/// A place for the next number; half of all stay free.
void add_place(std::vector<std::uint32_t>& places, std::uint32_t id, std::uint32_t hash,
               const auto& hash_of_number) {
  constexpr std::size_t least = 16;
  const std::size_t size = std::size_t{id} + 1;
  if (2 * size > places.size()) {
    places = places_for(size, std::max(least, 4 * size), hash_of_number);
  } else {
    take_place(places, hash, id);
  }
}

class TextIds {
 public:
  [[nodiscard]] TextIdsView view() const { return {places_, ends_, letters_}; }

  /// The number, and whether it is new.
  std::pair<std::uint32_t, bool> add(std::string_view text) {
    const TextHash hash(text);
    const std::uint32_t known = view().find(text, hash);
    if (known != not_found) return {known, false};
    const auto id = static_cast<std::uint32_t>(ends_.size());
    letters_ += text;
    ends_.push_back(static_cast<std::uint32_t>(letters_.size()));
    add_place(places_, id, hash.value(),
              [this](std::uint32_t one) { return TextHash(view().text(one)).value(); });
    return {id, true};
  }

 private:
  std::vector<std::uint32_t> places_;
  std::vector<std::uint32_t> ends_;
  std::string letters_;
};

class KeyIds {
 public:
  [[nodiscard]] KeyIdsView view() const { return {places_, keys_}; }

  /// The number, and whether it is new.
  std::pair<std::uint32_t, bool> add(std::uint64_t key) {
    const std::uint32_t known = view().find(key);
    if (known != not_found) return {known, false};
    const auto id = static_cast<std::uint32_t>(keys_.size());
    keys_.push_back(key);
    add_place(places_, id, hash_of(key), [this](std::uint32_t one) { return hash_of(keys_[one]); });
    return {id, true};
  }

 private:
  std::vector<std::uint32_t> places_;
  std::vector<std::uint64_t> keys_;
};

class Lists {
 public:
  /// Valid until more is added.
  [[nodiscard]] ListsView view() const { return {first_, values_, steps_}; }

  void add(std::uint32_t list, std::uint32_t value) {
    if (list >= first_.size()) {
      first_.resize(list + 1);
      last_.resize(list + 1);
    }
    const auto link = static_cast<std::uint32_t>(values_.size());
    values_.push_back(value);
    steps_.push_back(0);
    if (first_[list] == 0) {
      first_[list] = link + 1;
    } else {
      steps_[last_[list]] = link - last_[list];
    }
    last_[list] = link;
  }

 private:
  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> last_;
  std::vector<std::uint32_t> values_;
  std::vector<std::uint32_t> steps_;
};

}  // namespace mta::catalogue
