#include "catalogue/answer_index.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "catalogue/fold.h"
#include "catalogue/word_lists.h"

namespace mta::catalogue {
namespace {

// What a feature tells.
constexpr float topic_weight = 3;
constexpr float aspect_weight = 1;
constexpr float duration_weight = 1.5F;
constexpr float word_weight = 2;
constexpr float least_word_weight = 0.5F;
constexpr float other_weight = 2;
constexpr float stranger_weight = 0.5F;  // a word of the message that no list knows
constexpr float profile_weight = 0.25F;
// From which score on a row is the answer, and one that a model shall know.
constexpr float sure_from = 0.62F;
constexpr float maybe_from = 0.42F;
// Where rather a device is asked about, or a person.
constexpr float sure_where_product = 0.8F;
constexpr float never = 2;  // a device is what is asked for
constexpr float sure_where_human = 1;
constexpr float product_from = 0.5F;
constexpr float business_from = 0.3F;
constexpr float least_lead = 0.04F;  // over the next row
constexpr float sure_of_words_from = 0.75F;
constexpr float least_words = 3;  // in weight
// How likely a business's question must be for words that only sound like those of the lists.
constexpr float alike_from = 0.5F;
constexpr std::size_t most_sure = 3;
constexpr std::size_t most_maybe = 3;

float least_sure(const StatedBearing& bearing, bool is_said_twice) {
  float from = sure_from;
  if (bearing.wants_human && bearing.business < business_from) from = sure_where_human;
  if (bearing.product < product_from || bearing.business >= business_from) return from;
  return std::max(from, bearing.names_one && !is_said_twice ? never : sure_where_product);
}

bool is_topic(Phrases::Meaning feature) { return feature < topics_tables.topics; }
bool is_section(Phrases::Meaning feature) { return feature < topics_tables.sections; }
bool is_other(Phrases::Meaning feature) {
  return is_section(feature) && feature >= topics_tables.others;
}

}  // namespace

/// One message, or a part of it.
class AnswerIndex::Finder {
 public:
  Finder(const AnswerIndex& index, std::vector<Feature> features, float strangers,
         std::chrono::sys_days today)
      : index_(index), features_(std::move(features)), total_(strangers) {
    std::ranges::sort(features_);
    features_.erase(std::ranges::unique(features_).begin(), features_.end());
    for (const Feature feature : features_) total_ += index_.weight(feature);
    score_rows(today);
  }

  [[nodiscard]] const std::vector<Score>& scores() const { return scores_; }

  /// The best row, where it is the answer.
  [[nodiscard]] const Score* sure(float from) const {
    if (scores_.empty()) return nullptr;
    const Score& best = scores_.front();
    const float next = scores_.size() > 1 ? scores_[1].score : 0;
    if (best.score - next < least_lead) return nullptr;
    if (std::ranges::any_of(best.met, is_topic)) {
      return best.score >= from ? &best : nullptr;
    }
    float words = 0;
    for (const Feature feature : best.met) words += index_.weight(feature);
    return words >= least_words && best.score >= std::max(from, sure_of_words_from) ? &best
                                                                                    : nullptr;
  }

 private:
  void score_rows(std::chrono::sys_days today) {
    std::vector<Score> best(index_.answers_.size());
    for (const Wording& wording : index_.wordings_) {
      if (!index_.answers_[wording.row].holds_on(today)) continue;
      Score score{.row = wording.row, .score = 0, .met = {}};
      std::ranges::set_intersection(wording.features, features_, std::back_inserter(score.met));
      if (score.met.empty()) continue;
      float met = 0;
      for (const Feature feature : score.met) met += index_.weight(feature);
      score.score = 2 * met / (wording.weight + total_) + profile_weight * profile(wording.row);
      if (score.score > best[wording.row].score) best[wording.row] = std::move(score);
    }
    for (Score& score : best) {
      if (score.score > 0) scores_.push_back(std::move(score));
    }
    std::ranges::sort(scores_, [](const Score& a, const Score& b) {
      return a.score != b.score ? a.score > b.score : a.row < b.row;
    });
  }

  /// How much of what the message speaks of is what the row's wordings speak of.
  [[nodiscard]] float profile(std::size_t row) const {
    float sum = 0;
    float all = 0;
    for (const Feature feature : features_) {
      if (!is_section(feature)) break;
      sum += index_.weight(feature) * index_.profile_[row][feature];
      all += index_.weight(feature);
    }
    return all > 0 ? sum / all : 0;
  }

