#include "chat/lead_dialogue.h"

#include <gtest/gtest.h>

#include "chat/chat_service.h"
#include "chat/responder.h"
#include "storage/memory.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"
#include "tests/support/shipped_knowledge.h"

namespace mta::chat {
namespace {

using leads::Basis;
using leads::Lead;
using State = LeadProgress::State;

/// What a visitor is shown of an answer.
class ShownAnswer final : public ReplySink {
 public:
  Task<bool> put(ReplyEvent event) override {
    if (auto* delta = std::get_if<TextDelta>(&event)) text += delta->text;
    if (auto* part = std::get_if<LeadProgress>(&event)) progress = std::move(*part);
    if (auto* other = std::get_if<HandOff>(&event)) hand_off = other->url;
    if (auto* end = std::get_if<Finished>(&event)) completion = std::move(end->completion);
    co_return true;
  }

  std::string text;
  std::optional<LeadProgress> progress;
  std::string hand_off;
  Completion completion;
};

leads::ConsentWordings shipped_wordings() {
  std::vector<std::string> problems;
  return leads::ConsentWordings::parse(test::read_source("knowledge/consent.md"), problems);
}

/// A draft store that shows what it holds.
class SeenDrafts final : public leads::DraftStore {
 public:
  explicit SeenDrafts(const Clock& clock) : drafts_(storage::make_memory_drafts(clock)) {}
  Task<Result<void>> put_draft(std::string conversation, std::string sealed,
                               Timestamp expires_at) override {
    all += sealed;
    return drafts_->put_draft(std::move(conversation), std::move(sealed), expires_at);
  }
  Task<Result<std::optional<std::string>>> draft(std::string conversation, Timestamp now) override {
    return drafts_->draft(std::move(conversation), now);
  }
  Task<Result<void>> drop_draft(std::string conversation) override {
    return drafts_->drop_draft(std::move(conversation));
  }
  std::string all;  ///< that was ever put

 private:
  std::unique_ptr<leads::DraftStore> drafts_;
};

/// One visitor's conversation with a whole chat; a model answers what the dialogue leaves to it.
class LeadDialogueTest : public testing::Test {
 protected:
  std::string say(std::string message) {
    if (!service_) make_service();
    ChatRequest request{.message = std::move(message),
                        .message_id = "m-1",
                        .session_id = session_id_,
                        .client_history = client_history_,
                        .page = page_,
                        .visitor = sessions_.identify("192.0.2.1"),
                        .limits = {}};
    const Session session = service_->open(request);
    session_id_ = session.id;
    public_id_ = session.public_id;
    shown_ = {};
    test::run(service_->answer(std::move(request), session, shown_));
    return shown_.text;
  }

  std::vector<Lead> all_leads() { return test::run(leads_->list({}, clock_.now())).value().leads; }
  Lead lead() {
    const std::vector<Lead> all = all_leads();
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? Lead{} : all.front();
  }

  /// Everything that is kept of the conversation but the lead, and all that the model was asked.
  std::string kept_and_asked() {
    std::string all = drafts_.all;
    for (const auto& [name, turns] : store_.conversations) {
      for (const Turn& turn : turns) all += turn.message + "\n" + turn.answer + "\n";
    }
    for (const Prompt& prompt : model_->prompts) {
      all += prompt.system;
      for (const Message& message : prompt.messages) all += message.content + "\n";
    }
    return all + log_.all();
  }

  void make_service() {
    auto next = make_responder({}, {.understanding = understanding_,
                                    .prompts = prompts_,
                                    .model = std::move(owned_model_),
                                    .shared = {},
                                    .clock = clock_,
                                    .metrics = metrics_});
    std::optional<LeadPlace> place;
    if (enabled_) {
      place.emplace(LeadPlace{.store = *leads_,
                              .drafts = drafts_,
                              .wordings = wordings_,
                              .limiter = limiter_,
                              .secret = std::string(32, 'k')});
    }
    responder_ = make_lead_dialogue(options_, {.next = std::move(next),
                                               .understanding = understanding_,
                                               .most_meant = prompts_.most_meant(),
                                               .place = std::move(place),
                                               .clock = clock_,
                                               .random = random_,
                                               .metrics = metrics_,
                                               .log = log_});
    service_.emplace(ChatService::Parts{.sessions = sessions_,
                                        .responder = *responder_,
                                        .store = store_,
                                        .clock = clock_,
                                        .metrics = metrics_,
                                        .log = log_},
                     ChatLimits{});
  }

