#include "catalogue/negation.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace mta::catalogue {
namespace {

using Match = Phrases::Match;

constexpr std::size_t most_negated_words = 6;
constexpr std::size_t most_words_to_verb = 4;
constexpr std::array<std::string_view, 5> imperfect_prefixes = {"ي", "ت", "ب", "ك", "ن"};

/// "For", as a word or before one; "la" is a French article.
bool says_for(const std::string& word, const Vocabulary& vocabulary, bool is_french) {
  for (const std::string_view one : {"for", "pour", "la", "lal", "lel", "lil", "li", "ll"}) {
    if (word == one) return !(is_french && word == "la");
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
      if (begin == word) {
        ++word;
        continue;
      }
      const bool has_scope = begin < size() && !answers(begin);
      const std::size_t end = has_scope ? end_of_scope(begin) : begin;
      const bool is_said_of_thing = has_scope && says_no_to_thing_before(word, begin, end);
      mark(begin, end);
      if ((!has_scope && says_wish(word, begin)) || is_said_of_thing) mark_before(word);
      word = std::max(end, word + 1);
    }
    for (const Match& one : message_.matches(Concept::rejected)) mark_before(one.begin);
    mark_answered_no();
    mark_free_of();
    mark_owned();
    mark_owned_before();
    return std::move(negated_);
  }

 private:
  [[nodiscard]] std::size_t size() const { return negated_.size(); }
  [[nodiscard]] std::size_t phrase(Concept said, std::size_t at) const {
    return message_.phrase_at(said, at);
  }

  [[nodiscard]] bool says_for(std::size_t word) const {
    return catalogue::says_for(message_.words()[word], vocabulary_, message_.is_french());
  }

  void mark(std::size_t begin, std::size_t end) {
    for (std::size_t word = begin; word < end; ++word) negated_[word] = true;
  }

  [[nodiscard]] bool names_within(std::size_t begin, std::size_t end) const {
    return std::ranges::any_of(message_.mentions(), [&](const Mention& one) {
      return one.begin >= begin && one.begin < end;
    });
  }

  /// "The sauna does not suit us", السونا مو مناسبة: where something else is wanted.
  [[nodiscard]] bool says_no_to_thing_before(std::size_t word, std::size_t begin,
                                             std::size_t end) const {
    const Mention* thing = device_right_before(word);
    if (thing == nullptr) return false;
    return !names_strongly_within(begin, end) &&
           something_else_is_wanted(first_word_of_thing(*thing), end);
  }

  /// With nothing but "it" or "is" between.
  [[nodiscard]] const Mention* device_right_before(std::size_t word) const {
    const auto of_it = std::ranges::find_if(message_.mentions(), [&](const Mention& one) {
      const bool the_one = one.end + 1 == word && (phrase(Concept::pronoun, one.end) == 1 ||
                                                   phrase(Concept::being, one.end) == 1);
      return (one.end == word || the_one) && !parted(one.begin, word);
    });
    if (of_it == message_.mentions().end() || of_it->entity->kind != Entity::Kind::name) {
      return nullptr;
    }
    return &*of_it;
  }

  [[nodiscard]] bool names_strongly_within(std::size_t begin, std::size_t end) const {
    return std::ranges::any_of(message_.mentions(), [&](const Mention& one) {
      return one.begin >= begin && one.begin < end && !one.entity->is_weak;
    });
  }

  /// "What else", at or behind `from`.
  [[nodiscard]] bool asks_for_another(std::size_t from) const {
    return std::ranges::any_of(message_.matches(Concept::else_),
                               [&](const Match& one) { return one.begin >= from; });
  }

  /// Outside of what stands from `begin` to `end`.
  [[nodiscard]] bool something_else_is_wanted(std::size_t begin, std::size_t end) const {
    return asks_for_another(end) ||
           std::ranges::any_of(message_.mentions(), [&](const Mention& one) {
             return (one.end <= begin || one.begin >= end) && !one.entity->is_weak &&
                    !negated_[one.begin];
           });
  }