  const AnswerIndex& index_;
  std::vector<Feature> features_;
  float total_;
  std::vector<Score> scores_;
};

AnswerIndex::AnswerIndex(const std::vector<StatedAnswer>& answers, const Vocabulary& vocabulary)
    : answers_(answers),
      vocabulary_(vocabulary),
      phrases_(topics_tables.phrases),
      features_(static_cast<Feature>(topics_tables.sections)) {
  profile_.assign(answers.size(), std::vector<float>(topics_tables.sections));
  for (std::size_t row = 0; row < answers.size(); ++row) {
    for (const std::string& wording : answers[row].questions) add(row, wording);
  }
  weigh();
}

void AnswerIndex::add(std::size_t row, const std::string& text) {
  const MessageReading reading(text, vocabulary_);
  std::vector<bool> covered = plain_words(reading);
  Wording wording{.row = row, .features = {}, .weight = 0};
  std::vector<Found> all = features_of(reading, true);
  const bool has_exact = std::ranges::any_of(
      all, [](const Found& one) { return one.is_exact && is_topic(one.feature); });
  for (const Found& found : all) {
    if (is_other(found.feature) || (has_exact && !found.is_exact)) continue;
    wording.features.push_back(found.feature);
    for (std::size_t word = found.begin; word < found.end; ++word) covered[word] = true;
  }
  for (const Mention& mention : reading.mentions()) {
    for (std::size_t word = mention.begin; word < mention.end; ++word) covered[word] = true;
  }
  for (std::size_t word = 0; word < covered.size(); ++word) {
    if (covered[word] || reading.words()[word].size() < 2) continue;
    phrases_.add(std::vector{reading.words()[word]}, features_, Phrases::Kind::words);
    own_words_.push_back(reading.words()[word]);
    wording.features.push_back(features_++);
  }
  std::ranges::sort(wording.features);
  wording.features.erase(std::ranges::unique(wording.features).begin(), wording.features.end());
  if (!wording.features.empty()) wordings_.push_back(std::move(wording));
}

void AnswerIndex::weigh() {
  std::vector<std::vector<std::size_t>> rows(features_);
  std::vector<float> count(answers_.size());
  for (const Wording& wording : wordings_) {
    ++count[wording.row];
    for (const Feature feature : wording.features) {
      if (is_section(feature)) ++profile_[wording.row][feature];
      if (rows[feature].empty() || rows[feature].back() != wording.row) {
        rows[feature].push_back(wording.row);
      }
    }
  }
  constexpr Feature duration_at = 0;
  weights_.resize(features_);
  for (Feature feature = 0; feature < features_; ++feature) {
    const auto in_rows = static_cast<float>(std::max<std::size_t>(rows[feature].size(), 1));
    if (is_topic(feature)) {
      weights_[feature] = topic_weight;
    } else if (is_other(feature)) {
      weights_[feature] = other_weight;
    } else if (is_section(feature)) {
      weights_[feature] =
          feature == topics_tables.topics + duration_at ? duration_weight : aspect_weight;
    } else {
      weights_[feature] = std::max(word_weight / in_rows, least_word_weight);
    }
  }
  for (std::size_t row = 0; row < answers_.size(); ++row) {
    for (float& share : profile_[row]) share /= std::max(count[row], 1.0F);
  }
  for (Wording& wording : wordings_) {
    for (const Feature feature : wording.features) wording.weight += weight(feature);
  }
}

bool AnswerIndex::is_written(std::string_view word, Feature feature) const {
  if (!is_section(feature)) {
    const std::string& own = own_words_[feature - topics_tables.sections];
    return word == own || stem(word) == stem(own);
  }
  for (const std::string& spelling : {std::string(word), stem(word)}) {
    const std::uint32_t id = topics_tables.words.find(spelling);
    if (id == not_found) continue;
    for (const std::uint32_t section : topics_tables.sections_of_word.list(id)) {
      if (section == feature) return true;
    }
  }
  return false;
}

/// The word itself, an ending or an Arabic letter before it aside.
bool AnswerIndex::is_exact(const std::string& word, Feature feature) const {
  if (is_written(word, feature)) return true;
  for (const std::string_view before : {"و", "ف", "ب", "ل", "ك", "لل", "ع"}) {
    const bool is_long = word.size() >= before.size() + 3 * std::string_view("و").size();
    if (is_long && word.starts_with(before) && is_written(word.substr(before.size()), feature)) {
      return true;
    }
  }
  return false;
}

/// What stands inside a longer phrase of something else is not said.
std::vector<AnswerIndex::Found> AnswerIndex::features_of(const MessageReading& message,
                                                         bool with_alike) const {
  const auto latin = message.language() == Language::english ? Phrases::Latin::as_written
                                                             : Phrases::Latin::by_sound;
  std::vector<Found> all;
  for (const Phrases::Match& match : phrases_.find(message.words(), latin)) {
    bool exact =
        match.end - match.begin > 1 || is_exact(message.words()[match.begin], match.meaning);
    for (std::size_t word = match.begin; match.end - match.begin > 1 && word < match.end; ++word) {
      exact = exact && phrases_.knows(message.words()[word]);
    }
    if (!exact && !with_alike) continue;
    // "Blackheads" are no tips, which have the same word in Arabic.
    const bool is_device = std::ranges::any_of(message.mentions(), [&](const Mention& mention) {
      return mention.begin <= match.begin && match.end <= mention.end &&
             (mention.end - mention.begin > 1 || !is_section(match.meaning));
    });
    if (is_device) continue;
    all.push_back(
        {.feature = match.meaning, .begin = match.begin, .end = match.end, .is_exact = exact});
  }
  std::vector<Found> kept;
  for (const Found& one : all) {
    const bool is_inside = std::ranges::any_of(all, [&](const Found& other) {
      return other.begin <= one.begin && one.end <= other.end &&
             other.end - other.begin > one.end - one.begin;
    });
    if (!is_inside) kept.push_back(one);
  }
  return kept;
}

/// Words that any question has.
std::vector<bool> AnswerIndex::plain_words(const MessageReading& message) {
  constexpr std::array plain = {
      Concept::stop,     Concept::greeting, Concept::thanks,     Concept::what,
      Concept::have,     Concept::wish,     Concept::being,      Concept::particle,
      Concept::request,  Concept::goods,    Concept::pronoun,    Concept::own,
      Concept::courtesy, Concept::joins,    Concept::small_talk, Concept::something,
      Concept::or_,      Concept::negation, Concept::overview,   Concept::listing,
      Concept::all,      Concept::weak,     Concept::business,   Concept::send};
  std::vector<bool> is_plain(message.words().size(), false);
  for (const Concept one : plain) {
    for (const Phrases::Match& match : message.matches(one)) {
      for (std::size_t word = match.begin; word < match.end; ++word) is_plain[word] = true;
    }
  }
  return is_plain;
}

/// Two phrases are of one topic.
bool AnswerIndex::says_twice(const std::vector<Found>& found) {
  return std::ranges::any_of(found, [&](const Found& one) {
    return is_topic(one.feature) && std::ranges::any_of(found, [&](const Found& other) {
             return other.feature == one.feature && other.begin >= one.end;
           });
  });
}

StatedMatch AnswerIndex::find(const MessageReading& message, const StatedBearing& bearing,
                              std::chrono::sys_days today) const {
  StatedMatch match;
  const std::size_t size = message.words().size();
  match.words.assign(size, false);
  const std::vector<Found> found =
      features_of(message, bearing.business >= alike_from && bearing.product < product_from);
  if (found.empty()) return match;
  std::vector<bool> covered = plain_words(message);
  for (const Found& one : found) {
    for (std::size_t word = one.begin; word < one.end; ++word) covered[word] = true;
  }
  const auto part = [&](std::size_t begin, std::size_t end) {
    std::vector<Feature> features;
    for (const Found& one : found) {
      if (one.begin >= begin && one.end <= end) features.push_back(one.feature);
    }
    float strangers = 0;
    for (std::size_t word = begin; word < end; ++word) {
      if (!covered[word] && message.is_unknown(word)) strangers += stranger_weight;
    }
    return Finder(*this, std::move(features), strangers, today);
  };
  const auto take = [&](const Score& score, std::size_t begin, std::size_t end) {
    if (std::ranges::find(match.sure, score.row) != match.sure.end()) return;
    match.sure.push_back(score.row);
    for (const Found& one : found) {
      if (one.begin < begin || one.end > end) continue;
      if (std::ranges::find(score.met, one.feature) == score.met.end()) continue;
      for (std::size_t word = one.begin; word < one.end; ++word) match.words[word] = true;
    }
  };
  const Finder whole = part(0, size);
  const float from = least_sure(bearing, says_twice(found));
  if (const Score* sure = whole.sure(from)) {
    take(*sure, 0, size);
  } else {
    // "Do you deliver to Oman, and is there a warranty?": a part each.
    for (std::size_t begin = 0; begin < size && match.sure.size() < most_sure;) {
      std::size_t end = begin + 1;
      while (end < size && !message.begins_part(end)) ++end;
      const Finder one = part(begin, end);
      if (const Score* sure_of_part = one.sure(from)) take(*sure_of_part, begin, end);
      begin = end;
    }
  }
  for (const Score& score : whole.scores()) {
    if (score.score < maybe_from || match.maybe.size() == most_maybe) break;
    match.maybe.push_back(score.row);
  }
  const auto is_gap = [&](std::size_t row) { return answers_[row].is_gap(); };
  std::erase_if(match.sure, is_gap);
  std::erase_if(match.maybe, is_gap);
  return match;
}

}  // namespace mta::catalogue
