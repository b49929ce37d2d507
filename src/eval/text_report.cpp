#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "eval/report.h"

namespace mta::eval {
namespace {

struct Score {
  std::size_t right = 0;
  std::size_t count = 0;
};

std::string text_of(const Score& score) {
  if (score.count == 0) return "-";
  return std::to_string(score.right) + "/" + std::to_string(score.count);
}

/// Every line of `text` behind a mark.
std::string marked(std::string_view mark, std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.append(end == 0 ? mark.substr(0, mark.size() - 1) : mark)
        .append(text.substr(0, end))
        .append("\n");
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string heading(const Question& question) {
  std::string text = question.place.text();
  if (question.id != text) text += " " + question.id;
  for (const std::string& label : {question.category, question.language}) {
    if (!label.empty()) text += " · " + label;
  }
  return text + "\n";
}

std::string miss(const Question& question, const Verdict& result) {
  std::string text = heading(question);
  for (const std::string& turn : question.turns) text += marked("  > ", turn);
  for (const std::string& fault : result.faults) text += marked("  wrong: ", fault);
  if (!result.answers.empty()) text += marked("  | ", result.answers.back().text);
  return text + "\n";
}

/// The scores by category, a row each, and language, a column each.
class Table {
 public:
  explicit Table(const Run& run) {
    for (std::size_t i = 0; i < run.questions.size(); ++i) {
      const std::string category = label(run.questions[i].category);
      const std::string language = label(run.questions[i].language);
      for (const std::string& row : {category, all}) {
        for (const std::string& column : {language, all}) {
          Score& score = scores_[{row, column}];
          score.right += run.results[i].is_right() ? 1 : 0;
          ++score.count;
        }
      }
      widths_[language] = 0;
      rows_[category] = 0;
    }
    widen();
  }

  [[nodiscard]] std::string text() const {
    std::string table = padded("", row_width_);
    for (const auto& [column, width] : widths_) table += "  " + right_aligned(column, width);
    table += "  " + right_aligned(all, all_width_) + "\n";
    for (const auto& [row, unused] : rows_) table += line(row);
    return rows_.size() > 1 ? table + line(all) : table;
  }

 private:
  static std::string label(const std::string& text) { return text.empty() ? "-" : text; }

  void widen() {
    for (auto& [column, width] : widths_) width = width_of(column);
    all_width_ = width_of(all);
    row_width_ = all.size();
    for (const auto& [row, unused] : rows_) {
      row_width_ = std::max(row_width_, count_code_points(row));
    }
  }

  [[nodiscard]] std::size_t width_of(const std::string& column) const {
    const auto total = scores_.find({all, column});
    return std::max(count_code_points(column),
                    total == scores_.end() ? 0 : text_of(total->second).size());
  }

  [[nodiscard]] std::string cell(const std::string& row, const std::string& column) const {
    const auto found = scores_.find({row, column});
    return text_of(found == scores_.end() ? Score{} : found->second);
  }

  [[nodiscard]] std::string line(const std::string& row) const {
    constexpr std::size_t percent_width = 4;
    constexpr std::size_t hundred = 100;
    std::string text = padded(row, row_width_);
    for (const auto& [column, width] : widths_) {
      text += "  " + right_aligned(cell(row, column), width);
    }
    const Score& score = scores_.at({row, all});
    const std::string percent = std::to_string(hundred * score.right / score.count);
    return text + "  " + right_aligned(text_of(score), all_width_) +
           right_aligned(percent, percent_width) + " %\n";
  }

  static std::string right_aligned(const std::string& text, std::size_t columns) {
    const std::size_t size = count_code_points(text);
    return std::string(size < columns ? columns - size : 0, ' ') + text;
  }

  static inline const std::string all = "all";
  std::map<std::pair<std::string, std::string>, Score> scores_;
  std::map<std::string, std::size_t> widths_;  // of the languages
  std::map<std::string, std::size_t> rows_;    // the categories
  std::size_t all_width_ = 0;
  std::size_t row_width_ = 0;
};

std::string counted(std::size_t count, const std::string& one, const std::string& several) {
  return std::to_string(count) + " " + (count == 1 ? one : several);
}

/// What else a reader of the sum should know.
std::string remarks(const Run& run) {
  std::string text;
  const auto unasked = static_cast<std::size_t>(std::ranges::count_if(
      run.questions, [](const Question& one) { return one.expected.is_empty(); }));
  if (unasked > 0) {
    text += counted(unasked, "question expects", "questions expect") +
            " nothing: any answer is right.\n";
  }
  const Spent spent = spent_on(run);
  if (spent.fallbacks > 0) {
    text += "The model failed " + counted(spent.fallbacks, "time", "times") +
            " and the catalogue answered: those are wrong.\n";
  }
  if (spent.corrected > 0) {
    text += "The price guard corrected " + counted(spent.corrected, "answer", "answers") + ".\n";
  }
  return text;
}

std::string change_of(const Verdict& result, const Verdict& other) {
  if (result.is_right() == other.is_right()) return {};
  return result.is_right() ? "  wrong there, right here\n" : "  right there, wrong here\n";
}

std::string difference(const Comparison& comparison, const Difference& at) {
  const Question& question = comparison.run.questions[at.question];
  const Verdict& result = comparison.run.results[at.question];
  const Verdict& other = comparison.others[at.question];
  const bool is_last = at.turn + 1 == question.turns.size();
  return heading(question) + marked("  > ", question.turns[at.turn]) +
         (is_last ? change_of(result, other) : "") + marked("  - ", other.answers[at.turn].text) +
         marked("  + ", result.answers[at.turn].text) + "\n";
}

}  // namespace

std::string text_report(const Run& run) {
  std::string text;
  for (std::size_t i = 0; i < run.results.size(); ++i) {
    if (!run.results[i].is_right()) text += miss(run.questions[i], run.results[i]);
  }
  return text + Table(run).text() + remarks(run) + std::to_string(count_right(run)) + " of " +
         counted(run.results.size(), "question is", "questions are") + " right.\n";
}

std::string text_report(const Comparison& comparison) {
  const auto found = differences(comparison);
  std::string text;
  if (!found.empty()) {
    text += "- " + comparison.other_folder + "\n+ " + comparison.folder + "\n\n";
  }
  for (const Difference& one : found) text += difference(comparison, one);
  const std::size_t answers = count_answers(comparison.run);
  return text + std::to_string(found.size()) + " of " +
         counted(answers, "answer differs", "answers differ") + ".\n";
}

}  // namespace mta::eval
