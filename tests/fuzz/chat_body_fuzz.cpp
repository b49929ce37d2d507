#include <string>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/text.h"
#include "protocols/native/decode.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using mta::test::require;

void require_clean(const std::string& text, std::size_t most) {
  require(!text.empty(), "a text is not empty");
  require(mta::clean_text(text) == text, "a text is clean");
  require(mta::count_code_points(text) <= most, "a text is bounded");
}

}  // namespace

FUZZ_TARGET(chat_body) {
  const mta::protocols::ChatRules rules{.max_message_characters = 1000,
                                        .allow_system_prompt_override = true};
  const auto request = mta::protocols::decode_chat_request(input, rules);
  if (!request) {
    require(!request.error().message.empty(), "what is wrong is said");
    return;
  }
  require_clean(request->message, rules.max_message_characters);
  if (request->session_id) {
    require(mta::SessionIds::is_valid(*request->session_id), "a session id is valid");
  }
  require(request->client_history.size() <= 50, "the history is bounded");
  for (const mta::Message& message : request->client_history) {
    require_clean(message.content, rules.max_message_characters);
  }
  if (request->persona_override) require_clean(*request->persona_override, 4000);

  boost::json::object again;
  again["message"] = request->message;
  const auto same = mta::protocols::decode_chat_request(boost::json::serialize(again), rules);
  require(same && same->message == request->message, "a message that was read can be sent again");
}