  /// "The HIFU we do not want", مش عايز.
  [[nodiscard]] bool says_wish(std::size_t begin, std::size_t end) const {
    for (std::size_t word = begin; word < end; ++word) {
      const std::string& said = message_.words()[word];
      if (phrase(Concept::wish, word) > 0 || is_negated_wish(said, vocabulary_) ||
          vocabulary_.is_wish(std::string(without_closing(said)))) {
        return true;
      }
    }
    return false;
  }

  /// "The pico is out of the question": what is named last before `end` in its clause, and not what
  /// it is for.
  void mark_before(std::size_t end) {
    const Mention* last = nullptr;
    for (const Mention& one : message_.mentions()) {
      if (one.end <= end) last = &one;
    }
    if (last == nullptr || last->end + most_words_to_verb < end) {
      mark_number_before(end);
      return;
    }
    for (std::size_t word = last->end; word <= end && word < size(); ++word) {
      if (message_.ends_clause(word) || phrase(Concept::scope_end, word) > 0) return;
    }
    mark(first_word_of_thing(*last), last->end);
  }

  /// "The 9 in 1 I do not want": of what was spoken of before.
  void mark_number_before(std::size_t end) {
    for (const SmallNumber& number : message_.small_numbers()) {
      const bool is_near = number.word < end && number.word + most_words_to_verb >= end;
      if (is_near && !parted(number.word, end - 1)) mark(number.word, number.word + 1);
    }
  }

  /// "The EMS chair", الكرسي تبع ال ems: names that stand together.
  [[nodiscard]] std::size_t first_word_of_thing(const Mention& last) const {
    constexpr std::size_t most_between = 2;
    std::size_t first = last.begin;
    for (std::size_t i = message_.mentions().size(); i-- > 0;) {
      const Mention& one = message_.mentions()[i];
      if (one.begin >= first) continue;
      if (one.end + most_between < first || parted(one.begin, first) ||
          says_for(first > 0 ? first - 1 : 0) || says_for(one.begin)) {
        break;
      }
      first = one.begin;
    }
    return first;
  }

  [[nodiscard]] bool parted(std::size_t begin, std::size_t end) const {
    for (std::size_t word = begin + 1; word <= end; ++word) {
      if (message_.begins_part(word)) return true;
    }
    return false;
  }

  /// "Hair removal no, I want tattoo removal": where something else is wanted behind it.
  void mark_answered_no() {
    for (const Match& no : message_.matches(Concept::no_answer)) {
      const std::size_t behind = behind_courtesy(no.end);
      if (no.begin == 0 || behind >= size()) continue;
      const bool asks_on =
          phrase(Concept::something, behind) > 0 || phrase(Concept::request, behind) > 0;
      if (behind == no.end && !message_.ends_clause(no.end) && !asks_on) continue;
      const auto of_it = std::ranges::find_if(message_.mentions(), [&](const Mention& one) {
        const bool the_one = phrase(Concept::pronoun, no.begin - 1) == 1;
        return one.end == no.begin || (the_one && one.end + 1 == no.begin);
      });
      if (of_it == message_.mentions().end()) continue;
      if (asks_on || names_within(no.end, size()) ||
          something_is_wanted_before(first_word_of_thing(*of_it))) {
        mark_before(no.begin);
      }
    }
  }

  [[nodiscard]] std::size_t behind_courtesy(std::size_t word) const {
    while (word < size() && phrase(Concept::courtesy, word) > 0) {
      word += phrase(Concept::courtesy, word);
    }
    return word;
  }

  /// "No, the big one": an answer, and nothing is taken away.
  [[nodiscard]] bool answers(std::size_t begin) const { return message_.ends_clause(begin); }

