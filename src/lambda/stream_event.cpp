#include "lambda/stream_event.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/json.h"

namespace mta::lambda {
namespace {

namespace json = boost::json;

std::optional<StreamRecord> decode_record(const json::value& value) {
  const json::value* change = member(&value, "dynamodb");
  StreamRecord record{.sequence_number = string_in(member(change, "SequenceNumber")), .keys = {}};
  if (string_in(member(&value, "eventSource")) != "aws:dynamodb") return std::nullopt;
  if (record.sequence_number.empty()) return std::nullopt;
  const json::value* keys = member(change, "Keys");
  if (keys == nullptr || !keys->is_object()) return record;
  for (const auto& [name, typed] : keys->get_object()) {
    if (const auto text = text_in(member(&typed, "S"))) record.keys.emplace_back(*text);
  }
  return record;
}

}  // namespace

std::optional<std::vector<StreamRecord>> decode_stream_event(std::string_view text) {
  boost::system::error_code error;
  const json::value event = json::parse(json::string_view(text.data(), text.size()), error);
  const json::value* records = error ? nullptr : member(&event, "Records");
  if (records == nullptr || !records->is_array()) return std::nullopt;
  std::vector<StreamRecord> decoded;
  for (const json::value& value : records->get_array()) {
    auto record = decode_record(value);
    if (!record) return std::nullopt;
    decoded.push_back(std::move(*record));
  }
  return decoded;
}

std::string encode_batch_failures(const std::vector<std::string>& sequence_numbers) {
  json::array failures;
  for (const std::string& number : sequence_numbers) {
    failures.push_back({{"itemIdentifier", number}});
  }
  return json::serialize(json::object{{"batchItemFailures", std::move(failures)}});
}

}  // namespace mta::lambda
