#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mta::models {

/// What a visitor wants to spend, in whole US dollars: "under 3000 dollars", "between 1k and 3k".
struct Budget {
  std::optional<std::int64_t> most;
  std::optional<std::int64_t> least;
  [[nodiscard]] bool given() const { return most || least; }
};

/// `words` are folded, `forms` their lexical forms (lexicon.h), `text` what they come from.
Budget find_budget(std::string_view text, const std::vector<std::string>& words,
                   const std::vector<std::string>& forms);

/// `3000`, `3k`, `3000usd`; nothing for other words.
std::optional<std::int64_t> number_of(std::string_view word);

/// True where the word at `at` multiplies the number before it.
bool is_thousand(const std::vector<std::string>& words, std::size_t at);

}  // namespace mta::models
