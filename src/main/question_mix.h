#pragma once

#include <string_view>
#include <vector>

namespace mta {

/// A message that visitors send, and how often.
struct AskedMessage {
  std::string_view text;
  double share = 0;       ///< of all messages
  double same_words = 0;  ///< of who ask this, how many ask it in these very words
  bool is_first = true;   ///< it opens a conversation
};

/// The mix that `mta-chat cost` reckons with (question_mix.txt). The shares add up to 1.
std::vector<AskedMessage> question_mix();

}  // namespace mta
