#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include "base/error.h"
#include "http/message.h"

namespace mta::protocols {

http::Response json_response(int status, const boost::json::object& body);

/// `{"error","message","request_id"}`, with `retry_after` where the error has one.
boost::json::object error_json(const Error& error, std::string_view request_id);

}  // namespace mta::protocols
