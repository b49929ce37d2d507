#pragma once

#include <cstddef>

namespace mta {

/// Whether row i of a table is of the i-th enumerator, up to `last`: where a table is found by an
/// enumerator's position this is asserted at compile time. `of` says which enumerator a row is of.
template <class Rows, class Row, class Enum>
constexpr bool is_table_of(const Rows& rows, Enum Row::* of, Enum last) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (static_cast<std::size_t>(rows[i].*of) != i) return false;
  }
  return rows.size() == static_cast<std::size_t>(last) + 1;
}

}  // namespace mta
