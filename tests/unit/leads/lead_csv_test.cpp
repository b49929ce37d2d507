#include "leads/lead_csv.h"

#include <gtest/gtest.h>

#include "base/csv.h"
#include "tests/support/leads.h"

namespace mta::leads {
namespace {

constexpr Timestamp now{std::chrono::milliseconds(1'800'000'000'123)};

/// The row's cells, under the names of their columns.
std::string cell_of(const Lead& lead, std::string_view column) {
  const auto rows = parse_csv(csv_header() + csv_row(lead));
  for (std::size_t i = 0; i < rows.at(0).fields.size(); ++i) {
    if (rows[0].fields[i] == column) return rows.at(1).fields.at(i);
  }
  return "no such column";
}

TEST(LeadCsv, ARowHasWhatALeadHas) {
  Lead lead = test::full_lead(now);
  lead.id = "lead_1";
  lead.devices = {"A", "B, C"};
  lead.message = "two\nlines, \"quoted\"";
  EXPECT_EQ(cell_of(lead, "id"), "lead_1");
  EXPECT_EQ(cell_of(lead, "created_at"), "2027-01-15T08:00:00.123Z");
  EXPECT_EQ(cell_of(lead, "name"), "Dr. سارة");
  EXPECT_EQ(cell_of(lead, "devices"), "A; B, C");
  EXPECT_EQ(cell_of(lead, "message"), "two\nlines, \"quoted\"");
  EXPECT_EQ(cell_of(lead, "consent_basis"), "consent");
  EXPECT_EQ(parse_csv(csv_header() + csv_row(lead)).size(), 2U);
}

TEST(LeadCsv, NoCellIsAFormula) {
  Lead lead = test::full_lead(now);
  for (const char* text : {"=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
                           "＝1", "＋1", "－1", "＠A"}) {
    lead.contact.name = text;
    EXPECT_EQ(cell_of(lead, "name"), "'" + std::string(text));
  }
  EXPECT_EQ(cell_of(lead, "phone"), std::string("'") + test::lead_phone);
  lead.contact.name = "a=b";
  EXPECT_EQ(cell_of(lead, "name"), "a=b");
  lead.contact.name = "\",\"=1";
  EXPECT_EQ(cell_of(lead, "name"), "\",\"=1") << "a quote begins no cell";
}

TEST(LeadCsv, ItBeginsWithAByteOrderMarkForExcel) {
  EXPECT_TRUE(csv_header().starts_with("\xEF\xBB\xBF\"id\","));
  EXPECT_TRUE(csv_header().ends_with("\"expires_at\"\r\n"));
}

}  // namespace
}  // namespace mta::leads
