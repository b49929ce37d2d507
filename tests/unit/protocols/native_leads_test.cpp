#include <gtest/gtest.h>

#include "protocols/native/leads.h"

namespace mta::protocols {
namespace {

class NativeLeadsTest : public testing::Test {
 protected:
  [[nodiscard]] Result<http::LeadForm> decode(std::string_view body) const {
    return protocol_->decode(body);
  }
  /// The members, and all else that a lead needs.
  [[nodiscard]] Result<http::LeadForm> decode_with(const std::string& members) const {
    return decode(R"({"phone":"+966 55 000 0000","consent":{"version":"v","given":true},)" +
                  members + "}");
  }
  [[nodiscard]] ErrorKind error_of(std::string_view body) const {
    const auto form = decode(body);
    return form ? ErrorKind::internal : form.error().kind;
  }
  [[nodiscard]] ErrorKind error_with(const std::string& members) const {
    const auto form = decode_with(members);
    return form ? ErrorKind::internal : form.error().kind;
  }

  const std::unique_ptr<http::LeadProtocol> protocol_ = make_native_lead_protocol();
};

TEST_F(NativeLeadsTest, EveryFieldIsReadAndCleaned) {
  const auto form = decode(R"({"name":" Dr.\n Sara ","phone":"٠٥٥ ٠٠٠ ٠٠٠٠","country":"sa",
      "email":"Sara@Clinic.example","clinic":"Al\u0007 Noor","devices":["7D HIFU Machine",""," B "],
      "message":"Call me\nin the evening ","session_id":"user-1",
      "page":"https://clinic.example/hifu?utm=1","consent":{"version":"abc","given":true,"x":1},
      "website":"","unknown":[1]})");
  ASSERT_TRUE(form) << form.error().message;
  EXPECT_EQ(form->contact, (leads::Contact{.name = "Dr. Sara",
                                           .phone = "+966550000000",
                                           .phone_is_e164 = true,
                                           .email = "sara@clinic.example",
                                           .clinic = "Al Noor",
                                           .country = "SA"}));
  EXPECT_EQ(form->devices, (std::vector<std::string>{"7D HIFU Machine", "B"}));
  EXPECT_EQ(form->message, "Call me\nin the evening");
  EXPECT_EQ(form->session_id, "user-1");
  EXPECT_EQ(form->page, "https://clinic.example/hifu");
  EXPECT_EQ(form->consent_version, "abc");
  EXPECT_FALSE(form->is_trapped);
}

TEST_F(NativeLeadsTest, NullAndEmptyTextsAreAsIfAbsent) {
  const auto form = decode_with(
      R"("name":null,"email":" ","clinic":"","country":null,"devices":null,"message":null,
         "session_id":null,"page":null,"website":null)");
  ASSERT_TRUE(form) << form.error().message;
  EXPECT_EQ(form->contact, (leads::Contact{.phone = "+966550000000", .phone_is_e164 = true}));
  EXPECT_FALSE(form->session_id);
}

TEST_F(NativeLeadsTest, EachFieldHasItsError) {
  EXPECT_EQ(error_of("[]"), ErrorKind::invalid_json);
  EXPECT_EQ(error_of("{"), ErrorKind::invalid_json);
  const std::string long_line(201, 'a');
  EXPECT_EQ(error_with(R"("name":5)"), ErrorKind::invalid_name);
  EXPECT_EQ(error_with(R"("name":")" + long_line + '"'), ErrorKind::invalid_name);
  EXPECT_EQ(error_with(R"("country":"KSA")"), ErrorKind::invalid_country);
  EXPECT_EQ(error_with(R"("phone":"055 000")"), ErrorKind::internal) << "6 digits are some";
  EXPECT_EQ(error_with(R"("phone":"call me")"), ErrorKind::invalid_phone);
  EXPECT_EQ(error_with(R"("phone":9665500000)"), ErrorKind::invalid_phone);
  EXPECT_EQ(error_with(R"("phone":"+966 55 000")"), ErrorKind::invalid_phone);
  EXPECT_EQ(error_with(R"("phone":"03 123 456","country":"SA")"), ErrorKind::invalid_phone);
  EXPECT_EQ(error_with(R"("email":"a@b")"), ErrorKind::invalid_email);
  EXPECT_EQ(error_with(R"("clinic":[])"), ErrorKind::invalid_clinic);
  EXPECT_EQ(error_with(R"("devices":"HIFU")"), ErrorKind::invalid_devices);
  EXPECT_EQ(error_with(R"("devices":[5])"), ErrorKind::invalid_devices);
  EXPECT_EQ(error_with(R"("devices":[")" + long_line + R"("])"), ErrorKind::invalid_devices);
  EXPECT_EQ(error_with(R"("devices":[1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8,9,1,2,3])"),
            ErrorKind::invalid_devices);
  EXPECT_EQ(error_with(R"("message":5)"), ErrorKind::invalid_message);
  EXPECT_EQ(error_with(R"("message":")" + std::string(4001, 'a') + '"'),
            ErrorKind::message_too_long);
  EXPECT_EQ(error_with(R"("session_id":"a b")"), ErrorKind::invalid_session_id);
  EXPECT_EQ(error_with(R"("page":5)"), ErrorKind::invalid_page);
  EXPECT_EQ(error_of(R"({"consent":{"version":"v","given":true}})"), ErrorKind::missing_contact);
  for (const char* consent :
       {"null", "true", "{}", R"({"version":"v"})", R"({"version":"v","given":false})",
        R"({"version":"v","given":"true"})", R"({"version":"","given":true})",
        R"({"version":5,"given":true})"}) {
    EXPECT_EQ(error_with(std::string(R"("consent":)") + consent), ErrorKind::missing_consent)
        << consent;
  }
}

TEST_F(NativeLeadsTest, OfSeveralFaultsTheFirstOfTheTableIsTold) {
  EXPECT_EQ(error_of(R"({"name":5,"message":5,"session_id":5})"), ErrorKind::invalid_message);
  EXPECT_EQ(error_of(R"({"name":5,"session_id":5})"), ErrorKind::invalid_session_id);
  EXPECT_EQ(error_of(R"({"name":5,"email":"x"})"), ErrorKind::invalid_name);
  EXPECT_EQ(error_of(R"({"clinic":5})"), ErrorKind::missing_contact);
  EXPECT_EQ(error_of(R"({"email":"a@b.co","page":5})"), ErrorKind::invalid_page);
}

TEST_F(NativeLeadsTest, ALocalNumberOfNoNamedCountryIsKeptAsWritten) {
  const auto form = decode(R"({"phone":" 055 000 0000 ","consent":{"version":"v","given":true}})");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->contact.phone, "055 000 0000");
  EXPECT_FALSE(form->contact.phone_is_e164);
}

TEST_F(NativeLeadsTest, WhatIsNoPageIsLeftOut) {
  EXPECT_EQ(decode_with(R"("page":"about:srcdoc")")->page, "");
}

TEST_F(NativeLeadsTest, AFilledTrapFieldIsNoticed) {
  EXPECT_TRUE(decode_with(R"("website":"https://buy.example")")->is_trapped);
  EXPECT_TRUE(decode_with(R"("website":5)")->is_trapped);
}

TEST_F(NativeLeadsTest, AnswersHaveTheContractsShape) {
  std::vector<std::string> problems;
  const auto wordings = leads::ConsentWordings::parse("## en\nMay we?\n## ar\nنعم؟\n", problems);
  EXPECT_EQ(protocol_->kept("lead_1").status, 201);
  EXPECT_EQ(protocol_->kept("lead_1").body, R"({"lead_id":"lead_1"})");
  const std::string consent = R"("consent":{"en":{"text":"May we?","version":")" +
                              wordings.of("en").version + R"("},"ar":{"text":"نعم؟","version":")" +
                              wordings.of("ar").version + R"("}})";
  EXPECT_EQ(protocol_->wordings(wordings).body, "{" + consent + "}");
  const http::Response outdated = protocol_->outdated(wordings, "id-1");
  EXPECT_EQ(outdated.status, 409);
  EXPECT_TRUE(outdated.body.starts_with(R"({"error":"Consent outdated","message":)"));
  EXPECT_TRUE(outdated.body.ends_with(R"(,"request_id":"id-1",)" + consent + "}"));
}

}  // namespace
}  // namespace mta::protocols
