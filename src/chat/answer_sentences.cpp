#include "chat/answer_sentences.h"

#include <algorithm>

#include "base/text.h"

namespace mta::chat {
namespace {

bool closes(char32_t c) { return std::u32string_view(U".!?؟。…").contains(c); }

/// What may stand between a full stop and the white space behind it.
bool may_follow(char32_t c) { return closes(c) || std::u32string_view(U"\"')*_]”»`").contains(c); }

/// `1.` and `- 2)` begin a list item.
bool is_marker(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t-*>#");
  if (first == std::string_view::npos) return false;
  text.remove_prefix(first);
  constexpr std::size_t longest = 8;  // bytes: three digits of any script
  return text.size() <= longest && std::ranges::all_of(text.substr(0, text.size() - 1), [](char c) {
           return (c >= '0' && c <= '9') || c < 0;
         });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

std::optional<std::size_t> sentence_end(std::string_view text, std::size_t& from) {
  // With other bytes nothing begins that ends a sentence.
  const auto may_end = [](char c) {
    return c == '\n' || c == '.' || c == '!' || c == '?' || c == '\xD8' || c == '\xE2' ||
           c == '\xE3';
  };
  while (true) {
    while (from < text.size() && !may_end(text[from])) ++from;
    if (from == text.size()) return std::nullopt;
    std::string_view rest = text.substr(from);
    const char32_t c = next_code_point(rest);
    if (c == U'\n') return from + 1;
    const std::size_t behind = text.size() - rest.size();
    if (closes(c) && !(c == U'.' && is_marker(text.substr(0, behind)))) {
      std::size_t end = behind;
      char32_t next = 0;
      while (!rest.empty() && may_follow(next = next_code_point(rest))) {
        end = text.size() - rest.size();
        next = 0;
      }
      if (next == 0) return std::nullopt;  // what comes next tells
      if (next != U'\n' && is_white_space(next)) return end;
    }
    from = behind;
  }
}

Line kind_of_line(std::string_view sentence) {
  sentence = trimmed(sentence);
  if (sentence.starts_with('|')) return Line::row;
  const bool bold =
      sentence.starts_with("**") && (sentence.ends_with("**") || sentence.ends_with("**:"));
  const bool heading = sentence.starts_with('#') || sentence.ends_with(':') || bold;
  return heading ? Line::heading : Line::plain;
}

}  // namespace mta::chat
