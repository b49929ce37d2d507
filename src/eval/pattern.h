#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace mta::eval {

/// A regular expression that an operator wrote: Perl's syntax (Boost.Regex), ASCII letters in
/// either case; `\w` and `\b` know Arabic letters and accented ones. It looks at the text's
/// characters, not at its bytes. Immutable; copies share.
class Pattern {
 public:
  /// Error: what is wrong with it, as the end of a sentence.
  static std::expected<Pattern, std::string> compile(std::string_view text);

  /// Whether a part of `text` matches. Error: the expression tries too many ways (nested repeats);
  /// the search ends after some hundredths of a second.
  [[nodiscard]] std::expected<bool, std::string> search(std::string_view text) const;

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  struct Compiled;
  Pattern(std::string text, std::shared_ptr<const Compiled> compiled)
      : text_(std::move(text)), compiled_(std::move(compiled)) {}

  std::string text_;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace mta::eval
