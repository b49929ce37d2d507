#include "protocols/native/json_response.h"

#include <boost/json/serialize.hpp>

#include "http/error_table.h"

namespace mta::protocols {

namespace json = boost::json;

http::Response json_response(int status, const json::object& body) {
  http::Response response{.status = status, .body = json::serialize(body)};
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  return response;
}

json::object error_json(const Error& error, std::string_view request_id) {
  json::object body{{"error", http::title_of(error.kind).title},
                    {"message", error.message},
                    {"request_id", request_id}};
  if (error.retry_after) body["retry_after"] = error.retry_after->count();
  return body;
}

}  // namespace mta::protocols
