#pragma once

#include <memory>

#include "http/protocol.h"
#include "protocols/native/decode.h"

namespace mta::protocols {

/// What our own clients speak: the contract's JSON, its events and its error bodies.
std::unique_ptr<http::Protocol> make_native_protocol(ChatRules rules);

}  // namespace mta::protocols
