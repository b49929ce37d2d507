#include "leads/lead_json.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "tests/support/leads.h"

namespace mta::leads {
namespace {

constexpr Timestamp now{std::chrono::milliseconds(1'796'058'300'123)};

TEST(LeadJson, IsOfTheDocumentedShape) {
  Lead lead = test::full_lead(now);
  lead.id = "lead_1";
  lead.contact.clinic.clear();
  EXPECT_EQ(boost::json::value(lead_json(lead)), boost::json::parse(R"({
    "id": "lead_1", "name": "Dr. سارة", "phone": "+966550000123", "phone_is_e164": true,
    "email": "sara@clinic.example", "clinic": null, "country": "SA",
    "devices": ["7D HIFU Machine"], "message": "كم سعر الجهاز؟", "language": "ar",
    "page": "https://shop.example/devices",
    "conversation_id": "0123456789abcdef0123456789abcdef", "source": "chat",
    "consent": {"basis": "consent", "version": "0011223344556677",
                "given_at": "2026-11-30T17:05:00.123Z"},
    "created_at": "2026-11-30T17:05:00.123Z", "updated_at": "2026-11-30T17:05:00.123Z",
    "expires_at": "2027-11-30T17:05:00.123Z"})"));
}

TEST(LeadJson, IsReadBackAsItWas) {
  Lead full = test::full_lead(now);
  full.id = "lead_1";
  Lead bare = test::lead_with_phone(now, "055 000 12");
  bare.id = "lead_2";
  bare.source = Source::form;
  for (const Lead& lead : {full, bare}) {
    const auto text = boost::json::serialize(lead_json(lead));
    EXPECT_EQ(lead_of(boost::json::parse(text).as_object()), lead) << text;
  }
}

TEST(LeadJson, WhatIsNoLeadIsNotRead) {
  Lead lead = test::full_lead(now);
  lead.id = "lead_1";
  const auto whole = lead_json(lead);
  for (const char* name : {"id", "source", "consent", "created_at", "updated_at", "expires_at"}) {
    for (const boost::json::value& wrong :
         {boost::json::value(nullptr), boost::json::value("x"), boost::json::value(1)}) {
      auto broken = whole;
      broken[name] = wrong;
      const bool may_be_anything = std::string_view(name) == "id" && wrong.is_string();
      EXPECT_EQ(lead_of(broken).has_value(), may_be_anything) << name;
    }
  }
  EXPECT_FALSE(lead_of({}));
}

TEST(LeadJson, OfAnErasedLeadTheIdAloneIsTold) {
  LeadEvent event{.id = "msg_1", .kind = EventKind::erased, .at = now, .lead = {}};
  event.lead = test::full_lead(now);
  event.lead.id = "lead_1";
  EXPECT_EQ(boost::json::serialize(data_of(event)), R"({"id":"lead_1"})");
  event.kind = EventKind::updated;
  EXPECT_EQ(data_of(event), lead_json(event.lead));
}

TEST(LeadJson, EventsAreNamedAsTheWebhookTypesAre) {
  EXPECT_EQ(name_of(EventKind::created), "lead.created");
  EXPECT_EQ(name_of(EventKind::updated), "lead.updated");
  EXPECT_EQ(name_of(EventKind::erased), "lead.erased");
  EXPECT_EQ(event_kind_of("lead.updated"), EventKind::updated);
  EXPECT_FALSE(event_kind_of("lead.other"));
}

}  // namespace
}  // namespace mta::leads