  /// The word behind the "not" that begins there; `at` itself: none does.
  [[nodiscard]] std::size_t behind_negator(std::size_t at) const {
    if (const std::size_t words = phrase(Concept::negation, at); words > 0) {
      // "not using", "we don't want"
      return at + words + verb_at(at + words);
    }
    if (const std::size_t words = phrase(Concept::no_scope, at); words > 0) {
      const Match match{.meaning = {}, .begin = at, .end = at + words};
      if (points_at_thing(match)) return match.end;
    }
    if (const std::size_t words = lacks_at(at); words > 0) return at + words;
    if (stands_in_no_scope(at)) return at;
    // ولا أريد: "or" takes nothing away by itself
    if (phrase(Concept::nor, at) == 1 && says_or_not(at)) return at + 2;
    if (denies_verb(at)) return at + 1;
    if (denies_doing(at)) return at + 2;
    if (message_.words()[at] == "pas" && names_at(at + 1)) return at + 1;  // "pas d'aiguilles"
    if (is_negated_wish(message_.words()[at], vocabulary_)) return at + 1;
    if (phrase(Concept::particle, at) == 1 && at + 1 < size()) {
      if (const std::size_t verb = verb_at(at + 1); verb > 0) return at + 1 + verb;
    }
    return phrase(Concept::no_answer, at) > 0 && takes_away(at) ? at + 1 : at;
  }

  [[nodiscard]] bool says_or_not(std::size_t at) const {
    const std::string& word = message_.words()[at];
    const bool is_or_not = word == "ولا" || word == "wla" || word == "wala";
    return is_or_not && at + 1 < size() && vocabulary_.is_wish(message_.words()[at + 1]);
  }

  /// "For scars, and there are no needles in it"; alone it asks whether there are.
  [[nodiscard]] std::size_t lacks_at(std::size_t at) const {
    const std::size_t words = phrase(Concept::lacks, at);
    const std::size_t behind = at + words;
    if (words == 0 || !(names_at(behind) || names_at(behind + 1))) return 0;
    return something_is_wanted_before(at) ? words : 0;
  }

  [[nodiscard]] bool something_is_wanted_before(std::size_t at) const {
    return std::ranges::any_of(message_.mentions(), [&](const Mention& one) {
      return one.end <= at && !one.entity->is_weak && !negated_[one.begin];
    });
  }

  /// "For cellulite, that does not vibrate", ما بيشفط: a verb that tells a device.
  [[nodiscard]] bool denies_verb(std::size_t at) const {
    if (phrase(Concept::particle, at) != 1 || !names_at(at + 1)) return false;
    const std::string_view particle = message_.words()[at];
    const std::string_view verb = message_.words()[at + 1];
    // "La" is a French article, and maa is "with".
    const bool is_latin = particle == "doesnt" || particle == "dont" || particle == "not" ||
                          (particle == "ma" && message_.language() == Language::arabizi);
    const bool is_imperfect = std::ranges::any_of(
        imperfect_prefixes, [&](std::string_view prefix) { return verb.starts_with(prefix); });
    return (is_latin || is_imperfect) && something_is_wanted_before(at);
  }

  /// "Our licence does not cover lasers", "do not say HIFU": of a device, where something else is
  /// wanted; "why do you not sell" and "I do not know the HIFU" take nothing away.
  [[nodiscard]] bool denies_doing(std::size_t at) const {
    constexpr std::array<std::string_view, 4> negated_verbs = {"dont", "doesnt", "cant", "cannot"};
    constexpr std::array<std::string_view, 14> takes_nothing = {
        "have",       "know", "own", "you",  "we",   "i",    "they",
        "understand", "got",  "see", "mind", "find", "sell", "get"};
    constexpr std::size_t most_between = 2;
    const auto& words = message_.words();
    if (std::ranges::find(negated_verbs, words[at]) == negated_verbs.end() || at + 2 >= size() ||
        names_at(at + 1) ||
        std::ranges::find(takes_nothing, words[at + 1]) != takes_nothing.end()) {
      return false;
    }
    const auto thing = std::ranges::find_if(message_.mentions(), [&](const Mention& one) {
      return one.begin >= at + 2 && one.begin < at + 2 + most_between;
    });
    return thing != message_.mentions().end() && thing->entity->kind == Entity::Kind::name &&
           !parted(at, thing->begin) && something_else_is_wanted(at, thing->end);
  }

