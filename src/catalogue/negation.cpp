#include "catalogue/negation.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace mta::catalogue {
namespace {

using Match = Phrases::Match;

constexpr std::size_t most_negated_words = 6;

/// "For", as a word or before one.
bool says_for(const std::string& word, const Vocabulary& vocabulary) {
  for (const std::string_view one : {"for", "pour", "la", "lal", "lel", "lil", "li", "ll"}) {
    if (word == one) return true;
  }
  return word.starts_with("لل") || (word.starts_with("ل") && !vocabulary.phrases().has_word(word));
}

/// Without the last letters that Arabic closes a "not" with: ما بغيت + ش.
std::string_view without_closing(std::string_view verb) {
  for (const std::string_view closing : {"ش", "sch", "sh", "ch", "x"}) {
    if (verb.ends_with(closing)) return verb.substr(0, verb.size() - closing.size());
  }
  return verb;
}

/// `ماابي`, `مابغيتش`, `mabghitch`: a "not" written as one word with what is wanted.
bool is_negated_wish(const std::string& word, const Vocabulary& vocabulary) {
  const auto is_wish = [&](std::string_view verb) {
    return vocabulary.is_wish(std::string(verb)) ||
           vocabulary.is_wish(std::string(without_closing(verb)));
  };
  for (const std::string_view particle : {"ما", "ma"}) {
    if (word.starts_with(particle) && is_wish(std::string_view(word).substr(particle.size()))) {
      return true;
    }
  }
  // مبغيتش: the shorter particle only with both of its parts.
  for (const std::string_view particle : {"م", "m"}) {
    if (!word.starts_with(particle)) continue;
    const std::string_view verb = std::string_view(word).substr(particle.size());
    const std::string_view bare = without_closing(verb);
    if (bare.size() < verb.size() && vocabulary.is_wish(std::string(bare))) return true;
  }
  return false;
}

class Scopes {
 public:
  Scopes(const MessageReading& message, const Vocabulary& vocabulary)
      : message_(message), vocabulary_(vocabulary), negated_(message.words().size(), false) {}

  std::vector<bool> find() {
    for (std::size_t word = 0; word < size();) {
      const std::size_t begin = behind_negator(word);
      if (begin == word || begin >= size() || answers(begin)) {
        ++word;
        continue;
      }
      const std::size_t end = end_of_scope(begin);
      mark(begin, end);
      word = std::max(end, word + 1);
    }
    mark_free_of();
    mark_owned();
    return std::move(negated_);
  }

 private:
  [[nodiscard]] std::size_t size() const { return negated_.size(); }
  [[nodiscard]] std::size_t phrase(Concept said, std::size_t at) const {
    return message_.phrase_at(said, at);
  }

  void mark(std::size_t begin, std::size_t end) {
    for (std::size_t word = begin; word < end; ++word) negated_[word] = true;
  }

  /// "No, the big one": an answer, and nothing is taken away.
  [[nodiscard]] bool answers(std::size_t begin) const { return message_.ends_clause(begin); }

  /// The word behind the "not" that begins there; `at` itself: none does.
  [[nodiscard]] std::size_t behind_negator(std::size_t at) const {
    if (const std::size_t words = phrase(Concept::negation, at); words > 0) {
      // "not using", "we don't want"
      return at + words + verb_at(at + words);
    }
    if (stands_in_no_scope(at)) return at;
    if (is_negated_wish(message_.words()[at], vocabulary_)) return at + 1;
    if (phrase(Concept::particle, at) == 1 && at + 1 < size()) {
      if (const std::size_t verb = verb_at(at + 1); verb > 0) return at + 1 + verb;
    }
    return phrase(Concept::no_answer, at) > 0 && takes_away(at) ? at + 1 : at;
  }

  [[nodiscard]] bool stands_in_no_scope(std::size_t word) const {
    return std::ranges::any_of(message_.matches(Concept::no_scope), [&](const Match& match) {
      return match.begin <= word && word < match.end;
    });
  }

  /// لا بدي is "no, I want".
  [[nodiscard]] std::size_t verb_at(std::size_t at) const {
    if (at >= size()) return 0;
    if (const std::size_t being = phrase(Concept::being, at); being > 0) return being;
    const bool is_no = at > 0 && phrase(Concept::no_answer, at - 1) > 0;
    if (is_no) return 0;
    const std::string_view verb = without_closing(message_.words()[at]);
    return vocabulary_.is_wish(std::string(verb)) ? 1 : phrase(Concept::wish, at);
  }

