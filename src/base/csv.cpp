#include "base/csv.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"

namespace mta {
namespace {

class Reader {
 public:
  Reader(std::string_view text, char separator)
      : text_(without_byte_order_mark(text)), field_ends_{separator, '\r', '\n'} {}

  bool done() const { return at_ >= text_.size(); }

  CsvRow row() {
    CsvRow row{.line = line_, .fields = {}, .problem = {}};
    do {
      row.fields.push_back(peek() == '"' ? quoted(row.problem) : plain(row.problem));
    } while (skip(field_ends_[0]));
    end_line();
    return row;
  }

 private:
  std::string_view field_ends() const { return {field_ends_.data(), field_ends_.size()}; }

  char peek() const { return done() ? '\0' : text_[at_]; }

  bool skip(char c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void end_line() {
    const bool carriage_return = skip('\r');  // alone: a line end of old Macintosh files
    if (skip('\n') || carriage_return) ++line_;
  }

  std::string plain(std::string& problem) {
    const std::size_t end = std::min(text_.find_first_of(field_ends(), at_), text_.size());
    std::string field(text_.substr(at_, end - at_));
    at_ = end;
    if (field.find('"') != std::string::npos) {
      problem = "a quote inside a field that does not begin with one";
    }
    return field;
  }

  std::string quoted(std::string& problem) {
    const std::size_t opened = at_++;
    std::string field;
    while (!done()) {
      const char c = text_[at_++];
      if (c == '"' && !skip('"')) {
        if (!done() && !field_ends().contains(peek())) {
          problem = "text behind a closing quote";
          at_ = std::min(text_.find_first_of(field_ends(), at_), text_.size());
        }
        return field;
      }
      if (c == '\n') ++line_;
      field += c;
    }
    // The quote swallowed the rest of the file: give up this line only and read on behind it.
    problem = "a quote that is never closed";
    line_ -= static_cast<std::size_t>(std::ranges::count(text_.substr(opened), '\n'));
    at_ = std::min(text_.find('\n', opened), text_.size());
    return {};
  }

  std::string_view text_;
  std::array<char, 3> field_ends_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

std::vector<CsvRow> parse_csv(std::string_view text, char separator) {
  std::vector<CsvRow> rows;
  Reader reader(text, separator);
  while (!reader.done()) {
    CsvRow row = reader.row();
    const bool blank = std::ranges::all_of(
        row.fields, [](const std::string& field) { return clean_text(field).empty(); });
    if (!blank || !row.problem.empty()) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace mta
