#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "catalogue/message.h"
#include "catalogue/phrases.h"
#include "catalogue/vocabulary.h"

namespace mta::catalogue {

/// What of answers.csv a message asks, by rows; what `AnswerIndex::find` is told of the message.
struct StatedBearing {
  float business = 0;  ///< how likely, from 0 to 1, it asks what a business says beside products
  float product = 0;   ///< the same of devices and what they do, or of another trade
  bool names_one = false;    ///< a device, or a need
  bool wants_human = false;  ///< a person, a call, a meeting
};
struct StatedMatch {
  std::vector<std::size_t> sure;   ///< in the order of the message
  std::vector<std::size_t> maybe;  ///< the likeliest first
  std::vector<bool> words;         ///< of the message: those that asked for `sure`
};

/// Finds the rows of answers.csv that a message asks for: by the topics of topics.txt that the
/// message and a wording speak of, whatever the language, and by the wording's other words.
/// Immutable; thread-safe.
class AnswerIndex {
 public:
  /// Both must outlive it.
  AnswerIndex(const std::vector<StatedAnswer>& answers, const Vocabulary& vocabulary);

  /// Rows that no longer hold on `today` are as if they were not there; those without an answer
  /// compete with the others and are left out at the end. Linear in the message.
  [[nodiscard]] StatedMatch find(const MessageReading& message, const StatedBearing& bearing,
                                 std::chrono::sys_days today) const;

 private:
  using Feature = Phrases::Meaning;  ///< a section of topics.txt, or a word of a wording
  struct Found {
    Feature feature = 0;
    std::size_t begin = 0;  ///< positions of words
    std::size_t end = 0;
    bool is_exact = false;  ///< or only sounds alike, or is a slip away
  };
  struct Wording {
    std::size_t row = 0;
    std::vector<Feature> features;  ///< in ascending order, each once
    float weight = 0;               ///< of all of them
  };
  struct Score {
    std::size_t row = 0;
    float score = 0;
    std::vector<Feature> met;
  };
  class Finder;

  void add(std::size_t row, const std::string& text);
  void weigh();
  [[nodiscard]] std::vector<Found> features_of(const MessageReading& message,
                                               bool with_alike) const;
  [[nodiscard]] static bool says_twice(const std::vector<Found>& found);
  [[nodiscard]] bool is_written(std::string_view word, Feature feature) const;
  [[nodiscard]] bool is_exact(const std::string& word, Feature feature) const;
  [[nodiscard]] static std::vector<bool> plain_words(const MessageReading& message);
  [[nodiscard]] float weight(Feature feature) const { return weights_[feature]; }

  const std::vector<StatedAnswer>& answers_;
  const Vocabulary& vocabulary_;
  Phrases phrases_;
  Feature features_;                    // how many there are
  std::vector<std::string> own_words_;  // of wordings: the features behind the sections
  std::vector<Wording> wordings_;
  std::vector<float> weights_;  // by feature
  std::vector<std::vector<float>>
      profile_;  // by row and section of topics.txt: how many of its wordings
};

}  // namespace mta::catalogue
