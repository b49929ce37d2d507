#pragma once

#include <string>
#include <string_view>

namespace mta::providers::openai {

/// A JSON text whose escapes of lone surrogate halves, which parsers refuse, are replaced by the
/// three bytes that the half would have in UTF-8 (as WTF-8 does). The rest stays as it is.
std::string with_bytes_for_lone_halves(std::string_view json);

/// Joins the halves of surrogate pairs, each in three bytes, also where one text ends with the
/// first half and the next begins with the second. A lone half becomes U+FFFD. One joiner a reply.
class SurrogateJoiner {
 public:
  /// A first half at the end waits for the next text.
  std::string take(std::string_view text);
  /// What still waits, once no text follows.
  std::string finish();

 private:
  std::string waiting_;
};

}  // namespace mta::providers::openai