  LeadDialogueOptions options_;
  bool enabled_ = true;
  std::vector<Message> client_history_;
  Knowledge knowledge_ = test::shipped_knowledge();
  catalogue::Understanding understanding_{knowledge_};
  PromptBuilder prompts_{knowledge_, understanding_.index()};
  leads::ConsentWordings wordings_ = shipped_wordings();
  test::ManualClock clock_;
  test::CountingRandom random_;
  test::RecordingMetrics metrics_;
  test::RecordingLog log_;
  test::FakeStore store_;
  SessionIds sessions_{{.current = std::string(32, 's'), .previous = {}}, random_};
  std::unique_ptr<leads::LeadStore> leads_ = storage::make_memory_leads(random_);
  SeenDrafts drafts_{clock_};
  std::unique_ptr<VisitorCounter> counter_ =
      storage::make_memory_counter({.max = 3, .window = std::chrono::hours(1)});
  RateLimiter limiter_{*counter_, *counter_, metrics_, log_};
  std::unique_ptr<test::ScriptedModel> owned_model_ = std::make_unique<test::ScriptedModel>();
  test::ScriptedModel* model_ = owned_model_.get();
  std::unique_ptr<Responder> responder_;
  std::optional<ChatService> service_;
  std::optional<std::string> session_id_;
  std::string page_ = "https://shop.example/hifu";
  std::string public_id_;
  ShownAnswer shown_;
};

TEST_F(LeadDialogueTest, LeadsWhoWantsAQuotationThroughDetailsAndConsentInEnglish) {
  const std::string asked = say("I want a quotation for the 7D HIFU machine");
  EXPECT_TRUE(asked.contains("7D HIFU Machine: 6600 USD")) << asked;
  EXPECT_TRUE(asked.contains("your name, your clinic, the country, a phone number")) << asked;
  EXPECT_EQ(shown_.progress->state, State::ask);

  const std::string noted = say("Dr. Sara Haddad, Glow Clinic, Riyadh, 055 123 4567");
  EXPECT_TRUE(noted.contains("Dr. Sara Haddad, Glow Clinic, Saudi Arabia")) << noted;
  EXPECT_TRUE(noted.contains("+966551234567")) << noted;
  EXPECT_TRUE(noted.contains(wordings_.of("en").text)) << noted;
  EXPECT_EQ(shown_.progress->state, State::consent);
  EXPECT_EQ(shown_.progress->version, wordings_.of("en").version);
  EXPECT_TRUE(all_leads().empty());

  const std::string made = say("yes please");
  EXPECT_TRUE(made.contains("passed this on to the sales team of MTA")) << made;
  EXPECT_TRUE(made.contains("“stop”")) << made;
  EXPECT_EQ(shown_.progress->state, State::made);
  const Lead kept = lead();
  EXPECT_EQ(kept.contact.name, "Dr. Sara Haddad");
  EXPECT_EQ(kept.contact.clinic, "Glow Clinic");
  EXPECT_EQ(kept.contact.country, "SA");
  EXPECT_EQ(kept.contact.phone, "+966551234567");
  EXPECT_TRUE(kept.contact.phone_is_e164);
  EXPECT_EQ(kept.devices, std::vector<std::string>{"7D HIFU Machine"});
  EXPECT_EQ(kept.message, "I want a quotation for the 7D HIFU machine");
  EXPECT_EQ(kept.language, "en");
  EXPECT_EQ(kept.page, "https://shop.example/hifu");
  EXPECT_EQ(kept.conversation_id, public_id_);
  EXPECT_EQ(kept.consent.basis, Basis::consent);
  EXPECT_EQ(kept.consent.version, wordings_.of("en").version);
  EXPECT_EQ(kept.expires_at, clock_.now() + std::chrono::days(365));
  EXPECT_TRUE(model_->prompts.empty());
}

TEST_F(LeadDialogueTest, InArabic) {
  EXPECT_TRUE(say("أريد أن يتصل بي أحد من المبيعات بخصوص جهاز 7D HIFU").contains("اسمك"));
  const std::string noted = say("سارة، عيادة الشفاء، جدة، ٠٥٥١٢٣٤٥٦٧");
  EXPECT_TRUE(noted.contains("+966551234567")) << noted;
  EXPECT_TRUE(noted.contains(wordings_.of("ar").text)) << noted;
  EXPECT_TRUE(say("نعم").contains("فريق المبيعات"));
  EXPECT_EQ(lead().language, "ar");
  EXPECT_EQ(lead().contact.name, "سارة");
  EXPECT_EQ(lead().contact.clinic, "عيادة الشفاء");
  EXPECT_EQ(lead().consent.version, wordings_.of("ar").version);
}

TEST_F(LeadDialogueTest, InArabizi) {
  EXPECT_TRUE(say("bade 7ada yettesel fiyye 3an el hifu").contains("esmak"));
  const std::string noted = say("ana esme Rana men beirut, ra2me 03 123 456");
  EXPECT_TRUE(noted.contains("+9613123456")) << noted;
  EXPECT_TRUE(noted.contains(wordings_.of("ar-Latn").text)) << noted;
  EXPECT_TRUE(say("eh").contains("fari2 el mabi3at"));
  EXPECT_EQ(lead().language, "ar-Latn");
  EXPECT_EQ(lead().contact.name, "Rana");
  EXPECT_EQ(lead().contact.country, "LB");
}

TEST_F(LeadDialogueTest, WhoAsksInOneMessageToBeCalledIsALeadAtOnce) {
  const std::string made = say("call me about the 7D HIFU machine on +966 55 123 4567");
  EXPECT_TRUE(made.contains("7D HIFU Machine: 6600 USD")) << made;
  EXPECT_TRUE(made.contains("+966551234567")) << made;
  EXPECT_TRUE(made.contains("sales team of MTA")) << made;
  EXPECT_TRUE(made.contains("“stop”")) << made;
  EXPECT_EQ(lead().consent.basis, Basis::requested);
  EXPECT_EQ(lead().consent.version, "");
  EXPECT_EQ(lead().contact.phone, "+966551234567");
  for (const char* message :
       {"اتصلوا بي على ٠٥٥ ٧٦٥ ٤٣٢١ بخصوص الهايفو", "etteslo fiyye 3al 71234567"}) {
    session_id_.reset();
    const std::size_t before = all_leads().size();
    say(message);
    EXPECT_EQ(all_leads().size(), before + 1) << message;
  }
}

TEST_F(LeadDialogueTest, WhereARequestIsNoConsentItIsAskedAllTheSame) {
  options_.request_is_consent = false;
  EXPECT_TRUE(say("call me on +966 55 123 4567").contains(wordings_.of("en").text));
  EXPECT_TRUE(all_leads().empty());
  say("yes");
  EXPECT_EQ(lead().consent.basis, Basis::consent);
}

TEST_F(LeadDialogueTest, ANumberWithoutAWishIsAskedAndWithoutAYesThereIsNoLead) {
  EXPECT_TRUE(say("+966 55 123 4567").contains(wordings_.of("en").text));
  say("how much is the 7D HIFU machine?");
  say("yes");
  say("ok thanks");
  EXPECT_TRUE(all_leads().empty());
}

TEST_F(LeadDialogueTest, ANoDropsTheDraftAndSaysSo) {
  say("my number is +966 55 123 4567");
  EXPECT_TRUE(say("no thanks").contains("deleted your details"));
  EXPECT_EQ(shown_.progress->state, State::dropped);
  say("yes");
  EXPECT_TRUE(all_leads().empty());
}

TEST_F(LeadDialogueTest, AYesRightAfterANoBeginsAnewAndKeepsNothingOfBefore) {
  say("my number is +966 55 123 4567");
  say("no");
  const std::string asked = say("actually yes");
  EXPECT_EQ(shown_.progress->state, State::ask);
  EXPECT_TRUE(asked.contains("a phone number or an e-mail address")) << asked;
  EXPECT_FALSE(asked.contains("551234567")) << asked;
  session_id_.reset();
  say("my number is +966 55 123 4567");
  say("no");
  say("how much is the 7D HIFU machine?");
  say("yes");
  EXPECT_FALSE(shown_.progress) << "the yes is to something else";
  EXPECT_TRUE(all_leads().empty());
}

TEST_F(LeadDialogueTest, ANumberInTwoMessagesIsTaken) {
  say("please call me about the 7D HIFU machine");
  EXPECT_TRUE(say("it's 050").contains("only need a phone number"));
  const std::string noted = say("1112233 in Dubai");
  EXPECT_TRUE(noted.contains("+971501112233")) << noted;
  say("yes");
  EXPECT_EQ(lead().contact.phone, "+971501112233");
}

TEST_F(LeadDialogueTest, ANumberInWordsIsTakenAndNotKeptInClear) {
  say("call me on zero seven nine five five five one two three four, I'm Lina from Jordan");
  EXPECT_EQ(lead().contact.phone, "+962795551234");
  EXPECT_FALSE(kept_and_asked().contains("nine five five")) << kept_and_asked();
}

TEST_F(LeadDialogueTest, WhoForbidsACallInASentenceIsNoLeadAnyMore) {
  say("call me on +966 55 123 4567");
  EXPECT_TRUE(say("please don't call me anymore").contains("deleted your details"));
  EXPECT_TRUE(all_leads().empty());
}

TEST_F(LeadDialogueTest, WhenSomebodyMayCallIsNoWithdrawal) {
  say("call me on +966 55 123 4567");
  say("please don't call me before 5 pm");
  EXPECT_EQ(all_leads().size(), 1U);
}

TEST_F(LeadDialogueTest, WhoWasToldToAddANameAddsOneWithoutASentence) {
  say("call me on +962 79 555 1299");
  EXPECT_TRUE(say("Sara").contains("told our sales team"));
  EXPECT_EQ(lead().contact.name, "Sara");
}

TEST_F(LeadDialogueTest, AWordLongAfterALeadWasMadeIsNoName) {
  say("call me on +962 79 555 1298");
  say("how much is the 7D HIFU machine?");
  say("Rana");
  EXPECT_EQ(lead().contact.name, "");
}

TEST_F(LeadDialogueTest, WhatAClinicIsCalledIsNoDevice) {
  say("I am Dr. Khaled, owner of Derma Plus Center in Kuwait. Please send me a quotation for the "
      "7D "
      "HIFU machine to khaled@dermaplus.example");
  EXPECT_EQ(lead().devices, std::vector<std::string>{"7D HIFU Machine"});
  EXPECT_EQ(lead().contact.clinic, "Derma Plus Center");
}

TEST_F(LeadDialogueTest, AWrongNumberIsReplaced) {
  say("call me on +966 55 123 4567");
  say("sorry, wrong number, it is +966 55 765 4321");
  EXPECT_EQ(lead().contact.phone, "+966557654321") << "nobody calls a stranger";
  EXPECT_EQ(lead().contact.name, "");
}

TEST_F(LeadDialogueTest, AnotherNumberStandsBesideTheFirst) {
  say("call me on +971 50 111 2233");
  say("or on +971 50 444 5566");
  EXPECT_EQ(all_leads().size(), 2U);
}

TEST_F(LeadDialogueTest, MeanwhileQuestionsAreAnsweredAsAlways) {
  say("my number is +966 55 123 4567");
  EXPECT_TRUE(say("how much is the 7D HIFU machine?").contains("6600"));
  EXPECT_EQ(say("Which device suits stretch marks?"), "an answer");
  const std::string again = say("please call me");
  EXPECT_TRUE(again.contains("+966551234567")) << again;
  EXPECT_TRUE(again.contains(wordings_.of("en").text)) << again;
  say("yes");
  EXPECT_EQ(lead().devices.front(), "7D HIFU Machine");
}

TEST_F(LeadDialogueTest, WhatIsMissingIsAskedForOnce) {
  EXPECT_TRUE(say("I want to talk to a sales person").contains("your name, your clinic"));
  const std::string again = say("Ali from Beirut");
  EXPECT_FALSE(again.contains("your clinic")) << again;
  EXPECT_TRUE(again.contains("only need a phone number")) << again;
  const std::string noted = say("03 123 456");
  EXPECT_TRUE(noted.contains("Ali, Lebanon")) << noted;
  EXPECT_TRUE(noted.contains("+9613123456")) << noted;
  EXPECT_FALSE(noted.contains("your clinic")) << noted;
}

TEST_F(LeadDialogueTest, AClinicThatIsCalledWhatADeviceIsForAddsNone) {
  say("I want a quotation for the 7D HIFU machine");
  EXPECT_EQ(shown_.progress->state, State::ask);
  say("Rana");
  EXPECT_FALSE(say("Glow clinic in Riyadh").contains("From our catalogue"));
  say("055 123 4567");
  say("ok");
  EXPECT_EQ(lead().devices, std::vector<std::string>{"7D HIFU Machine"});
  EXPECT_EQ(lead().contact.clinic, "Glow clinic");
}

TEST_F(LeadDialogueTest, AYesAndAStopAreOnesWhateverElseTheyCouldMean) {
  say("shu se3r el hifu");
  say("bade 7ada ye7kini");
  say("ra2me 03 123 456, ana Rana men beirut");
  EXPECT_TRUE(say("na3am").contains("fari2 el mabi3at"));
  session_id_.reset();
  say("ممكن حدا يتصل فيي؟");
  say("اسمي رنا من بيروت");
  say("71234567");
  EXPECT_TRUE(say("اي اكيد").starts_with("أرسلت هذا"));
  EXPECT_TRUE(say("وقف").starts_with("حذفت بياناتك"));
}

TEST_F(LeadDialogueTest, WhoOnlyThanksIsNotAskedAgain) {
  say("what is your phone number?");
  EXPECT_EQ(shown_.progress->state, State::ask);
  say("ok thanks");
  EXPECT_FALSE(shown_.progress);
}

TEST_F(LeadDialogueTest, ACorrectedNumberIsAskedAgain) {
  say("my number is +966 55 123 4567");
  const std::string noted = say("no, it is +966 55 765 4321");
  EXPECT_TRUE(noted.contains("+966557654321")) << noted;
  EXPECT_TRUE(noted.contains(wordings_.of("en").text)) << noted;
  say("yes");
  EXPECT_EQ(lead().contact.phone, "+966557654321");
}

TEST_F(LeadDialogueTest, DetailsThatFollowAreAddedToTheLead) {
  say("call me on 03 123 456");
  EXPECT_FALSE(lead().contact.phone_is_e164);
  const std::string added = say("I'm Dr. Ali from Beirut");
  EXPECT_TRUE(added.contains("told our sales team")) << added;
  EXPECT_EQ(lead().contact.name, "Dr. Ali");
  EXPECT_EQ(lead().contact.country, "LB");
  EXPECT_EQ(say("Which device suits stretch marks?"), "an answer");
}

TEST_F(LeadDialogueTest, StopErasesWhatWasPassedOn) {
  say("call me on +966 55 123 4567");
  ASSERT_EQ(all_leads().size(), 1U);
  EXPECT_TRUE(say("stop").contains("deleted your details"));
  EXPECT_TRUE(all_leads().empty());
  EXPECT_EQ(say("stop"), "an answer");
}

TEST_F(LeadDialogueTest, ADraftLastsHalfAnHour) {
  say("my number is +966 55 123 4567");
  clock_.advance(std::chrono::minutes(31));
  say("yes");
  EXPECT_TRUE(all_leads().empty());
}

TEST_F(LeadDialogueTest, WhoeverNeedsADoctorIsAskedForNothing) {
  const std::string answer =
      say("my face is burned after the laser, please call me on +966 55 123 4567");
  EXPECT_TRUE(answer.contains("doctor")) << answer;
  EXPECT_TRUE(answer.contains("do not wait for a call")) << answer;
  EXPECT_FALSE(answer.contains(wordings_.of("en").text));
  EXPECT_FALSE(shown_.progress);
  EXPECT_TRUE(all_leads().empty());
  EXPECT_FALSE(kept_and_asked().contains("1234567"));
}

TEST_F(LeadDialogueTest, WhoSaysNoAndNeedsADoctorIsSentToOne) {
  say("my number is +966 55 123 4567");
  const std::string answer = say("no, my face is burned");
  EXPECT_TRUE(answer.contains("doctor")) << answer;
  EXPECT_TRUE(answer.contains("deleted your details")) << answer;
}

TEST_F(LeadDialogueTest, WhoWantsATreatmentIsNoLead) {
  const std::string answer =
      say("I want to do laser hair removal on my legs, call me on +966 55 123 4567");
  EXPECT_TRUE(answer.contains("do not wait for a call")) << answer;
  EXPECT_TRUE(all_leads().empty());
}

TEST_F(LeadDialogueTest, UntilConsentTheDetailsLieInNothingButASealedDraft) {
  client_history_ = {{.content = "I am on 055 123 4567"},
                     {.role = Role::assistant, .content = "I noted 055 123 4567"}};
  say("Which device suits stretch marks? write to sara@gmail.com or 055 123 4567 with sizes, "
      "colours, and everything else that a clinic in Riyadh should know before it buys one of "
      "them");
  say("Which device suits scars?");
  ASSERT_FALSE(model_->prompts.empty());
  const std::string all = kept_and_asked();
  for (const char* planted : {"1234567", "123 4567", "gmail", "sara@", "+966"}) {
    EXPECT_FALSE(all.contains(planted)) << planted;
  }
  EXPECT_TRUE(all.contains("•••••••67"));
  EXPECT_TRUE(all.contains("s•••@•••"));
}

TEST_F(LeadDialogueTest, ThePageOfAnEarlierMessageIsKeptWhereTheLastNamesNone) {
  say("my number is +966 55 123 4567");
  page_.clear();
  say("yes");
  EXPECT_EQ(lead().page, "https://shop.example/hifu");
}

TEST_F(LeadDialogueTest, AVisitorLeavesAFewLeadsAnHour) {
  for (const char* number : {"+966551234561", "+966551234562", "+966551234563"}) {
    session_id_.reset();
    say(std::string("call me on ") + number);
  }
  session_id_.reset();
  EXPECT_TRUE(say("call me on +966551234564").contains("medical-tech-aesthetic.com"));
  EXPECT_EQ(all_leads().size(), 3U);
}

TEST_F(LeadDialogueTest, WhatsAppIsNamedWithASummaryAndWithoutTheNumber) {
  options_.whatsapp = "+971501112233";
  const std::string answer = say("I want to talk to someone about the 7D HIFU machine");
  EXPECT_TRUE(answer.contains("https://wa.me/971501112233?text=")) << answer;
  EXPECT_TRUE(shown_.hand_off.contains("7D%20HIFU%20Machine")) << shown_.hand_off;
  session_id_.reset();
  say("my number is +966 55 123 4567, I want to talk to someone");
  EXPECT_TRUE(shown_.hand_off.starts_with("https://wa.me/971501112233?text="));
  EXPECT_FALSE(shown_.hand_off.contains("4567")) << shown_.hand_off;
  EXPECT_FALSE(shown_.hand_off.contains("%E2%80%A2")) << shown_.hand_off;
}

TEST_F(LeadDialogueTest, WithoutLeadsOnlyWhatsAppIsNamedBehindTheAnswer) {
  enabled_ = false;
  options_.whatsapp = "+971501112233";
  const std::string answer = say("I want to talk to a real person");
  EXPECT_TRUE(answer.starts_with("an answer")) << answer;
  EXPECT_TRUE(answer.contains("https://wa.me/971501112233")) << answer;
  EXPECT_FALSE(say("Which device suits stretch marks?").contains("wa.me"));
}

TEST_F(LeadDialogueTest, FrenchIsAnsweredInEnglishAndAskedInFrench) {
  const std::string noted = say("Bonjour, mon numéro est le +33 6 12 34 56 78, merci beaucoup");
  EXPECT_TRUE(noted.contains("+33612345678")) << noted;
  EXPECT_TRUE(noted.contains(wordings_.of("fr").text)) << noted;
  say("oui");
  EXPECT_EQ(lead().language, "fr");
}

}  // namespace
}  // namespace mta::chat
