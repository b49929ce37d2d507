#include "lambda/stream_event.h"

#include <gtest/gtest.h>

#include "lambda/lead_delivery.h"

namespace mta::lambda {
namespace {

/// As Lambda's documentation shows one.
constexpr std::string_view event = R"({"Records": [
  {"eventID": "1", "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
   "awsRegion": "us-west-2", "eventSourceARN": "arn:aws:dynamodb:us-west-2:1:table/t/stream/s",
   "dynamodb": {"Keys": {"id": {"S": "lead_1"}, "at": {"N": "101"}}, "SequenceNumber": "111",
                "SizeBytes": 26, "StreamViewType": "KEYS_ONLY"}},
  {"eventName": "INSERT", "eventSource": "aws:dynamodb",
   "dynamodb": {"Keys": {"id": {"S": "lead_2"}}, "SequenceNumber": "222"}},
  {"eventName": "INSERT", "eventSource": "aws:dynamodb",
   "dynamodb": {"Keys": {"id": {"S": "lead_3"}}, "SequenceNumber": "333"}}]})";

std::vector<std::string> failed(const delivery::Pass& pass) {
  return failed_records(decode_stream_event(event).value(), pass);
}

TEST(StreamEvent, HasSequenceNumbersAndKeys) {
  const auto records = decode_stream_event(event).value();
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].sequence_number, "111");
  EXPECT_EQ(records[0].keys, std::vector<std::string>{"lead_1"});
}

TEST(StreamEvent, IsNothingElse) {
  for (const char* other :
       {"", "{}", "[]", "null", R"({"Records": {}})", R"({"Records": [5]})",
        R"({"Records": [{"eventSource": "aws:sqs", "messageId": "1"}]})",
        R"({"Records": [{"eventSource": "aws:dynamodb", "dynamodb": {"Keys": {}}}]})"}) {
    EXPECT_FALSE(decode_stream_event(other)) << other;
  }
}

TEST(StreamEvent, ARecordWhoseKeysAreOfNoUseIsStillARecord) {
  for (const char* keys : {"{}", "[]", "5", R"({"id": 5})", R"({"id": {"N": "1"}})"}) {
    const auto records = decode_stream_event(
        R"({"Records": [{"eventSource": "aws:dynamodb", "dynamodb": {"SequenceNumber": "1",
            "Keys": )" +
        std::string(keys) + "}}]}");
    ASSERT_TRUE(records) << keys;
    EXPECT_TRUE(records->at(0).keys.empty());
  }
}

TEST(FailedRecords, AreNoneWhereNothingMoreWasDue) {
  EXPECT_TRUE(failed({.settled = {"lead_1", "lead_2"}, .is_complete = true}).empty())
      << "lead_3 is another worker's";
}

TEST(FailedRecords, AreThoseThatTheStoreFailedOnAndThoseAfterThem) {
  EXPECT_EQ(failed({.settled = {"lead_1"}, .unsettled = {"lead_2"}}),
            (std::vector<std::string>{"222", "333"}));
}

TEST(FailedRecords, AreThoseThatThereWasNoTimeFor) {
  EXPECT_EQ(failed({.settled = {"lead_2"}}), (std::vector<std::string>{"111", "333"}));
}

TEST(FailedRecords, AreAllWhereTheStoreDoesNotAnswer) { EXPECT_EQ(failed({}).size(), 3U); }

TEST(BatchFailures, AreNamedAsLambdaReadsThem) {
  EXPECT_EQ(encode_batch_failures({"222", "333"}),
            R"({"batchItemFailures":[{"itemIdentifier":"222"},{"itemIdentifier":"333"}]})");
  EXPECT_EQ(encode_batch_failures({}), R"({"batchItemFailures":[]})");
}

}  // namespace
}  // namespace mta::lambda
