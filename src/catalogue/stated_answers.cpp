#include "catalogue/stated_answers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <expected>
#include <map>
#include <string_view>
#include <utility>

#include "base/csv_table.h"
#include "catalogue/fold.h"

namespace mta {
namespace {

constexpr std::array<std::string_view, 5> columns_needed = {"question", "answer", "arabic answer",
                                                            "arabizi answer", "valid until"};
constexpr CsvShape shape{.needed = columns_needed,
                         .header = "Question,Answer,Arabic Answer,Arabizi Answer,Valid Until"};

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  return is_whole ? std::optional(value) : std::nullopt;
}

/// `YYYY-MM-DD`, nothing else.
std::optional<std::chrono::sys_days> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8, 2));
  if (!year || !month || !day || *month < 1 || *day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

std::string written(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  const auto two = [](unsigned value) { return (value < 10 ? "-0" : "-") + std::to_string(value); };
  return std::to_string(int(date.year())) + two(unsigned(date.month())) + two(unsigned(date.day()));
}

class Loader {
 public:
  explicit Loader(const KnowledgeFile& file) : path_(file.path) {
    auto table = read_csv_table(file.path, file.text, shape);
    if (!table) {
      loaded_.warnings = std::move(table.error());
      return;
    }
    for (const CsvRow& row : table->rows) {
      auto answer = answer_of(row, table->columns);
      if (answer) {
        loaded_.answers.push_back(std::move(*answer));
      } else {
        warn(row.line, answer.error() + "; the row is left out");
      }
    }
  }

  LoadedAnswers finish() { return std::move(loaded_); }

 private:
  std::expected<StatedAnswer, std::string> answer_of(const CsvRow& row, const CsvColumns& columns) {
    if (std::string wrong = wrong_fields(row, columns); !wrong.empty()) {
      return std::unexpected(std::move(wrong));
    }
    StatedAnswer answer{.questions = split_list(columns.get(row, "question")),
                        .english = columns.get(row, "answer"),
                        .arabic = columns.get(row, "arabic answer"),
                        .arabizi = columns.get(row, "arabizi answer"),
                        .line = row.line};
    if (answer.questions.empty()) return std::unexpected("column \"Question\": it has no wording");
    const std::string until = columns.get(row, "valid until");
    if (!until.empty()) answer.valid_until = parse_day(until);
    if (!until.empty() && !answer.valid_until) {
      return std::unexpected("column \"Valid Until\": \"" + until +
                             "\" is no day; it must be YYYY-MM-DD, as 2027-06-30, or empty");
    }
    take_wordings(answer);
    if (answer.questions.empty()) {
      return std::unexpected("column \"Question\": no wording of its own is left");
    }
    return answer;
  }

  /// One wording of two answers would say nothing, unless they hold at different times.
  void take_wordings(StatedAnswer& answer) {
    std::erase_if(answer.questions, [&](const std::string& wording) {
      std::string key;
      for (const std::string& word : fold_words(wording)) key += word + " ";
      if (key.empty()) {
        warn(answer.line, "column \"Question\": there is no word in \"" + wording +
                              "\"; the wording is left out");
        return true;
      }
      key += answer.valid_until ? written(*answer.valid_until) : std::string();
      const auto [owner, is_new] = line_of_wording_.emplace(key, answer.line);
      if (!is_new && owner->second != answer.line) {
        warn(answer.line, "column \"Question\": \"" + wording + "\" already stands in line " +
                              std::to_string(owner->second) + "; the wording is left out");
      }
      return !is_new;
    });
  }

  void warn(std::size_t line, const std::string& what) {
    loaded_.warnings.push_back(at_line(path_, line) + what);
  }

  std::string path_;
  std::map<std::string, std::size_t> line_of_wording_;
  LoadedAnswers loaded_;
};

}  // namespace

LoadedAnswers load_answers(const KnowledgeFile& file) { return Loader(file).finish(); }

std::vector<std::string> unused_answers(const std::vector<StatedAnswer>& answers,
                                        const std::string& path, std::chrono::sys_days today) {
  std::vector<std::string> lines;
  for (const StatedAnswer& answer : answers) {
    const std::string question = "\"" + answer.questions.front() + "\"";
    if (!answer.holds_on(today)) {
      lines.push_back(at_line(path, answer.line) + question + " was valid until " +
                      written(*answer.valid_until) + "; it is not used");
    } else if (answer.is_gap()) {
      lines.push_back(at_line(path, answer.line) + question +
                      " has no answer yet; the assistant says that it has no details");
    }
  }
  return lines;
}

}  // namespace mta
