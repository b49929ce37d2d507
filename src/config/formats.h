#pragma once

#include <optional>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>

/// What the texts among the settings may look like.
namespace mta::config {

/// `127.0.0.1:8080`, `[::1]:8080`.
std::optional<boost::asio::ip::tcp::endpoint> parse_endpoint(std::string_view text);

bool is_endpoint(std::string_view text);
bool is_address_block(std::string_view text);
bool is_origin(std::string_view text);  ///< `*` or scheme://host[:port]
bool is_host_name(std::string_view text);
bool is_not_empty(std::string_view text);
bool is_base_url(std::string_view text);
bool is_region(std::string_view text);
bool is_reasoning_effort(std::string_view text);
bool is_optional_parameter(std::string_view text);  ///< of the request for a model
bool is_guardrail_id(std::string_view text);        ///< of Amazon Bedrock; empty: none
bool is_guardrail_version(std::string_view text);   ///< a number, or DRAFT; empty: none
bool is_table_name(std::string_view text);
bool is_metric_namespace(std::string_view text);
bool is_short_text(std::string_view text);   ///< at most 200 bytes, without control characters
bool is_example(std::string_view text);      ///< one that is not empty
bool is_colour(std::string_view text);       ///< #rrggbb
bool is_web_address(std::string_view text);  ///< an http or https URL; empty: none
bool is_e164(std::string_view text);         ///< `+` and 7 to 15 digits; empty: none
bool is_page_url(std::string_view text);     ///< http or https; empty: none
bool is_webhook_url(std::string_view text);  ///< http or https, no user, no fragment; empty: none
bool is_topic_arn(std::string_view text);    ///< of a standard SNS topic; empty: none

}  // namespace mta::config
