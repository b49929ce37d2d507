#include "main/question_mix.h"

#include <charconv>

#include "base/ascii.h"
#include "main/question_mix_txt.h"

namespace mta {
namespace {

/// Takes the part up to the next semicolon off `line`.
std::string_view next_part(std::string_view& line) {
  const std::size_t end = line.find(';');
  const std::string_view part = trimmed(line.substr(0, end));
  line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  return part;
}

double percent(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr double hundred = 100;
  return number / hundred;
}

}  // namespace

std::vector<AskedMessage> question_mix() {
  std::vector<AskedMessage> mix;
  std::string_view text = main::question_mix_txt;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    AskedMessage asked;
    asked.share = percent(next_part(line));
    asked.same_words = percent(next_part(line));
    asked.is_first = next_part(line) == "first";
    asked.text = trimmed(line);
    mix.push_back(asked);
  }
  return mix;
}

}  // namespace mta
