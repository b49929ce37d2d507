#include <boost/json/parse.hpp>

#include "http/steps.h"

namespace mta::http {
namespace {

namespace json = boost::json;

constexpr std::size_t max_message_id_characters = 128;
constexpr std::size_t max_depth = 4;

struct GivenFeedback {
  std::string session_id;
  std::string message_id;
  Feedback rating = Feedback::good;
};

std::unexpected<Error> wrong(ErrorKind kind, std::string message) {
  return std::unexpected(Error{.kind = kind, .message = std::move(message)});
}

/// Empty where the member is missing or no string.
std::string_view text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

Result<GivenFeedback> decode(std::string_view body) {
  json::parse_options options;
  options.max_depth = max_depth;
  boost::system::error_code error;
  const json::value document = json::parse({body.data(), body.size()}, error, {}, options);
  if (error || !document.is_object()) {
    return wrong(ErrorKind::invalid_json, "Request body must be valid JSON");
  }
  const json::object& object = document.get_object();
  const std::string_view session = text_of(object, "session_id");
  const std::string_view message = text_of(object, "message_id");
  const auto rating = feedback_of(text_of(object, "rating"));
  if (!SessionIds::is_valid(session)) {
    return wrong(ErrorKind::invalid_session_id,
                 "\"session_id\" must be a string of 1 to 128 of A-Z a-z 0-9 _ . : -");
  }
  if (message.empty() || message.size() > max_message_id_characters) {
    return wrong(ErrorKind::invalid_feedback, "\"message_id\" must be the id of an answer");
  }
  if (!rating) {
    return wrong(ErrorKind::invalid_feedback, R"("rating" must be "good" or "bad")");
  }
  return GivenFeedback{
      .session_id = std::string(session), .message_id = std::string(message), .rating = *rating};
}

}  // namespace

CountedHandler feedback_endpoint(ChatService& chat) {
  return [&chat](Exchange& exchange, Body body, Counted) -> Task<Result<Response>> {
    Result<GivenFeedback> given = decode(body.text());
    if (!given) co_return std::unexpected(std::move(given.error()));
    const Result<bool> kept = co_await chat.rate(std::move(given->session_id), exchange.visitor(),
                                                 std::move(given->message_id), given->rating);
    if (!kept) co_return std::unexpected(kept.error());
    if (!*kept) {
      co_return wrong(ErrorKind::not_found, "This conversation has no such answer");
    }
    co_return Response{.status = 204};
  };
}

}  // namespace mta::http
