#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "catalogue/conversation.h"
#include "catalogue/knowledge.h"
#include "catalogue/question.h"

namespace mta::catalogue {

/// An answer of `conversation` has said how to reach us.
bool says_contact(std::span<const Message> conversation, const Knowledge& knowledge);

/// How to reach us: the paragraphs of contact.md in the language's script; all of it where there
/// are none.
std::string contact(const Knowledge& knowledge, Language language);

/// The answer in that language; where it has none, Arabizi is answered in Arabic, all else in
/// English, and then in whatever there is.
const std::string& stated_text(const StatedAnswer& answer, Language language);

/// The catalogue's answer, in the question's language; all that the question asks, in one text.
std::string compose(const Question& question, const Knowledge& knowledge);

/// The catalogue's prices of products as one sentence; what to do for a price where there are none.
std::string price_sentence(std::span<const std::size_t> products, Language language,
                           const Knowledge& knowledge);

/// The sentences that the answer says, or begins its lists with.
std::vector<Sentence> sentences_of(const Question& question);

/// The answer ends with how to reach us.
bool ends_with_contact(const Question& question);

/// What is said in the place of a promise that no knowledge file states.
std::string no_promise(Language language, const Knowledge& knowledge);

/// `6600 USD` in that language; nothing: the price is on request.
std::string price_text(std::optional<std::int64_t> price_usd, const Sentences& sentences,
                       Language language);

/// What stands in the place of an answer that a guardrail does not let through.
std::string refusal(Language language, const Knowledge& knowledge);

}  // namespace mta::catalogue
