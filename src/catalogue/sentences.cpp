#include "catalogue/sentences.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/ascii.h"
#include "base/csv_table.h"
#include "base/text.h"
#include "catalogue/lead_sentences_txt.h"
#include "catalogue/sentences_txt.h"

namespace mta::catalogue {
namespace {

constexpr auto names = std::to_array<std::pair<Sentence, std::string_view>>({
    {Sentence::company, "company"},
    {Sentence::short_company, "short_company"},
    {Sentence::greeting, "greeting"},
    {Sentence::thanks, "thanks"},
    {Sentence::farewell, "farewell"},
    {Sentence::about, "about"},
    {Sentence::refused, "refused"},
    {Sentence::overview, "overview"},
    {Sentence::overview_end, "overview_end"},
    {Sentence::training, "training"},
    {Sentence::support, "support"},
    {Sentence::terms, "terms"},
    {Sentence::medical, "medical"},
    {Sentence::treatment, "treatment"},
    {Sentence::off_topic, "off_topic"},
    {Sentence::unknown_product, "unknown_product"},
    {Sentence::which_device, "which_device"},
    {Sentence::price_intro, "price_intro"},
    {Sentence::prices_intro, "prices_intro"},
    {Sentence::find_intro, "find_intro"},
    {Sentence::compare_intro, "compare_intro"},
    {Sentence::nothing_in_budget, "nothing_in_budget"},
    {Sentence::nothing_left, "nothing_left"},
    {Sentence::on_request, "on_request"},
    {Sentence::dollars, "dollars"},
    {Sentence::emergency, "emergency"},
    {Sentence::despair, "despair"},
    {Sentence::human, "human"},
    {Sentence::details, "details"},
    {Sentence::cheapest_already, "cheapest_already"},
    {Sentence::together, "together"},
    {Sentence::difference, "difference"},
    {Sentence::sar, "sar"},
    {Sentence::aed, "aed"},
    {Sentence::prices_in_dollars, "prices_in_dollars"},
    {Sentence::name_a_device, "name_a_device"},
    {Sentence::no_promise, "no_promise"},
    {Sentence::lead_offer, "lead_offer"},
    {Sentence::lead_name, "lead_name"},
    {Sentence::lead_clinic, "lead_clinic"},
    {Sentence::lead_country, "lead_country"},
    {Sentence::lead_reach, "lead_reach"},
    {Sentence::lead_only_reach, "lead_only_reach"},
    {Sentence::lead_noted, "lead_noted"},
    {Sentence::lead_may_add, "lead_may_add"},
    {Sentence::lead_yes_or_no, "lead_yes_or_no"},
    {Sentence::lead_passed_on, "lead_passed_on"},
    {Sentence::lead_stop, "lead_stop"},
    {Sentence::lead_added, "lead_added"},
    {Sentence::lead_known, "lead_known"},
    {Sentence::lead_dropped, "lead_dropped"},
    {Sentence::lead_erased, "lead_erased"},
    {Sentence::lead_not_kept, "lead_not_kept"},
    {Sentence::lead_too_many, "lead_too_many"},
    {Sentence::lead_failed, "lead_failed"},
    {Sentence::lead_whatsapp, "lead_whatsapp"},
    {Sentence::lead_whatsapp_text, "lead_whatsapp_text"},
});
static_assert(names.size() == sentence_count);

constexpr std::array<std::string_view, language_count> languages = {"en", "ar", "arabizi"};

/// Stand for the sentence of that name.
constexpr auto placeholders = std::to_array({Sentence::company, Sentence::short_company});

bool is_placeholder(Sentence sentence) {
  return std::ranges::find(placeholders, sentence) != placeholders.end();
}

std::optional<Sentence> sentence_named(std::string_view name) {
  const auto* const found =
      std::ranges::find(names, name, &std::pair<Sentence, std::string_view>::second);
  return found == names.end() ? std::nullopt : std::optional(found->first);
}

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

/// What stands between the first `{` and its `}`; nothing: there is none.
std::optional<std::string_view> first_placeholder(std::string_view text) {
  const std::size_t begin = text.find('{');
  if (begin == std::string_view::npos) return std::nullopt;
  return text.substr(begin + 1, text.find('}', begin) - begin - 1);
}

/// Reads one file into the texts that it is given.
class Reader {
 public:
  Reader(std::string_view path, Sentences::Texts& texts) : path_(path), texts_(texts) {}

