#pragma once

#include <string>

#include "base/ports.h"

/// Names of leads and their events: 128 random bits, which tell nothing of anybody.
namespace mta::leads {

std::string new_lead_id(Random& random);   ///< `lead_` and 22 characters of base64url
std::string new_event_id(Random& random);  ///< `msg_` and 22 characters of base64url

}  // namespace mta::leads
