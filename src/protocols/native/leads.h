#pragma once

#include <cstddef>
#include <memory>

#include "http/lead_protocol.h"

namespace mta::protocols {

/// The contract's JSON of `POST /leads` and `GET /leads/consent`.
std::unique_ptr<http::LeadProtocol> make_native_lead_protocol(
    std::size_t max_message_characters = 4000);

}  // namespace mta::protocols
