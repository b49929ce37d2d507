#pragma once

#include <memory>

#include "http/protocol.h"
#include "protocols/native/decode.h"
#include "protocols/native/products.h"

namespace mta::protocols {

/// What our own clients speak: the contract's JSON, its events and its error bodies.
/// Answers carry the products that they name as data, too; empty: none do.
std::unique_ptr<http::Protocol> make_native_protocol(ChatRules rules,
                                                     CurrentProducts products = {});

}  // namespace mta::protocols
