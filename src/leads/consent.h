#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace mta::leads {

/// The question that a visitor agrees to, of one language.
struct ConsentWording {
  std::string language;  ///< BCP 47: `en`, `ar`, `ar-Latn`, `fr`
  std::string text;
  std::string version;  ///< 16 hexadecimal digits of the text's SHA-256
};

/// `knowledge/consent.md`: a section a language (`## en`), whose text is the question word for
/// word. Immutable.
class ConsentWordings {
 public:
  /// `problems`: a line each for what is wrong with it, with its line; empty: nothing.
  static ConsentWordings parse(std::string_view markdown, std::vector<std::string>& problems);

  /// Of the language, else of English.
  [[nodiscard]] const ConsentWording& of(std::string_view language) const;
  /// nullptr: no current wording has that version.
  [[nodiscard]] const ConsentWording* version(std::string_view version) const;
  /// In the order of the file.
  [[nodiscard]] const std::vector<ConsentWording>& all() const { return wordings_; }

 private:
  std::vector<ConsentWording> wordings_;
};

}  // namespace mta::leads
