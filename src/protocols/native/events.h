#pragma once

#include "http/protocol.h"
#include "protocols/native/products.h"

/// Answers as the AI SDK's UI message stream, version 1
/// (https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol).
namespace mta::protocols {

/// True where the transport can stream and `Accept` lists `text/event-stream`.
bool wants_events(const http::Request& request);

/// `exchange` and `products` must outlive it. The products that the answer names follow it as a
/// `data-products` part; where `products` is empty none do.
std::unique_ptr<ReplySink> write_events(http::Exchange& exchange, AnswerHead head,
                                        const CurrentProducts& products);

}  // namespace mta::protocols
