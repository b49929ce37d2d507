#include "http/message.h"

#include <algorithm>
#include <ranges>

#include "base/ascii.h"

namespace mta::http {

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
