#pragma once

#include <string>
#include <string_view>

#include "chat/ports.h"

/// What a client's idempotency key becomes before anything is stored under it. Pure functions.
namespace mta {

/// 1 to 128 visible ASCII characters.
bool is_idempotency_key(std::string_view text);

/// Two clients may have come to the same key without knowing of each other: it is shorter than 20
/// characters or has fewer than 8 different ones. A random UUID is no such key.
bool is_guessable_key(std::string_view key);

/// Where a key was sent: a visitor's keys are its own, and so are a route's.
struct KeyScope {
  std::string_view visitor;  ///< Visitor::hash
  std::string_view route;
};

/// `secret` is the server's: without it nobody can find out, from
/// what tables and logs hold, which key or body stands behind a hash, or open a kept answer.
KeyedRequest keyed_request(std::string_view secret, const KeyScope& scope, std::string_view key,
                           std::string_view body, Random& random);

}  // namespace mta