  std::vector<std::string> read(std::string_view text) {
    for (line_ = 1; !text.empty(); ++line_) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      take_line(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    end_section();
    return std::move(problems_);
  }

 private:
  struct Text {
    std::string words;
    std::size_t line = 0;  // 0: there is none
  };

  void problem(std::size_t line, std::string_view what) {
    problems_.push_back(at_line(path_, line) + std::string(what));
  }

  void take_line(std::string_view line) {
    const std::string clean = clean_text(line);
    if (clean.empty() || clean.starts_with('#')) return;
    if (clean.starts_with('[')) return begin_section(clean);
    if (is_skipped_) return;
    if (line.starts_with(' ') || line.starts_with('\t')) return go_on(clean);
    take_text(clean);
  }

  void begin_section(std::string_view line) {
    end_section();
    const std::string_view name = trimmed(line.substr(1, line.find(']') - 1));
    section_ = sentence_named(name);
    is_skipped_ = !section_;
    section_line_ = line_;
    if (!section_) return problem(line_, quoted(name) + " is no sentence of the catalogue");
    bool& was_there = was_there_.at(static_cast<std::size_t>(*section_));
    if (std::exchange(was_there, true)) problem(line_, quoted(name) + " is already in the file");
  }

  void take_text(std::string_view line) {
    const std::size_t colon = std::min(line.find(':'), line.size());
    const auto* const language = std::ranges::find(languages, line.substr(0, colon));
    last_ = nullptr;
    if (language == languages.end()) {
      return problem(line_, "a line must begin with \"en:\", \"ar:\", \"arabizi:\" or a blank");
    }
    if (!section_) return problem(line_, "a line must stand below a [name]");
    Text& text = section_texts_.at(static_cast<std::size_t>(language - languages.begin()));
    if (text.line != 0) problem(line_, quoted(*language) + " is already in the section");
    text = {.words = clean_text(line.substr(std::min(colon + 1, line.size()))), .line = line_};
    last_ = &text.words;
  }

  void go_on(std::string_view words) {
    if (last_ == nullptr) return problem(line_, "there is no line that this one could go on with");
    last_->append(last_->empty() ? "" : " ").append(words);
  }

  void end_section() {
    if (const auto section = std::exchange(section_, std::nullopt)) {
      for (std::size_t i = 0; i < language_count; ++i) {
        check(*section, languages.at(i), section_texts_.at(i));
        texts_.at(static_cast<std::size_t>(*section)).at(i) = section_texts_.at(i).words;
      }
    }
    section_texts_ = {};
    last_ = nullptr;
  }

  void check(Sentence section, std::string_view language, const Text& text) {
    if (text.words.empty()) {
      return problem(text.line == 0 ? section_line_ : text.line,
                     "the section has no text in " + quoted(language));
    }
    std::string_view rest = text.words;
    while (const auto name = first_placeholder(rest)) {
      const auto sentence = sentence_named(*name);
      if (!sentence || !is_placeholder(*sentence) || is_placeholder(section)) {
        problem(text.line, quoted("{" + std::string(*name) + "}") + " is no placeholder here");
      }
      rest.remove_prefix(std::min(rest.find('{') + name->size() + 1, rest.size()));
    }
  }

  std::string_view path_;
  Sentences::Texts& texts_;
  std::vector<std::string> problems_;
  std::array<bool, sentence_count> was_there_{};
  std::size_t line_ = 0;
  std::optional<Sentence> section_;
  std::size_t section_line_ = 0;
  bool is_skipped_ = false;  // the lines of a section that has been refused
  std::array<Text, language_count> section_texts_;
  std::string* last_ = nullptr;  // what a line that begins with a blank goes on with
};

std::string filled(std::string text, const Sentences::Texts& texts, std::size_t language) {
  for (const auto& [sentence, name] : names) {
    if (!is_placeholder(sentence)) continue;
    const std::string placeholder = "{" + std::string(name) + "}";
    const std::string& value = texts.at(static_cast<std::size_t>(sentence)).at(language);
    for (std::size_t at = text.find(placeholder); at != std::string::npos;
         at = text.find(placeholder, at + value.size())) {
      text.replace(at, placeholder.size(), value);
    }
  }
  return text;
}

}  // namespace

Sentences::Sentences() {
  for (const auto& [path, text] : {std::pair("sentences.txt", sentences_txt),
                                   std::pair("lead_sentences.txt", lead_sentences_txt)}) {
    const auto problems = take(path, text);
    if (!problems.empty()) throw std::logic_error(problems.front());
  }
}

const std::string& Sentences::get(Sentence sentence, Language language) const {
  return said_.at(static_cast<std::size_t>(sentence)).at(static_cast<std::size_t>(language));
}

std::vector<std::string> Sentences::take(std::string_view path, std::string_view text) {
  Texts texts = written_;
  std::vector<std::string> problems = Reader(path, texts).read(text);
  if (!problems.empty()) return problems;
  written_ = std::move(texts);
  for (std::size_t i = 0; i < sentence_count; ++i) {
    for (std::size_t language = 0; language < language_count; ++language) {
      said_.at(i).at(language) = filled(written_.at(i).at(language), written_, language);
    }
  }
  return {};
}

std::string_view name_of(Sentence sentence) {
  return std::ranges::find(names, sentence, [](const auto& one) { return one.first; })->second;
}

}  // namespace mta::catalogue
