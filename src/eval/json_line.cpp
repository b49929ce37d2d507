#include "eval/json_line.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <boost/json/stream_parser.hpp>

#include "base/ascii.h"
#include "base/encoding.h"
#include "base/text.h"

namespace mta::eval {
namespace {

namespace json = boost::json;

constexpr std::string_view white = " \t\r\n";

/// What is wrong with a line, whatever JSON says of it; nothing: it may be an object.
std::optional<std::string> wrong_line(std::string_view line) {
  if (line.size() > longest_line) {
    return "the line has " + std::to_string(line.size()) + " bytes; at most " +
           std::to_string(longest_line) + " are allowed";
  }
  if (const auto problem = find_encoding_problem(line)) {
    return "the line is not UTF-8: " + std::string(problem->described) + "; save the file as UTF-8";
  }
  if (line.starts_with('[')) {
    return "this is a JSON array; put each question on a line of its own, without the brackets and "
           "the commas between questions";
  }
  if (line.starts_with('#') || line.starts_with("//")) {
    return "there are no comments; write them into \"note\"";
  }
  if (!line.starts_with('{')) {
    return R"(a line is one JSON object, such as {"turns": ["..."], "contains": ["..."]})";
  }
  return std::nullopt;
}

/// Why JSON ends at byte `at`.
std::string reason(std::string_view line, std::size_t at) {
  const char c = at < line.size() ? line[at] : ' ';
  const std::string_view before = trimmed(line.substr(0, at), white);
  if ((c == '}' || c == ']') && before.ends_with(',')) {
    return "there is a comma before it that must not be there";
  }
  if (c == '\'') return "names and texts stand in double quotes";
  if (line.substr(at).starts_with("\xE2\x80\x9C") || line.substr(at).starts_with("\xE2\x80\x9D")) {
    return "these are typographic quotes; JSON wants plain ones (\")";
  }
  if (static_cast<unsigned char>(c) < ' ') {
    return "a tab or another control character in a text is written with a backslash (\\t)";
  }
  if (before.ends_with('\\')) {
    return R"(a backslash in a text is written twice: "\\b")";
  }
  return "a comma, a colon, a quote or a bracket is missing or wrong there";
}

std::string no_json(std::string_view line, std::size_t at) {
  const std::size_t column = count_code_points(line.substr(0, at)) + 1;
  return "this is no JSON from character " + std::to_string(column) + " on: " + reason(line, at);
}

/// The names of the object's members as they are written. `line` is known to be one JSON object.
std::vector<std::string_view> member_names(std::string_view line) {
  std::vector<std::string_view> names;
  std::string_view text;
  int depth = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      const std::size_t begin = ++i;
      while (line[i] != '"') i += line[i] == '\\' ? 2 : 1;
      text = line.substr(begin, i - begin);
    } else if (line[i] == '{' || line[i] == '[') {
      ++depth;
    } else if (line[i] == '}' || line[i] == ']') {
      --depth;
    } else if (line[i] == ':' && depth == 1) {
      names.push_back(text);
    }
  }
  return names;
}

/// JSON's readers take the last of two members of one name without a word.
std::optional<std::string> repeated_name(std::string_view line) {
  std::vector<std::string_view> names = member_names(line);
  std::ranges::sort(names);
  const auto found = std::ranges::adjacent_find(names);
  if (found == names.end()) return std::nullopt;
  return "\"" + std::string(*found) + "\" stands twice in the line; put all of it into one list";
}

}  // namespace

std::expected<json::object, std::string> read_json_line(std::string_view line) {
  line = trimmed(line, white);
  if (auto wrong = wrong_line(line)) return std::unexpected(std::move(*wrong));
  json::stream_parser parser;
  boost::system::error_code error;
  const std::size_t end = parser.write_some(line.data(), line.size(), error);
  if (error) return std::unexpected(no_json(line, end));
  if (!parser.done()) {
    return std::unexpected("the object does not end on its line; a question is one line");
  }
  if (const std::string_view rest = trimmed(line.substr(end), white); !rest.empty()) {
    return std::unexpected(rest == ","
                               ? "there is a comma behind the object; lines have none between them"
                               : "something follows the object; a line is one object");
  }
  if (auto repeated = repeated_name(line.substr(0, end))) {
    return std::unexpected(std::move(*repeated));
  }
  return std::move(parser.release().as_object());
}

}  // namespace mta::eval
