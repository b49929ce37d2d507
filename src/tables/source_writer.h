#pragma once

#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include "catalogue/flat_tables.h"
#include "catalogue/phrases.h"

namespace mta::tables {

/// Writes C++: arrays, and the expressions that refer to them. An array that is empty has none.
class SourceWriter {
 public:
  explicit SourceWriter(std::ostream& out) : out_(out) {}

  /// `write` of a member gives its text. The expression is the array's name.
  std::string array(std::string_view type, const auto& members, const auto& write) {
    if (std::size(members) == 0) return "{}";
    const std::string name = new_name();
    out_ << "constexpr " << type << " " << name << "[] = {";
    std::size_t count = 0;
    for (const auto& member : members) {
      out_ << (count++ % 16 == 0 ? "\n" : "") << write(member) << ",";
    }
    out_ << "};\n";
    return name;
  }
  /// As narrow as they can be.
  std::string numbers(const catalogue::Numbers& numbers);
  std::string keys(const catalogue::Keys& keys);
  std::string plain_keys(std::span<const std::uint64_t> keys);
  std::string text(std::string_view text);

  std::string of(const catalogue::TextIdsView& texts);
  std::string of(const catalogue::KeyIdsView& keys);
  std::string of(const catalogue::ListsView& lists);
  std::string of(const catalogue::PhraseTables& phrases);

  /// `members` are expressions in their order.
  void define(std::string_view type, std::string_view name,
              std::initializer_list<std::string> members);

 private:
  std::string new_name() { return "a" + std::to_string(++arrays_); }

  std::ostream& out_;
  int arrays_ = 0;
};

}  // namespace mta::tables
