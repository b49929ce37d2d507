#include "leads/consent.h"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string>

#include "base/ascii.h"
#include "base/crypto.h"
#include "base/text.h"

namespace mta::leads {
namespace {

constexpr std::string_view english = "en";
constexpr std::string_view heading = "## ";

std::string version_of(std::string_view text) {
  constexpr std::size_t bytes = 8;
  const Digest digest = sha256(text);
  return hex(std::span(digest).first(bytes));
}

/// BCP 47: subtags of letters and digits, joined by hyphens.
bool is_language(std::string_view tag) {
  return !tag.empty() && tag.size() <= 35 && tag.front() != '-' && tag.back() != '-' &&
         std::ranges::all_of(tag, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

/// Reads the file line by line. What stands above the first section is the owner's.
class Reader {
 public:
  Reader(std::vector<ConsentWording>& wordings, std::vector<std::string>& problems)
      : wordings_(wordings), problems_(problems) {}

  void read(std::string_view text) {
    for (line_ = 1; !text.empty(); ++line_) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      take(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    end_section();
    const auto is_english = [](const ConsentWording& one) { return one.language == english; };
    if (std::ranges::none_of(wordings_, is_english)) problem(1, "the section \"## en\" is missing");
  }

 private:
  void problem(std::size_t line, std::string_view what) {
    problems_.push_back("consent.md:" + std::to_string(line) + ": " + std::string(what));
  }

  void take(std::string_view line) {
    if (line.starts_with(heading)) return begin_section(clean_text(line.substr(heading.size())));
    const std::string words = clean_text(line);
    if (section_line_ == 0 || words.empty()) return;
    std::string& text = wordings_.back().text;
    text.append(text.empty() ? "" : " ").append(words);
  }

  void begin_section(std::string language) {
    end_section();
    const auto is_same = [&](const ConsentWording& one) {
      return equal_ignoring_case(one.language, language);
    };
    if (!is_language(language)) problem(line_, "a section is named by its language: ## en");
    if (std::ranges::any_of(wordings_, is_same)) problem(line_, "the language has a section");
    wordings_.push_back({.language = std::move(language), .text = {}, .version = {}});
    section_line_ = line_;
  }

  void end_section() {
    if (section_line_ == 0) return;
    ConsentWording& section = wordings_.back();
    if (section.text.empty()) problem(section_line_, "the section has no text");
    section.version = version_of(section.text);
  }

  std::vector<ConsentWording>& wordings_;
  std::vector<std::string>& problems_;
  std::size_t line_ = 0;
  std::size_t section_line_ = 0;  // 0: above the first
};

}  // namespace

ConsentWordings ConsentWordings::parse(std::string_view markdown,
                                       std::vector<std::string>& problems) {
  ConsentWordings made;
  Reader(made.wordings_, problems).read(markdown);
  return made;
}

const ConsentWording& ConsentWordings::of(std::string_view language) const {
  // As RFC 4647, 3.4 looks languages up: `ar-Latn-LB`, `ar-Latn`, `ar`.
  while (!language.empty()) {
    const auto found = std::ranges::find_if(wordings_, [&](const ConsentWording& one) {
      return equal_ignoring_case(one.language, language);
    });
    if (found != wordings_.end()) return *found;
    const std::size_t hyphen = language.rfind('-');
    language = language.substr(0, hyphen == std::string_view::npos ? 0 : hyphen);
  }
  if (wordings_.empty()) throw std::logic_error("consent.md was not read");
  return of(english);
}

const ConsentWording* ConsentWordings::version(std::string_view version) const {
  const auto found = std::ranges::find(wordings_, version, &ConsentWording::version);
  return found == wordings_.end() ? nullptr : &*found;
}

}  // namespace mta::leads
