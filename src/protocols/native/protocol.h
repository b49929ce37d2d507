#pragma once

#include <memory>

#include "chat/answer_products.h"
#include "http/protocol.h"
#include "protocols/native/decode.h"

namespace mta::protocols {

/// What our own clients speak: the contract's JSON, its events and its error bodies.
/// Answers that name some of `products`, which must outlive it, carry them as data, too; null: none
/// do.
std::unique_ptr<http::Protocol> make_native_protocol(
    ChatRules rules, const std::vector<Product>* products = nullptr);

}  // namespace mta::protocols
