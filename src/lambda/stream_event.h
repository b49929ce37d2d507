#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a DynamoDB stream sends to a function, and how the function says what it could not do.
/// https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
/// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
/// Pure functions.
namespace mta::lambda {

/// An item of a table has changed.
struct StreamRecord {
  std::string sequence_number;
  std::vector<std::string> keys;  ///< the values of the item's keys that are strings
};

/// Nothing: it is no event of a stream, or a record has no sequence number.
std::optional<std::vector<StreamRecord>> decode_stream_event(std::string_view json);

/// `{"batchItemFailures": [{"itemIdentifier": "…"}]}`: the stream goes on with the first of them.
std::string encode_batch_failures(const std::vector<std::string>& sequence_numbers);

}  // namespace mta::lambda
