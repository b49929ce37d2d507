#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mta::catalogue {

/// What the catalogue answers in.
enum class Language : std::uint8_t { english, arabic, arabizi };
inline constexpr std::size_t language_count = 3;

/// What the catalogue says. A section of sentences.txt or lead_sentences.txt has the name that it
/// has here.
enum class Sentence : std::uint8_t {
  company,
  short_company,
  greeting,
  thanks,
  farewell,
  about,
  refused,
  overview,
  overview_end,
  training,
  support,
  terms,
  medical,
  treatment,
  off_topic,
  unknown_product,
  which_device,
  price_intro,
  prices_intro,
  find_intro,
  compare_intro,
  nothing_in_budget,
  nothing_left,
  on_request,
  dollars,
  emergency,
  despair,
  human,
  details,
  cheapest_already,
  together,
  difference,
  sar,
  aed,
  prices_in_dollars,
  name_a_device,
  no_promise,
  // Of lead_sentences.txt: the dialogue with who wants to be contacted.
  lead_offer,
  lead_name,
  lead_clinic,
  lead_country,
  lead_reach,
  lead_only_reach,
  lead_noted,
  lead_may_add,
  lead_yes_or_no,
  lead_passed_on,
  lead_stop,
  lead_added,
  lead_known,
  lead_dropped,
  lead_erased,
  lead_not_kept,
  lead_too_many,
  lead_failed,
  lead_whatsapp,
  lead_whatsapp_text,
};
inline constexpr std::size_t sentence_count = 57;

/// As sentences.txt names its section.
std::string_view name_of(Sentence sentence);

/// All of them in all languages: those of src/catalogue/sentences.txt and lead_sentences.txt, which
/// are compiled in, or what a file of the knowledge folder has in their place.
class Sentences {
 public:
  Sentences();

  [[nodiscard]] const std::string& get(Sentence sentence, Language language) const;

  /// Takes the sections of a file, in the form of sentences.txt; `path` names it in problems.
  /// Returns what is wrong, one `FILE:LINE: ...` each; then nothing has been taken.
  std::vector<std::string> take(std::string_view path, std::string_view text);

  using Texts = std::array<std::array<std::string, language_count>, sentence_count>;

 private:
  Texts written_;  // placeholders and all
  Texts said_;
};

}  // namespace mta::catalogue