  /// "no pico", "nothing else, no laser": right before a thing; "no, the laser" answers.
  [[nodiscard]] bool takes_away(std::size_t at) const {
    const std::size_t next = at + 1;
    if (next >= size()) return false;
    const bool is_plain = message_.words()[at] == "no" || message_.words()[at] == "لا";
    const bool begins = at == 0 || message_.ends_clause(at);
    if (!is_plain) return false;
    if (names_at(next)) {
      const std::string_view word = message_.words()[next];
      return !begins || !(word.starts_with("ال") || word.starts_with("لل"));
    }
    if (begins || message_.words()[at] == "لا") return false;
    return phrase(Concept::wish, next) == 0 && phrase(Concept::correction, next) == 0;
  }

  [[nodiscard]] bool names_at(std::size_t word) const {
    return std::ranges::any_of(message_.mentions(),
                               [&](const Mention& one) { return one.begin == word; });
  }

  /// "Not the laser, for scars": what it is for is wanted, unless that was said before.
  [[nodiscard]] bool is_wanted_for(std::size_t word, std::size_t begin) const {
    if (!says_for(message_.words()[word], vocabulary_)) return false;
    return std::ranges::none_of(message_.mentions(), [&](const Mention& one) {
      return one.end <= begin && !one.entity->is_weak && !negated_[one.begin];
    });
  }

  [[nodiscard]] bool is_money(std::size_t word) const {
    return std::ranges::any_of(message_.spans(), [&](const Span& span) {
      return span.kind == SpanKind::money && span.begin <= word && word < span.end;
    });
  }

  /// Up to the end of the clause, to a "but" or to what is wanted instead; "nor" goes on.
  [[nodiscard]] std::size_t end_of_scope(std::size_t begin) const {
    std::size_t end = begin;
    std::size_t counted_from = begin;
    bool took_something = false;
    auto mention = std::ranges::find_if(message_.mentions(),
                                        [&](const Mention& one) { return one.begin >= begin; });
    while (end < size() && end - counted_from < most_negated_words) {
      if (const std::size_t more = phrase(Concept::nor, end); more > 0 && end > begin) {
        counted_from = end += more;
        continue;
      }
      if (end > begin && stops(end, begin, took_something)) break;
      while (mention != message_.mentions().end() && mention->begin <= end) {
        took_something = true;
        ++mention;
      }
      if (is_money(end)) break;
      ++end;
    }
    return std::min(end, size());
  }

  [[nodiscard]] bool stops(std::size_t word, std::size_t begin, bool took_something) const {
    if (message_.ends_clause(word) || phrase(Concept::scope_end, word) > 0) return true;
    if (phrase(Concept::negation, word) > 0) return true;  // it begins a scope of its own
    if (phrase(Concept::wish, word) > 0) return true;
    // "Except the hydrafacial what is there"
    return took_something && (phrase(Concept::what, word) > 0 || is_wanted_for(word, begin));
  }

  /// "Needle free".
  void mark_free_of() {
    for (const Mention& mention : message_.mentions()) {
      if (mention.end < size() && message_.words()[mention.end] == "free") {
        mark(mention.begin, mention.end);
      }
    }
  }

  /// "We already have a HIFU", "I have the roller, what else is there"; "we have clients with acne"
  /// names none.
  void mark_owned() {
    const auto& already = message_.matches(Concept::already);
    const auto& others = message_.matches(Concept::else_);
    for (const Match& own : message_.matches(Concept::own)) {
      const std::size_t end = end_of_clause(own.end);
      const auto said = std::ranges::find_if(already, [&](const Match& one) {
        return one.begin + 2 >= own.begin && one.begin <= end;
      });
      const bool wants_another = !others.empty() && others.back().begin >= end;
      if (said == already.end() && !wants_another) continue;
      const bool says_it_behind = said != already.end() && said->begin > own.end;
      const std::size_t last = says_it_behind ? said->begin : end;
      if (names_a_device(own.end, last)) mark(own.end, last);
    }
  }

  [[nodiscard]] bool names_a_device(std::size_t begin, std::size_t end) const {
    return std::ranges::any_of(message_.mentions(), [&](const Mention& one) {
      return one.begin >= begin && one.end <= end && one.entity->kind == Entity::Kind::name;
    });
  }

  [[nodiscard]] std::size_t end_of_clause(std::size_t begin) const {
    std::size_t end = begin;
    while (end < size() && end - begin < most_negated_words) {
      const bool stop =
          end > begin && (message_.ends_clause(end) || phrase(Concept::scope_end, end) > 0 ||
                          phrase(Concept::wish, end) > 0 || (phrase(Concept::what, end) > 0));
      if (stop || says_for(message_.words()[end], vocabulary_)) break;
      ++end;
    }
    return end;
  }

  const MessageReading& message_;
  const Vocabulary& vocabulary_;
  std::vector<bool> negated_;
};

}  // namespace

std::vector<bool> negated_words(const MessageReading& message, const Vocabulary& vocabulary) {
  return Scopes(message, vocabulary).find();
}

}  // namespace mta::catalogue
