#pragma once

#include <memory>

#include "core/chat_service.h"
#include "core/rate_limiter.h"
#include "core/token_bucket.h"
#include "http/access_line_limiter.h"
#include "http/message.h"
#include "http/origin.h"
#include "http/visitor_address.h"

/// The steps of the pipeline, one .cpp each. Their order is in pipeline.cpp. What they refer to
/// must outlive them; they are called from every event loop's thread at once.
namespace mta::http {

/// Adds to every answer's head what the steps behind it have noted in Request::finish_head.
Middleware finish_heads();

/// Gives the request its id (the caller's own where it is one), and the response `X-Request-Id` and
/// `X-Content-Type-Options`.
Middleware request_id(Random& random);

/// Finds out who asks.
Middleware identify_visitor(const SessionIds& sessions, std::vector<AddressBlock> trusted_proxies);

/// WARN, once each, where a proxy says whom it forwards for and is not understood: a peer that is
/// not in server.trusted_proxies, or one that is and sends Forwarded alone.
Middleware warn_of_unread_proxies(std::vector<AddressBlock> trusted_proxies, Log& log);

/// One log line and one observation of the duration for every request. `lines` may be null: then
/// every request keeps its line.
Middleware access_log(const Clock& clock, Log& log, Metrics& metrics,
                      std::shared_ptr<AccessLineLimiter> lines);

/// CORS headers, `Cache-Control` and the rate-limit headers of everything answered under /chat.
Middleware chat_headers(const OriginPolicy& origins, bool cors_headers);

/// An exception becomes a 500 whose cause is in the log; a fault of the front door becomes its
/// answer.
Middleware error_boundary(Log& log);

/// 403 where Host is neither an address nor localhost nor one of `names`: a name of a stranger's
/// that leads here (DNS rebinding) lets his pages read what is answered. No Host (HTTP/1.0) is
/// admitted.
Middleware require_known_host(std::vector<std::string> names);

/// 403 for a page that is not ours.
Middleware require_allowed_origin(const OriginPolicy& origins);

/// 413 for a body that says it is too large, before it is read.
Middleware refuse_announced_size();

/// The stage throttle: all visitors together.
Middleware stage_throttle(std::shared_ptr<TokenBucket> bucket, const Clock& clock,
                          Metrics& metrics);

/// Reads the body into Request::content.
Middleware read_body();

/// A request that carries an `Idempotency-Key` and was answered, or is being answered, is given
/// that answer and goes no further; what is wrong with a key is noted in Request::fault.
Middleware idempotency(KeyedAnswers& answers, RateLimiter& limiter, const Clock& clock,
                       Random& random, Metrics& metrics, Log& log);

/// The per-visitor limit.
Middleware visitor_limit(RateLimiter& limiter, const Clock& clock);

}  // namespace mta::http
