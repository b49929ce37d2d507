#include "eval/question_file.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "base/encoding.h"
#include "base/text.h"
#include "eval/json_line.h"
#include "eval/line_reader.h"

namespace mta::eval {
namespace {

/// What a line asks of every question of a category.
struct CategoryRule {
  Place place;
  std::string category;
  Expectation expected;
};

/// Reads the files; what is wrong is gathered.
class Reader {
 public:
  Reader(const DeviceList& devices, FileRules rules) : devices_(devices), rules_(rules) {}

  void read(const QuestionFile& file) {
    std::string_view text = without_byte_order_mark(file.text);
    if (looks_like_utf16(text)) {
      problems_.push_back(file.name + ":1: the file is UTF-16; save it as UTF-8");
      return;
    }
    first_of_file_ = questions_.size();
    const std::size_t problems_before = problems_.size();
    for (std::size_t line = 1; !text.empty(); ++line) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      read_line({.file = file.name, .line = line}, text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    apply_category_rules();
    if (questions_.size() == first_of_file_ && problems_.size() == problems_before) {
      problems_.push_back(file.name +
                          ":1: the file has no question; a line is one, such as "
                          R"({"turns": ["How much is the 7D HIFU?"], "prices": [6600]})");
    }
  }

  std::expected<std::vector<Question>, std::vector<std::string>> finish() {
    if (!problems_.empty()) return std::unexpected(std::move(problems_));
    return std::move(questions_);
  }

 private:
  static bool looks_like_utf16(std::string_view text) {
    return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
           text.substr(0, 2).contains('\0');
  }

  void read_line(const Place& place, std::string_view line) {
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) return;
    const auto object = read_json_line(line);
    if (!object) {
      problems_.push_back(place.text() + ": " + object.error());
      return;
    }
    LineReader reader(*object, devices_);
    const bool is_rule = object->contains("for_category");
    if (is_rule) {
      rules_by_category_.push_back({.place = place,
                                    .category = reader.label("for_category"),
                                    .expected = reader.expectation()});
      reader.check_names({"for_category", "note"});
    } else {
      add_question(place, reader);
    }
    for (const std::string& problem : reader.problems()) {
      problems_.push_back(place.text() + ": " + problem);
    }
  }

  void add_question(const Place& place, LineReader& reader) {
    Question question{.place = place};
    question.turns = turns(reader);
    question.id = reader.label("id");
    if (question.id.empty()) question.id = place.text();
    question.category = reader.label("category");
    question.language = reader.label("language");
    question.expected = reader.expectation();
    reader.check_names({"turns", "id", "category", "language", "note"});
    const auto [first, is_new] = ids_.emplace(question.id, place);
    if (!is_new) {
      reader.fault("id", "\"" + question.id + "\" is already the id of " + first->second.text() +
                             "; each question has its own");
    }
    questions_.push_back(std::move(question));
  }

  std::vector<std::string> turns(LineReader& reader) {
    std::vector<std::string> cleaned;
    for (const std::string& turn : reader.needed_texts("turns")) {
      cleaned.push_back(clean_text(turn));
      const std::size_t count = count_code_points(cleaned.back());
      if (count == 0) reader.fault("turns", "a turn is empty");
      if (count > rules_.max_message_characters) {
        reader.fault("turns", "a turn has " + std::to_string(count) + " characters; a visitor's " +
                                  "message may have " +
                                  std::to_string(rules_.max_message_characters));
      }
    }
    return cleaned;
  }

  /// A rule may stand behind the questions of its file that it is for.
  void apply_category_rules() {
    for (const CategoryRule& rule : std::exchange(rules_by_category_, {})) {
      bool is_used = false;
      for (Question& question : std::span(questions_).subspan(first_of_file_)) {
        if (question.category != rule.category) continue;
        question.expected.add(rule.expected);
        is_used = true;
      }
      if (!is_used) {
        problems_.push_back(rule.place.text() +
                            ": \"for_category\": no question of the file has the category \"" +
                            rule.category + "\"");
      }
    }
  }

  const DeviceList& devices_;
  const FileRules rules_;
  std::vector<Question> questions_;
  std::size_t first_of_file_ = 0;
  std::vector<CategoryRule> rules_by_category_;
  std::map<std::string, Place> ids_;
  std::vector<std::string> problems_;
};

}  // namespace

std::expected<std::vector<Question>, std::vector<std::string>> read_questions(
    const std::vector<QuestionFile>& files, const DeviceList& devices, FileRules rules) {
  Reader reader(devices, rules);
  for (const QuestionFile& file : files) reader.read(file);
  return reader.finish();
}

}  // namespace mta::eval
