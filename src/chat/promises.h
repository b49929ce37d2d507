#pragma once

#include <array>
#include <set>
#include <string_view>

#include "catalogue/claims.h"
#include "catalogue/message.h"
#include "catalogue/vocabulary.h"

namespace mta::chat {

/// What a text promises, by topic, with the numbers of its periods and percentages.
struct Promises {
  struct Topic {
    bool is_promised = false;
    std::set<double> figures;
  };
  std::array<Topic, catalogue::topic_count> topics;

  [[nodiscard]] const Topic& of(catalogue::Topic topic) const {
    return topics.at(static_cast<std::size_t>(topic));
  }
};

/// Of one sentence. A denial, and the advice to ask somebody, promise nothing.
/// `claims` are those of the reading's words.
Promises promises_in(std::string_view text, const catalogue::MessageReading& reading,
                     const catalogue::Claims& claims);

/// Of a whole text, by its sentences.
Promises promises_of_text(std::string_view text, const catalogue::Vocabulary& vocabulary);

/// `made` says more than `stated`. A part of a price is none of this: see the price check.
bool exceeds(const Promises& made, const Promises& stated);

}  // namespace mta::chat
