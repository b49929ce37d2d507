#include <string>
#include <string_view>
#include <vector>

#include "catalogue/flat_tables.h"
#include "catalogue/fold.h"
#include "catalogue/phrases.h"
#include "tables/word_lists.h"

namespace mta::tables {
namespace {

constexpr std::string_view topic = "topic ";
constexpr std::string_view aspect = "aspect ";
constexpr std::string_view other = "other ";

}  // namespace

void write_topics(std::string_view text, SourceWriter& out) {
  catalogue::Phrases phrases;
  catalogue::TextIds single;
  catalogue::Lists sections_of_word;
  std::vector<std::string_view> sections;
  std::size_t topics = 0;
  std::size_t aspects = 0;
  for_each_line(text, [&](std::string_view section, std::string_view line) {
    if (section.empty() || line.empty()) return;
    if (sections.empty() || sections.back() != section) {
      // In this order, so that a meaning tells which of them it is.
      const bool is_topic = section.starts_with(topic) && topics == sections.size();
      const bool is_aspect = section.starts_with(aspect) && topics + aspects == sections.size();
      if (!is_topic && !is_aspect && !section.starts_with(other)) {
        throw ListError("topics.txt: [" + std::string(section) + "]");
      }
      topics += is_topic ? 1 : 0;
      aspects += is_aspect ? 1 : 0;
      sections.push_back(section);
    }
    const auto meaning = static_cast<catalogue::Phrases::Meaning>(sections.size() - 1);
    for_each_part(line, ';', [&](std::string_view phrase) {
      phrases.add(phrase, meaning);
      const std::vector<std::string> words = fold_words(phrase);
      if (words.size() != 1) return;
      sections_of_word.add(single.add(words.front()).first, meaning);
      sections_of_word.add(single.add(stem(words.front())).first, meaning);
    });
  });
  out.define(
      "TopicsTables", "topics",
      {out.of(phrases.added()), out.of(single.view()), out.of(sections_of_word.view()),
       std::to_string(topics), std::to_string(topics + aspects), std::to_string(sections.size())});
}

}  // namespace mta::tables
