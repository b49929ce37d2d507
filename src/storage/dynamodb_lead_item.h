#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "leads/kept_lead.h"

/// Leads as items of their table, whose key is `pk` (S, hash) and `sk` (S, range):
///
/// | pk | sk | what |
/// |---|---|---|
/// | the lead's id | `lead` | the lead and its event; `version` changes with each write |
/// | `phone#HASH`, `email#HASH`, `conversation#HASH` | the lead's id | by which a lead is found |
/// | `phone#HASH`, `email#HASH` | `claim` | `lead`: who was made or added to last by it |
/// | `draft#CONVERSATION` | `draft` | a draft |
///
/// Keys hold hashes, since AWS writes keys into its own logs of a table where it is asked to. What
/// was read is checked: an item may be of a later release, or of nobody's.
namespace mta::storage {

/// The index of what is undelivered: `due` (S, hash), `next_attempt_at` (N, range).
inline constexpr std::string_view due_index = "by_due";
/// The index of all leads: `listed` (S, hash), `created_at` (N, range).
inline constexpr std::string_view time_index = "by_time";

struct LeadItem {
  leads::KeptLead kept;
  std::int64_t version = 0;
  std::set<std::string> links;  ///< the hash keys of the items that it is found by
};

boost::json::object item_of(const LeadItem& lead);
/// Nothing: the item is no lead that is known here.
std::optional<LeadItem> lead_item_of(const boost::json::object& item);
/// Of an item of `time_index`; nothing: it is no lead that is known here.
std::optional<leads::Lead> listed_lead_of(const boost::json::object& item);

/// Of the items by which a subject's leads are found. Not for ById.
std::string link_of(const leads::Subject& subject);
std::set<std::string> links_of(const leads::Lead& lead);
/// Those of its phone number and e-mail address: two leads that have one in common are of the same
/// person.
std::set<std::string> person_links_of(const leads::Lead& lead);

boost::json::object lead_key(std::string_view pk, std::string_view sk);

}  // namespace mta::storage
