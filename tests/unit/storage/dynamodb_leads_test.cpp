#include <gtest/gtest.h>

#include "tests/support/lead_stores.h"
#include "tests/support/leads.h"

namespace mta::storage {
namespace {

using namespace std::chrono_literals;

class DynamoDbLeadsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (std::getenv(test::DynamoDbLeadStores::url) == nullptr) {
      GTEST_SKIP() << "no DynamoDB Local: tests/api/leads_dynamodb_test.py gives it";
    }
    stores_ = std::make_unique<test::DynamoDbLeadStores>();
    store_ = stores_->open();
  }
  [[nodiscard]] Timestamp now() const { return stores_->clock.now(); }
  void save(leads::Lead lead) { ASSERT_TRUE(test::run(store_->save(std::move(lead)))); }

  std::unique_ptr<test::DynamoDbLeadStores> stores_;
  std::unique_ptr<leads::LeadStore> store_;
};

TEST_F(DynamoDbLeadsTest, OfAnErasedLeadNoItemIsLeft) {
  save(test::full_lead(now()));
  leads::Lead with_another_number = test::full_lead(now());
  with_another_number.contact.phone = "+971500000001";
  save(with_another_number);
  ASSERT_NE(stores_->everything(), "[]");
  EXPECT_EQ(test::run(store_->erase(leads::ByEmail{test::lead_email}, now())).value(), 1U);
  EXPECT_EQ(stores_->everything(), "[]") << "not the number that it had before either";
}

TEST_F(DynamoDbLeadsTest, WhatIsToldOfAnErasedLeadIsItsIdAlone) {
  save(test::full_lead(now()));
  ASSERT_EQ(test::run(store_->take_due(now(), 30s, 5))->size(), 1U);
  ASSERT_EQ(test::run(store_->erase(leads::ByPhone{test::lead_phone}, now())).value(), 1U);
  const std::string left = stores_->everything();
  EXPECT_TRUE(left.contains("lead.erased")) << left;
  for (const char* planted : {test::lead_phone, test::lead_email, "Derma", "HIFU", "shop.example",
                              "phone#", "email#", "conversation#"}) {
    EXPECT_FALSE(left.contains(planted)) << planted << " in " << left;
  }
}

TEST_F(DynamoDbLeadsTest, KeysHoldNoNumberAndNoAddress) {
  save(test::full_lead(now()));
  const auto all = boost::json::parse(stores_->everything()).as_array();
  for (const boost::json::value& item : all) {
    const std::string keys =
        boost::json::serialize(item.at("pk")) + boost::json::serialize(item.at("sk"));
    EXPECT_FALSE(keys.contains("550000123")) << keys;
    EXPECT_FALSE(keys.contains("sara@")) << keys;
  }
  EXPECT_EQ(all.size(), 6U) << "the lead, three links, two claims";
}

}  // namespace
}  // namespace mta::storage
