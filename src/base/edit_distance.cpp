#include "base/edit_distance.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "base/text.h"

namespace mta {
namespace {

std::u32string code_points(std::string_view text) {
  std::u32string points;
  while (!text.empty()) points += next_code_point(text);
  return points;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::u32string first = code_points(a);
  const std::u32string second = code_points(b);
  std::vector<std::size_t> row(second.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < first.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < second.size(); ++j) {
      const std::size_t replaced = diagonal + (first[i] == second[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace mta
