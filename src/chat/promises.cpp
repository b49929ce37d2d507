#include "chat/promises.h"

#include <algorithm>
#include <string>

#include "chat/answer_sentences.h"
#include "chat/plain_text.h"

namespace mta::chat {
namespace {

using catalogue::Claims;
using catalogue::ClaimWord;
using catalogue::MessageReading;
using catalogue::Phrases;
using catalogue::SpanKind;

class PromiseFinder {
 public:
  PromiseFinder(std::string_view text, const MessageReading& reading, const Claims& claims)
      : reading_(reading),
        claims_(claims),
        is_question_(text.find_last_of('?') + 2 > text.size() || text.contains("؟")) {}

  Promises find() {
    const std::set<double> figures = figures_said();
    Promises promises;
    for (std::size_t i = 0; i < catalogue::topic_count; ++i) {
      const auto topic = static_cast<catalogue::Topic>(i);
      promises.topics.at(i) = {.is_promised = promises_outright(topic) || promises_of(topic),
                               .figures = figures};
    }
    return promises;
  }

 private:
  [[nodiscard]] bool promises_outright(catalogue::Topic topic) const {
    return std::ranges::any_of(claims_.promises(topic), [this](const Phrases::Match& match) {
      return !is_harmless(match) && !is_denied(match) && !is_asked(match);
    });
  }

  /// Their words say much else ("you save 400", "it vacuums them off", "we call you back").
  [[nodiscard]] static bool needs_an_offer(catalogue::Topic topic) {
    return topic == catalogue::Topic::discount || topic == catalogue::Topic::stock ||
           topic == catalogue::Topic::service;
  }
  /// What is spoken of without a denial, a question or a word for who knows it is promised.
  [[nodiscard]] bool promises_of(catalogue::Topic topic) const {
    return std::ranges::any_of(claims_.mentions(topic), [&](const Phrases::Match& match) {
      if (is_harmless(match) || is_denied(match)) return false;
      if (has_figure_near(match, topic)) return true;
      return !is_question_ && !claims_.says(ClaimWord::defers) && !is_asked(match) &&
             (!needs_an_offer(topic) || claims_.says(ClaimWord::offers) ||
              claims_.says(ClaimWord::yes));
    });
  }

  /// "No, the training is free" denies what was asked, not what follows.
  [[nodiscard]] std::size_t end_of_reply() const {
    constexpr std::size_t most_words = 2;
    for (std::size_t word = 1; word <= most_words && word < reading_.words().size(); ++word) {
      if (reading_.ends_clause(word)) return word;
    }
    return 0;
  }
  /// Where what the phrase belongs to begins: behind the last "but".
  [[nodiscard]] std::size_t part_of(const Phrases::Match& match) const {
    std::size_t begin = end_of_reply();
    for (const Phrases::Match& but : claims_.matches(ClaimWord::but)) {
      if (but.end <= match.begin) begin = std::max(begin, but.end);
    }
    return begin;
  }
  /// "After delivery" speaks of a birth.
  [[nodiscard]] bool is_harmless(const Phrases::Match& match) const {
    return std::ranges::any_of(claims_.matches(ClaimWord::harmless),
                               [&](const Phrases::Match& whole) {
                                 return whole.begin <= match.begin && whole.end >= match.end;
                               });
  }
  [[nodiscard]] bool is_denied(const Phrases::Match& match) const {
    constexpr std::size_t reach = 4;
    const bool before = claims_.denies_within(part_of(match), match.begin);
    const bool behind = claims_.denies_within(match.end, match.end + reach) &&
                        !claims_.says_within(ClaimWord::but, match.end, match.end + reach);
    return before || behind;
  }
  [[nodiscard]] bool is_asked(const Phrases::Match& match) const {
    return std::ranges::any_of(claims_.matches(ClaimWord::asks), [&](const Phrases::Match& asks) {
      return asks.begin < match.begin && asks.end + 1 >= match.begin;
    });
  }

  [[nodiscard]] std::set<double> figures_said() const {
    std::set<double> figures;
    for (const catalogue::Span& span : reading_.spans()) {
      if (span.kind == SpanKind::time || span.kind == SpanKind::percentage) {
        figures.insert(span.amount);
      }
    }
    return figures;
  }
  /// A percentage; of what is no discount a period, too.
  [[nodiscard]] bool has_figure_near(const Phrases::Match& match, catalogue::Topic topic) const {
    constexpr std::size_t reach = 7;
    const std::size_t from = match.begin > reach ? match.begin - reach : 0;
    const std::size_t to = match.end + reach;
    const bool said = std::ranges::any_of(reading_.spans(), [&](const catalogue::Span& span) {
      const bool is_figure = span.kind == SpanKind::percentage ||
                             (span.kind == SpanKind::time && topic != catalogue::Topic::discount);
      return is_figure && span.begin >= from && span.begin < to;
    });
    return said || claims_.says_within(ClaimWord::soon, from, to);
  }

  const MessageReading& reading_;
  const Claims& claims_;
  bool is_question_;
};

}  // namespace

Promises promises_in(std::string_view text, const MessageReading& reading, const Claims& claims) {
  return PromiseFinder(text, reading, claims).find();
}

Promises promises_of_text(std::string_view text, const catalogue::Vocabulary& vocabulary) {
  Promises all;
  while (!text.empty()) {
    std::size_t from = 0;
    const std::size_t end = sentence_end(text, from).value_or(text.size());
    const std::string sentence = plain_text(text.substr(0, end));
    text.remove_prefix(end);
    const MessageReading reading(sentence, vocabulary);
    const Promises made = promises_in(sentence, reading, Claims(reading.words()));
    for (std::size_t i = 0; i < all.topics.size(); ++i) {
      if (!made.topics.at(i).is_promised) continue;
      all.topics.at(i).is_promised = true;
      all.topics.at(i).figures.insert(made.topics.at(i).figures.begin(),
                                      made.topics.at(i).figures.end());
    }
  }
  return all;
}

bool exceeds(const Promises& made, const Promises& stated) {
  for (std::size_t i = 0; i < made.topics.size(); ++i) {
    if (i == static_cast<std::size_t>(catalogue::Topic::part)) continue;
    const Promises::Topic& topic = made.topics.at(i);
    if (!topic.is_promised) continue;
    const Promises::Topic& known = stated.topics.at(i);
    if (!known.is_promised || !std::ranges::includes(known.figures, topic.figures)) return true;
  }
  return false;
}

}  // namespace mta::chat
