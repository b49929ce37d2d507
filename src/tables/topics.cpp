#include <string>
#include <string_view>
#include <vector>

#include "catalogue/phrases.h"
#include "tables/word_lists.h"

namespace mta::tables {
namespace {

constexpr std::string_view topic = "topic ";
constexpr std::string_view aspect = "aspect ";

}  // namespace

void write_topics(std::string_view text, SourceWriter& out) {
  catalogue::Phrases phrases;
  std::vector<std::string_view> sections;
  std::size_t topics = 0;
  for_each_line(text, [&](std::string_view section, std::string_view line) {
    if (section.empty() || line.empty()) return;
    if (sections.empty() || sections.back() != section) {
      const bool is_topic = section.starts_with(topic);
      // Aspects stand behind the topics, so that a meaning tells which of both it is.
      if (is_topic ? topics != sections.size() : !section.starts_with(aspect)) {
        throw ListError("topics.txt: [" + std::string(section) + "]");
      }
      topics += is_topic ? 1 : 0;
      sections.push_back(section);
    }
    const auto meaning = static_cast<catalogue::Phrases::Meaning>(sections.size() - 1);
    for_each_part(line, ';', [&](std::string_view phrase) { phrases.add(phrase, meaning); });
  });
  out.define("TopicsTables", "topics",
             {out.of(phrases.added()), std::to_string(topics), std::to_string(sections.size())});
}

}  // namespace mta::tables
