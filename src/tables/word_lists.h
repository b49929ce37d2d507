#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "tables/source_writer.h"

/// Each reads one of the word lists of src/catalogue and writes what is made of it
/// (catalogue/word_lists.h). They throw `ListError` on a list that is not as it should be.
namespace mta::tables {

class ListError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

void write_lexicon(std::string_view lexicon, std::string_view grammar, SourceWriter& out);
void write_numbers(std::string_view text, SourceWriter& out);
void write_languages(std::string_view text, SourceWriter& out);
void write_claims(std::string_view text, SourceWriter& out);
void write_medical(std::string_view text, SourceWriter& out);
void write_topics(std::string_view text, SourceWriter& out);

/// The lines of a list with the section that each stands in, comments and headers left out.
void for_each_line(std::string_view text, const auto& use) {
  std::string_view section;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.starts_with('#')) continue;
    if (line.starts_with('[')) {
      section = line.substr(1, line.find(']') - 1);
    } else {
      use(section, line);
    }
  }
}

/// The parts between separators, empty ones too.
void for_each_part(std::string_view line, char separator, const auto& use) {
  while (true) {
    const std::size_t end = line.find(separator);
    use(line.substr(0, end));
    if (end == std::string_view::npos) return;
    line.remove_prefix(end + 1);
  }
}

}  // namespace mta::tables
