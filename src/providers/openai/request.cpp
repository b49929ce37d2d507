#include "providers/openai/request.h"

#include <array>
#include <charconv>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <boost/json/string_view.hpp>

namespace mta::providers::openai {
namespace {

std::string quoted(std::string_view text) {
  return boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

/// As people write it; Boost.JSON would make 7E-1 of 0.7.
std::string number(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::string message(std::string_view role, std::string_view content) {
  return R"({"role":)" + quoted(role) + R"(,"content":)" + quoted(content) + "}";
}

}  // namespace

std::string encode_completion_request(const CompletionOptions& options, const Prompt& prompt) {
  std::string body = R"({"model":)" + quoted(options.model) + R"(,"messages":[)";
  body += message("system", prompt.system);
  for (const Message& said : prompt.messages) {
    body += "," + message(said.role == Role::user ? "user" : "assistant", said.content);
  }
  body += "]";
  const auto add = [&body](std::string_view name, const std::string& value) {
    body += "," + quoted(name) + ":" + value;
  };
  if (options.max_tokens) add(options.max_tokens_name, std::to_string(*options.max_tokens));
  if (options.temperature) add("temperature", number(*options.temperature));
  if (options.top_p) add("top_p", number(*options.top_p));
  if (!options.reasoning_effort.empty()) add("reasoning_effort", quoted(options.reasoning_effort));
  add("stream", "true");
  if (options.stream_options) add("stream_options", R"({"include_usage":true})");
  return body + "}";
}

}  // namespace mta::providers::openai
