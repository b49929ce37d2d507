#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "net/aws_signer.h"
#include "storage/dynamodb.h"

namespace mta::storage {

/// A call that DynamoDB refused, or that did not come to an answer.
struct DynamoDbError {
  std::string name;  ///< `ConditionalCheckFailedException`; empty: no answer
  std::string detail;
  boost::json::object body;  ///< what DynamoDB said; the item of a failed condition is in it
};

template <class T>
using DynamoDbResult = std::expected<T, DynamoDbError>;

/// Signed JSON requests with time limits and retries. Thread-safe.
class DynamoDbClient {
 public:
  enum class Repeat : std::uint8_t {
    on_any_fault,    ///< twice at most: throttling, 5xx, a wrong checksum
    when_throttled,  ///< what must not be done twice
  };

  DynamoDbClient(const DynamoDbOptions& options, const DynamoDbParts& parts);

  struct Times {
    SteadyTime end;                              ///< of the call, retries included
    SteadyTime last_repeat = SteadyTime::max();  ///< no repetition begins after it
  };
  [[nodiscard]] SteadyTime now() const { return parts_.clock.steady_now(); }
  /// A second from now.
  [[nodiscard]] SteadyTime usual_end() const;

  /// `operation` as `UpdateItem`. Each attempt that failed and was repeated is counted as a store
  /// error, the last one is the caller's to count.
  Task<DynamoDbResult<boost::json::object>> call(std::string_view operation,
                                                 const boost::json::object& input, Repeat repeat,
                                                 Times times);

 private:
  struct Attempt;
  Task<Attempt> attempt(std::string_view operation, const std::string& body,
                        const CallLimits& limits, bool resend);

  Url endpoint_;
  DynamoDbParts parts_;
  net::AwsSigner signer_;
};

Error store_error(const DynamoDbError& error);
/// The write's condition did not hold; the item is in DynamoDbError::body.
bool is_condition_failure(const DynamoDbError& error);

// Attribute values:
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
const boost::json::object* object_in(const boost::json::object& answer, std::string_view member);
boost::json::object string_value(std::string_view text);
boost::json::object number_value(std::int64_t number);
/// Unix time in whole seconds, as TTL attributes have it.
boost::json::object time_value(Timestamp time);
std::int64_t epoch_seconds(Timestamp time);
std::optional<std::string> string_of(const boost::json::object& item, std::string_view name);
std::optional<std::int64_t> number_of(const boost::json::object& item, std::string_view name);

}  // namespace mta::storage
