#pragma once

#include <optional>
#include <vector>

#include "chat/priced_sentence.h"

/// What an answer may make of the amounts that the visitor has named.
namespace mta::chat {

/// As he said it, or converted.
bool is_said_by(const std::vector<Amount>& visitors, const Amount& amount);

/// The sentence agrees to something, and no word before denies it.
bool agrees(const catalogue::Claims& claims);

/// The visitor's amount may stand there: refused; beside a right price as his; else only as his
/// budget or fee, for nothing else in the sentence says what the device costs.
bool may_repeat(const PricedSentence& sentence, const Amount& amount, bool beside_a_price);

}  // namespace mta::chat
