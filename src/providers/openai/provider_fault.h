#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

/// Providers tell of a fault in many shapes, also in the middle of a reply that began as a good one
/// (status 200).
namespace mta::providers::openai {

/// A short word for the log, where a part of a reply tells of a fault; it may be empty.
std::optional<std::string> fault_told_in(const boost::json::value& reply);

/// What a model did instead of answering, where a delta or a message says so, whatever its
/// finish_reason: `tool_calls` (it was offered none), `function_call` or `refusal`; else empty.
std::string_view done_instead(const boost::json::value* said_by_model);

/// The type of a server-sent event whose data tell of a fault whatever they are.
bool is_error_event(std::string_view type);

/// What an error, or a whole error body, says of its kind: a short word, or nothing.
std::string error_code_in(const boost::json::value& error);

/// A word like `rate_limit_exceeded`, and nothing that could be a visitor's or a key; else empty.
std::string code_word(const boost::json::value* value);

}  // namespace mta::providers::openai
