#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chat/ports.h"
#include "eval/pattern.h"

namespace mta::eval {

enum class AnswerLanguage : std::uint8_t { english, arabic, arabizi, french };

/// Of each of these lists one item at least.
template <class T>
using OneOfEach = std::vector<std::vector<T>>;

/// What a right answer has and has not. Devices are English names of the catalogue: two versions of
/// it have the same device at different positions.
struct Expectation {
  std::vector<std::string> devices;  ///< each of them is named
  OneOfEach<std::string> devices_any;
  std::vector<std::string> devices_not;
  bool no_devices = false;           ///< no device is named, and no device's price
  std::vector<std::int64_t> prices;  ///< each of them is said, in whole units of any currency
  OneOfEach<std::int64_t> prices_any;
  std::vector<std::int64_t> prices_not;
  /// No device's price but `prices`, `prices_any` and those of `devices` and `devices_any`.
  bool no_other_prices = false;
  std::vector<std::string> contains;
  OneOfEach<std::string> contains_any;
  std::vector<std::string> contains_not;
  std::vector<Pattern> matches;
  std::vector<Pattern> matches_not;
  std::optional<AnswerLanguage> language;

  [[nodiscard]] bool is_empty() const;
  /// Everything that `other` expects, too.
  void add(const Expectation& other);
};

/// Where something stands in an operator's file.
struct Place {
  std::string file;
  std::size_t line = 0;  ///< from 1

  [[nodiscard]] std::string text() const { return file + ":" + std::to_string(line); }
};

/// A conversation and what its last answer must be like.
struct Question {
  Place place;
  std::string id;
  std::string category;
  std::string language;            ///< a label for the table, whatever the operator calls it
  std::vector<std::string> turns;  ///< what the visitor says, at least one; clean (base/text.h)
  Expectation expected;
};

/// What a visitor got for one turn.
struct Answer {
  std::string text;
  std::string model;       ///< the id of what answered
  bool fallback = false;   ///< another answered in place of the configured model, which failed
  bool corrected = false;  ///< by the price guard
  std::string error = {};  ///< why there is none; empty: there is one
  Usage usage = {};
};

/// A question with its answers, turn by turn; the first one without an answer is the last.
struct Verdict {
  std::vector<Answer> answers;
  std::vector<std::string> faults;  ///< why the last answer is wrong; empty: it is right

  [[nodiscard]] bool is_right() const { return faults.empty(); }
};

}  // namespace mta::eval
