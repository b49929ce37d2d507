#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "leads/consent.h"
#include "leads/lead.h"

namespace mta::http {

/// What a visitor left in a form, checked.
struct LeadForm {
  leads::Contact contact;
  std::vector<std::string> devices;
  std::string message;                    ///< empty: none
  std::string page;                       ///< as Lead::page
  std::optional<std::string> session_id;  ///< of the chat on the same page
  std::string consent_version;            ///< of the wording that was agreed to, current or not
  bool is_trapped = false;                ///< the field was filled that no human sees
};

/// How forms send leads, and what they are told. Immutable; one for all requests.
class LeadProtocol {
 public:
  virtual ~LeadProtocol() = default;
  /// Of several faults the first in the order of ErrorKind is told.
  [[nodiscard]] virtual Result<LeadForm> decode(std::string_view body) const = 0;
  [[nodiscard]] virtual Response kept(std::string_view lead_id) const = 0;
  [[nodiscard]] virtual Response wordings(const leads::ConsentWordings& wordings) const = 0;
  /// The 409 of a version that is not current, with those that are.
  [[nodiscard]] virtual Response outdated(const leads::ConsentWordings& wordings,
                                          std::string_view request_id) const = 0;
};

}  // namespace mta::http
