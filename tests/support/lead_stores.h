#pragma once

#include <array>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/system.h"
#include "net/https_client.h"
#include "storage/dynamodb.h"
#include "storage/dynamodb_client.h"
#include "storage/memory.h"
#include "storage/sqlite.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"
#include "tests/support/temporary_folder.h"

/// The stores of leads, each on a place of its own.
namespace mta::test {

inline constexpr std::array lead_store_kinds = {"memory", "sqlite", "dynamodb"};

class LeadStores {
 public:
  virtual ~LeadStores() = default;
  virtual std::unique_ptr<leads::LeadStore> open() = 0;
  virtual std::unique_ptr<leads::DraftStore> open_drafts() = 0;

  ManualClock clock;
  CountingRandom random;
};

class MemoryLeadStores final : public LeadStores {
 public:
  std::unique_ptr<leads::LeadStore> open() override { return storage::make_memory_leads(random); }
  std::unique_ptr<leads::DraftStore> open_drafts() override {
    return storage::make_memory_drafts(clock);
  }
};

class SqliteLeadStores final : public LeadStores {
 public:
  std::unique_ptr<leads::LeadStore> open() override {
    return storage::open_sqlite_leads({.path = path}, clock, random, log);
  }
  std::unique_ptr<leads::DraftStore> open_drafts() override {
    return storage::open_sqlite_drafts({.path = path}, clock, log);
  }

  TemporaryFolder folder;
  std::string path = folder.file("chat.db");
  RecordingLog log;
};

/// A table of its own in DynamoDB Local, whose URL and definition of the table the environment has
/// (tests/api/leads_dynamodb_test.py).
class DynamoDbLeadStores final : public LeadStores {
 public:
  DynamoDbLeadStores() {
    boost::json::object table = boost::json::parse(std::getenv(definition)).as_object();
    table["TableName"] = options_.leads_table;
    storage::DynamoDbClient admin(options_, parts_);
    const auto made =
        run(admin.call("CreateTable", table, storage::DynamoDbClient::Repeat::when_throttled,
                       {.end = admin.now() + std::chrono::seconds(10)}));
    if (!made) throw std::runtime_error(made.error().detail);
  }
  std::unique_ptr<leads::LeadStore> open() override {
    return storage::make_dynamodb_leads(options_, parts_);
  }
  std::unique_ptr<leads::DraftStore> open_drafts() override {
    return storage::make_dynamodb_drafts(options_, parts_);
  }
  /// All items of the table, as DynamoDB writes them.
  std::string everything() {
    storage::DynamoDbClient client(options_, parts_);
    const auto all = run(client.call("Scan", {{"TableName", options_.leads_table}},
                                     storage::DynamoDbClient::Repeat::when_throttled,
                                     {.end = client.now() + std::chrono::seconds(10)}));
    return boost::json::serialize(all.value().at("Items"));
  }

  static constexpr const char* url = "MTA_TEST_DYNAMODB_URL";
  static constexpr const char* definition = "MTA_TEST_LEADS_TABLE";

 private:
  static std::string new_name() {
    static std::atomic<int> number = 0;
    return "leads-" + std::to_string(::getpid()) + "-" + std::to_string(++number);
  }
  static std::vector<std::unique_ptr<net::CredentialSource>> sources() {
    std::vector<std::unique_ptr<net::CredentialSource>> sources;
    sources.push_back(net::environment_credentials([](const std::string& name) {
      const char* value = std::getenv(name.c_str());
      return std::string(value == nullptr ? "" : value);
    }));
    return sources;
  }

  storage::DynamoDbOptions options_{.endpoint = parse_url(std::getenv(url)).value(),
                                    .region = "eu-central-1",
                                    .leads_table = new_name()};
  SystemClock real_clock_;
  SystemRandom real_random_;
  RecordingMetrics metrics_;
  net::HttpsClient client_{{}, {}, real_clock_};
  net::AwsCredentialChain credentials_{sources(), real_clock_};
  storage::DynamoDbParts parts_{.client = client_,
                                .credentials = credentials_,
                                .clock = real_clock_,
                                .random = real_random_,
                                .metrics = metrics_};
};

/// nullptr: that kind cannot be had here.
inline std::unique_ptr<LeadStores> lead_stores(std::string_view kind) {
  if (kind == "dynamodb") {
    const bool is_there = std::getenv(DynamoDbLeadStores::url) != nullptr;
    return is_there ? std::make_unique<DynamoDbLeadStores>() : nullptr;
  }
  if (kind == "sqlite") return std::make_unique<SqliteLeadStores>();
  return std::make_unique<MemoryLeadStores>();
}

}  // namespace mta::test