  /// "Not that cheap lamp": that one, and no "not that I know".
  [[nodiscard]] bool points_at_thing(const Match& match) const {
    constexpr std::size_t near = 1;
    if (message_.words()[match.end - 1] != "that") return false;
    return names_within(match.end, match.end + near + 1) && something_is_wanted_before(match.begin);
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
    const std::string& said = message_.words()[at];
    const bool is_plain = said == "no" || said == "non" || said == "لا";
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
    if (!says_for(word)) return false;
    return std::ranges::none_of(message_.mentions(), [&](const Mention& one) {
      return one.end <= begin && !one.entity->is_weak && !negated_[one.begin];
    });
  }

  [[nodiscard]] const Span* money_at(std::size_t word) const {
    const auto found = std::ranges::find_if(message_.spans(), [&](const Span& span) {
      return span.kind == SpanKind::money && span.begin <= word && word < span.end;
    });
    return found == message_.spans().end() ? nullptr : &*found;
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
      if (const Span* money = money_at(end)) {
        // "Other than that tiny 150 dollar one"
        constexpr std::size_t most_before = 2;
        const bool tells_which =
            money->bound == Bound::none && !took_something && end - begin <= most_before;
        if (tells_which) end = money->end;
        break;
      }
      ++end;
    }
    return std::min(end, size());
  }

  [[nodiscard]] bool stops(std::size_t word, std::size_t begin, bool took_something) const {
    if (message_.ends_clause(word) || phrase(Concept::scope_end, word) > 0) return true;
    if (took_something && phrase(Concept::courtesy, word) > 0) return true;
    // Another "not" begins a scope of its own: "no HIFU no needles".
    if (phrase(Concept::negation, word) > 0) return true;
    if (phrase(Concept::no_answer, word) > 0 && takes_away(word)) return true;
    if (phrase(Concept::wish, word) > 0 || phrase(Concept::correction, word) > 0) return true;
    if (took_something && begins_another_wish(word)) return true;
    // "Except the hydrafacial what is there"
    return took_something && (phrase(Concept::what, word) > 0 || is_wanted_for(word, begin));
  }

  /// "Without needles plus something for the legs", "bala ebar w wa7ad tene lal wejj".
  [[nodiscard]] bool begins_another_wish(std::size_t word) const {
    if (phrase(Concept::request, word) > 0) return true;
    const std::size_t next = word + phrase(Concept::joins, word);
    if (next == word || next >= size()) return false;
    return std::ranges::any_of(std::array{Concept::request, Concept::something, Concept::goods},
                               [&](Concept said) { return phrase(said, next) > 0; });
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
    for (const Match& own : message_.matches(Concept::own)) {
      const std::size_t end = end_of_clause(own.end);
      const auto said = std::ranges::find_if(already, [&](const Match& one) {
        return one.begin + 2 >= own.begin && one.begin <= end;
      });
      if (said == already.end() && !asks_for_another(end)) continue;
      const bool says_it_behind = said != already.end() && said->begin > own.end;
      const std::size_t last = says_it_behind ? said->begin : end;
      if (names_a_device(own.end, last)) mark(own.end, last);
    }
  }

  /// "The roller we have already, show us another".
  void mark_owned_before() {
    for (const Match& own : message_.matches(Concept::own)) {
      if (own.begin == 0 || own.end >= size() || !message_.ends_clause(own.end)) continue;
      const bool is_of_device = names_a_device(own.begin - 1, own.begin);
      if (is_of_device && asks_for_another(own.end)) mark_before(own.begin);
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
      if (stop || says_for(end)) break;
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
