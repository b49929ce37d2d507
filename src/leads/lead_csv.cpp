#include "leads/lead_csv.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "base/utc_text.h"
#include "leads/lead_json.h"

namespace mta::leads {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_formula(std::string_view text) {
  constexpr auto beginnings = std::to_array<std::string_view>(
      {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"});
  return std::ranges::any_of(
      beginnings, [&](std::string_view beginning) { return text.starts_with(beginning); });
}

std::string cell(std::string_view text) {
  std::string quoted = is_formula(text) ? "\"'" : "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::string line(std::span<const std::string> texts) {
  std::string row;
  for (const std::string& text : texts) row += (row.empty() ? "" : ",") + cell(text);
  return row + "\r\n";
}

std::string joined(const std::vector<std::string>& devices) {
  std::string text;
  for (const std::string& device : devices) text += (text.empty() ? "" : "; ") + device;
  return text;
}

}  // namespace

std::string csv_header() {
  const auto names = std::to_array<std::string>(
      {"id", "created_at", "updated_at", "name", "phone", "phone_is_e164", "email", "clinic",
       "country", "devices", "message", "language", "page", "conversation_id", "source",
       "consent_basis", "consent_version", "consent_given_at", "expires_at"});
  return std::string(byte_order_mark) + line(names);
}

std::string csv_row(const Lead& lead) {
  const Contact& contact = lead.contact;
  const auto texts = std::to_array<std::string>(
      {lead.id, rfc3339(lead.created_at), rfc3339(lead.updated_at), contact.name, contact.phone,
       contact.phone_is_e164 ? "true" : "false", contact.email, contact.clinic, contact.country,
       joined(lead.devices), lead.message, lead.language, lead.page, lead.conversation_id,
       std::string(name_of(lead.source)), std::string(name_of(lead.consent.basis)),
       lead.consent.version, rfc3339(lead.consent.given_at), rfc3339(lead.expires_at)});
  return line(texts);
}

}  // namespace mta::leads
