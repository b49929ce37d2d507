#include "http/message.h"

#include <algorithm>
#include <ranges>

namespace mta::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view white = " \t";
  const std::size_t first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  const auto found = std::ranges::find_if(
      fields_, [&](const Field& field) { return equal_ignoring_case(field.first, name); });
  if (found == fields_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [field, value] : fields_) {
    if (equal_ignoring_case(field, name)) values.emplace_back(value);
  }
  return values;
}

std::vector<std::string_view> list_elements(std::string_view value) {
  std::vector<std::string_view> elements;
  for (const auto part : std::views::split(value, ',')) {
    const std::string_view element = trimmed(std::string_view(part.begin(), part.end()));
    if (!element.empty()) elements.push_back(element);
  }
  return elements;
}

}  // namespace mta::http
