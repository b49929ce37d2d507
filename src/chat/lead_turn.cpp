#include "chat/lead_turn.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "catalogue/decision.h"
#include "chat/answer_facts.h"
#include "leads/contact_finder.h"
#include "leads/contact_reader.h"
#include "leads/ids.h"
#include "leads/replies.h"
#include "leads/whatsapp.h"

namespace mta::chat {
namespace {

using catalogue::Intent;
using catalogue::Language;
using catalogue::Question;
using catalogue::Sentence;
using leads::Basis;
using leads::Contact;
using leads::Reply;

using Kind = LeadStep::Kind;

Language language_of(std::string_view tag) {
  if (tag == "ar") return Language::arabic;
  return tag == "ar-Latn" ? Language::arabizi : Language::english;
}

std::string tag_of(const Question& question) {
  return facts_of_catalogue(question, Outcome::hand_off).language;
}

bool is_question(std::string_view text) { return text.contains('?') || text.contains("؟"); }

bool has_mask(std::string_view text) { return text.contains("•"); }

/// At most so many bytes, between two characters.
std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  while ((static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  text.resize(most);
  return text;
}

void add_new(std::vector<std::string>& names, const std::vector<std::string>& others) {
  constexpr std::size_t most = 8;
  for (const std::string& name : others) {
    if (names.size() < most && std::ranges::find(names, name) == names.end()) {
      names.push_back(name);
    }
  }
}

}  // namespace

void add_whatsapp(const LeadDialogueOptions& options, const LeadTexts& texts,
                  const std::vector<std::string>& devices, const Query& query, LeadStep& step) {
  if (options.whatsapp.empty()) return;
  // Never the visitor's own number, not even masked.
  const std::string& asked = query.conversation.back().content;
  const std::string_view question = has_mask(asked) ? std::string_view() : asked;
  std::string url = leads::whatsapp_link(options.whatsapp, texts.for_whatsapp(devices, question));
  step.text.add(texts.say(Sentence::lead_whatsapp) + " " + url);
  step.hand_off = HandOff{.kind = "whatsapp", .url = std::move(url)};
}

LeadTurn::LeadTurn(const Parts& parts, const Query& query)
    : parts_(parts),
      query_(query),
      question_(query.understood->question),
      language_(question_.language),
      tag_(tag_of(question_)) {}

Task<LeadStep> LeadTurn::run() {
  if (!query_.asker.is_new) draft_ = co_await parts_.drafts.of(query_.asker.public_id);
  choose_language();
  may_add_ = draft_ && std::exchange(draft_->may_add, false);
  if (leads::takes_back(query_.said)) {
    if (auto step = co_await take_back()) co_return std::move(*step);
  }
  // A yes and a no were asked for: whatever else such a word could mean.
  const Reply said = leads::reply_to_consent(query_.said);
  if (is_at(Stage::refused) && said != Reply::yes) co_await forget_refusal();
  const bool is_asked =
      is_at(Stage::consent_asked) || is_at(Stage::details_asked) || is_at(Stage::refused);
  const bool is_reply = is_asked && said != Reply::other;
  if (!is_reply && is_no_customer()) co_return co_await leave_alone();
  read_details();
  if (auto step = co_await reply()) co_return std::move(*step);
  if (is_at(Stage::made)) co_return co_await after_made();
  if (leads::can_be_reached(told_)) co_return co_await take_contact();
  const bool begins_number = !leads::begun_number(query_.said).empty();
  if ((told_ != Contact{} || begins_number) && may_answer_us()) co_return co_await take_details();
  const bool wants_people = question_.is(Intent::human);
  const bool asks_for_us = question_.is(Intent::contact) && !draft_;
  if (wants_people || asks_for_us) co_return co_await offer();
  co_return co_await pass();
}

/// Whoever needs a doctor, or wants to be treated: neither buys a device.
bool LeadTurn::is_no_customer() const {
  return question_.needs_doctor() || question_.is(Intent::treatment);
}

/// The message may be what we asked for, and nothing else.
bool LeadTurn::may_answer_us() const {
  if (!is_at(Stage::details_asked) && !is_at(Stage::consent_asked) && !may_add_) return false;
  if (!leads::begun_number(query_.said).empty()) return !is_question(query_.said);
  const bool asks = std::ranges::any_of(question_.intents, [](Intent intent) {
    return intent == Intent::thanks || intent == Intent::farewell || intent == Intent::terms ||
           intent == Intent::training || intent == Intent::support || intent == Intent::details;
  });
  if (asks || is_question(query_.said)) return false;
  // A clinic may be called what a device is for: "Glow".
  return question_.products.empty() ||
         leads::read_contact(query_.said, leads::Asked::nothing) != Contact{};
}

/// "ok" and a number are of no language: the one of the question before is the better guess.
void LeadTurn::choose_language() {
  constexpr std::size_t few_bytes = 24;
  if (!draft_ || draft_->language.empty() || query_.said.size() > few_bytes) return;
  tag_ = draft_->language;
  language_ = language_of(tag_);
}

void LeadTurn::read_details() {
  const bool may_be_told = draft_ || question_.is(Intent::human) || question_.is(Intent::contact) ||
                           has_mask(query_.conversation.back().content);
  if (!may_be_told) return;
  told_ = leads::read_contact(query_.said,
                              may_answer_us() ? leads::Asked::details : leads::Asked::nothing);
  const bool adds_to_lead = is_at(Stage::made) && told_ != Contact{} &&
                            question_.products.empty() && !is_question(query_.said);
  if (adds_to_lead) told_ = leads::read_contact(query_.said, leads::Asked::details);
  if (!draft_ || leads::can_be_reached(told_)) return;
  const Contact rest = leads::read_rest_of_number(draft_->begun, query_.said);
  if (leads::can_be_reached(rest)) told_ = leads::joined(told_, rest);
}

/// Medical first: nothing is asked, and what was written of a number goes nowhere.
Task<LeadStep> LeadTurn::leave_alone() {
  LeadStep step = co_await pass();
  if (!leads::find_contacts(query_.said).empty()) {
    step.kind = Kind::more;
    step.text.add(texts().say(Sentence::lead_not_kept));
  }
  co_return step;
}

/// Nothing: there was nothing to take back.
Task<std::optional<LeadStep>> LeadTurn::take_back() {
  const std::optional<std::size_t> erased = co_await erase_leads();
  const bool was_draft = draft_.has_value();
  if (was_draft) co_await parts_.drafts.drop(query_.asker.public_id);
  if (!erased) {
    LeadStep step{.kind = Kind::reply, .text = {}};
    step.text.add(texts().with_contact(Sentence::lead_failed));
    co_return step;
  }
  if (*erased == 0 && !was_draft) co_return std::nullopt;
  LeadStep step{.kind = Kind::reply, .text = {}, .is_all = true};
  step.text.add(texts().say(Sentence::lead_erased));
  step.progress = LeadProgress{.state = LeadProgress::State::dropped};
  co_return step;
}

/// A yes or a no to what was asked last; nothing: it is neither.
Task<std::optional<LeadStep>> LeadTurn::reply() {
  if (is_at(Stage::refused)) {
    draft_->stage = Stage::details_open;
    if (leads::can_be_reached(told_)) co_return std::nullopt;
    LeadStep step = co_await offer();
    step.kind = Kind::reply;
    co_return step;
  }
  const bool asked_consent = is_at(Stage::consent_asked);
  if (!asked_consent && !is_at(Stage::details_asked)) co_return std::nullopt;
  const Reply said = leads::reply_to_consent(query_.said);
  const bool corrects = leads::can_be_reached(told_);
  if (said == Reply::no && !corrects) {
    LeadStep step = co_await drop();
    step.is_all = leads::says_only_no(query_.said) && !is_question(query_.said);
    co_return step;
  }
  if (said != Reply::yes) co_return std::nullopt;
  if (asked_consent) {
    draft_->contact = leads::joined(draft_->contact, told_);
    LeadStep step = co_await make({.basis = Basis::consent,
                                   .version = draft_->consent.version,
                                   .given_at = parts_.clock.now()});
    step.is_all = true;
    co_return step;
  }
  // "Ok, thanks" gives nothing and asks for nothing.
  if (told_ != Contact{} || question_.is(Intent::thanks)) co_return std::nullopt;
  co_return co_await offer();
}

Task<LeadStep> LeadTurn::take_contact() {
  const bool is_request =
      parts_.options.request_is_consent && leads::asks_to_be_contacted(query_.said);
  gather();
  if (!is_request) co_return co_await ask_consent();
  co_return co_await make(
      {.basis = Basis::requested, .version = {}, .given_at = parts_.clock.now()});
}

Task<LeadStep> LeadTurn::take_details() {
  gather();
  if (leads::can_be_reached(draft_->contact)) co_return co_await ask_consent();
  co_return co_await offer();
}

/// Asks for what is missing; the second time for what is needed alone.
Task<LeadStep> LeadTurn::offer() {
  gather();
  if (leads::can_be_reached(draft_->contact)) co_return co_await ask_consent();
  LeadStep step{.kind = draft_->missing_was_asked && may_answer_us() ? Kind::reply : Kind::more,
                .text = {}};
  if (draft_->missing_was_asked) {
    step.text.add(texts().say(Sentence::lead_only_reach));
  } else {
    step.text.add(texts().noted(Sentence::lead_noted, noted()));
    step.names_prices = !draft_->devices.empty();
    step.text.add(texts().asking(Sentence::lead_offer, missing()));
  }
  step.progress = LeadProgress{.state = LeadProgress::State::ask, .missing = missing()};
  add_hand_off(step);
  draft_->missing_was_asked = true;
  draft_->stage = Stage::details_asked;
  co_await keep();
  co_return step;
}

Task<LeadStep> LeadTurn::ask_consent() {
  LeadStep step{.kind = may_answer_us() ? Kind::reply : Kind::more, .text = {}};
  step.names_prices = !draft_->devices.empty();
  const leads::ConsentWording& wording = parts_.place.wordings.of(tag_);
  step.text.add(texts().noted(Sentence::lead_noted, noted()));
  step.progress = LeadProgress{.state = LeadProgress::State::consent,
                               .missing = missing(),
                               .version = wording.version,
                               .wording = wording.text};
  step.text.add(may_add());
  if (question_.is(Intent::human)) add_hand_off(step);
  step.text.add(wording.text + "\n" + texts().say(Sentence::lead_yes_or_no));
  draft_->consent = {.basis = Basis::consent, .version = wording.version, .given_at = {}};
  draft_->stage = Stage::consent_asked;
  co_await keep();
  co_return step;
}

Task<LeadStep> LeadTurn::make(leads::Consent consent) {
  LeadStep step{.kind = consent.basis == Basis::consent ? Kind::reply : Kind::more, .text = {}};
  if (!co_await is_admitted()) {
    step.text.add(texts().with_contact(Sentence::lead_too_many));
    co_return step;
  }
  if (const auto saved = co_await save(consent); !saved) {
    co_await keep();
    step.text.add(texts().with_contact(Sentence::lead_failed));
    co_return step;
  }
  step.names_prices = !draft_->devices.empty();
  step.text.add(texts().noted(Sentence::lead_passed_on, noted()));
  const std::string more = may_add();
  step.text.add(more);
  step.text.add(texts().say(Sentence::lead_stop));
  step.progress = LeadProgress{.state = LeadProgress::State::made, .devices = draft_->devices};
  draft_->may_add = !more.empty();
  draft_->consent = std::move(consent);
  draft_->stage = Stage::made;
  co_await keep();
  co_return step;
}

/// There is a lead: what is said now is added to it.
Task<LeadStep> LeadTurn::after_made() {
  const Contact before = draft_->contact;
  Contact now = leads::joined(before, told_);
  // The store knows a lead by its number: another way to write it would be another lead.
  if (told_.phone.empty()) {
    now.phone = before.phone;
    now.phone_is_e164 = before.phone_is_e164;
  }
  if (now == before) {
    if (may_add_) co_await keep();
    if (!question_.is(Intent::human)) co_return LeadStep{};
    LeadStep step{.kind = Kind::more, .text = {}};
    step.text.add(texts().noted(Sentence::lead_known, noted()));
    step.text.add(texts().say(Sentence::lead_stop));
    co_return step;
  }
  const bool is_other = now.phone != before.phone || now.email != before.email;
  LeadStep step{.kind = is_other ? Kind::more : Kind::reply, .text = {}};
  if (is_other && !co_await is_admitted()) {
    step.text.add(texts().with_contact(Sentence::lead_too_many));
    co_return step;
  }
  if (is_other && !co_await forget_wrong_number(now)) {
    step.text.add(texts().with_contact(Sentence::lead_failed));
    co_return step;
  }
  draft_->contact = now;
  if (const auto saved = co_await save(draft_->consent); !saved) {
    step.text.add(texts().with_contact(Sentence::lead_failed));
    co_return step;
  }
  step.text.add(texts().noted(Sentence::lead_added, noted()));
  step.text.add(texts().say(Sentence::lead_stop));
  step.progress = LeadProgress{.state = LeadProgress::State::made, .devices = draft_->devices};
  co_await keep();
  co_return step;
}

/// A lead under a number that was wrong would have a stranger called. False: it could not be
/// erased.
Task<bool> LeadTurn::forget_wrong_number(const Contact& now) {
  const Contact& before = draft_->contact;
  const bool same_phone = !before.phone.empty() && now.phone == before.phone;
  const bool same_email = !before.email.empty() && now.email == before.email;
  if (same_phone || same_email || !leads::corrects(query_.said)) co_return true;
  co_return (co_await erase_leads()).has_value();
}

/// How many there were; nothing: the store has failed.
Task<std::optional<std::size_t>> LeadTurn::erase_leads() {
  const auto erased = co_await parts_.place.store.erase(
      leads::ByConversation{query_.asker.public_id}, parts_.clock.now());
  if (erased) co_return *erased;
  parts_.metrics.add(Counter::store_errors);
  parts_.log.write(LogLevel::error, "leads could not be erased",
                   {{"cause", std::string_view(erased.error().detail)}});
  co_return std::nullopt;
}

/// What was meant by a no is over with the next message, but for a yes.
Task<void> LeadTurn::forget_refusal() {
  co_await parts_.drafts.drop(query_.asker.public_id);
  draft_.reset();
}

/// Nothing of the visitor's is kept, only that a yes would begin anew.
Task<LeadStep> LeadTurn::drop() {
  draft_.emplace();
  draft_->stage = Stage::refused;
  draft_->language = tag_;
  co_await keep();
  LeadStep step{.kind = Kind::reply, .text = {}};
  step.text.add(texts().say(Sentence::lead_dropped));
  step.progress = LeadProgress{.state = LeadProgress::State::dropped};
  co_return step;
}

/// The message is about something else: a yes from now on answers that.
Task<LeadStep> LeadTurn::pass() {
  if (!draft_ || draft_->stage == Stage::made) co_return LeadStep{};
  const leads::Draft before = *draft_;
  if (draft_->stage == Stage::details_asked) draft_->stage = Stage::details_open;
  if (draft_->stage == Stage::consent_asked) draft_->stage = Stage::consent_open;
  if (!is_no_customer()) {
    draft_->contact = leads::joined(draft_->contact, told_);
    if (!question_.products.empty()) add_new(draft_->devices, devices_meant());
  }
  if (before != *draft_) co_await keep();
  co_return LeadStep{};
}

/// What this message adds to the draft, which begins with it where there is none.
void LeadTurn::gather() {
  const bool answers_us = may_answer_us();
  if (!draft_) draft_.emplace();
  draft_->contact = leads::joined(draft_->contact, told_);
  if (!answers_us) add_new(draft_->devices, devices_meant());
  if (draft_->message.empty()) draft_->message = what_was_asked();
  draft_->language = tag_;
  if (!query_.asker.page.empty()) draft_->page = query_.asker.page;
  if (std::string begun = leads::begun_number(query_.said); !begun.empty()) draft_->begun = begun;
}

std::vector<std::string_view> LeadTurn::missing() const {
  const Contact& contact = draft_->contact;
  std::vector<std::string_view> names;
  if (contact.name.empty()) names.emplace_back("name");
  if (contact.clinic.empty()) names.emplace_back("clinic");
  if (contact.country.empty() && !contact.phone_is_e164) names.emplace_back("country");
  if (!leads::can_be_reached(contact)) names.emplace_back("contact");
  return names;
}

/// Those that the message asks about, else those that were spoken of.
std::vector<std::string> LeadTurn::devices_meant() const {
  std::vector<std::size_t> rows = products_named();
  if (rows.empty() && (!draft_ || draft_->devices.empty())) rows = query_.understood->meant;
  if (rows.size() > catalogue::most_products) rows.resize(catalogue::most_products);
  std::vector<std::string> names;
  const auto& products = parts_.understanding.knowledge().products;
  for (const std::size_t row : rows) names.push_back(products[row].name);
  return names;
}

/// A clinic may be called what a device is for ("Derma Plus"): then the message is understood
/// without its name.
std::vector<std::size_t> LeadTurn::products_named() const {
  std::vector<Message> conversation = query_.conversation;
  std::string& text = conversation.back().content;
  const std::size_t clinic = told_.clinic.empty() ? std::string::npos : text.find(told_.clinic);
  if (clinic == std::string::npos || question_.products.empty()) return question_.products;
  text.erase(clinic, told_.clinic.size());
  return parts_.understanding.understand(conversation).products;
}

/// The visitor's last messages, in which contact details are masked.
std::string LeadTurn::what_was_asked() const {
  constexpr std::size_t most_messages = 3;
  constexpr std::size_t most_bytes = 1000;
  std::vector<std::string_view> messages;
  for (std::size_t i = query_.conversation.size(); i-- > 0 && messages.size() < most_messages;) {
    const Message& message = query_.conversation[i];
    if (message.role == Role::user) messages.emplace_back(message.content);
  }
  std::string text;
  for (std::size_t i = messages.size(); i-- > 0;) {
    text.append(text.empty() ? "" : "\n").append(messages[i]);
  }
  return cut(std::move(text), most_bytes);
}

/// What is missing is asked for once; empty: it was, or nothing is.
std::string LeadTurn::may_add() {
  if (std::exchange(draft_->missing_was_asked, true)) return {};
  return texts().asking(Sentence::lead_may_add, missing());
}

Noted LeadTurn::noted() const { return {.contact = draft_->contact, .devices = draft_->devices}; }

/// Not again where somebody answers what we have asked.
void LeadTurn::add_hand_off(LeadStep& step) const {
  if (may_answer_us()) return;
  add_whatsapp(parts_.options, texts(), draft_->devices, query_, step);
}

Task<void> LeadTurn::keep() { co_await parts_.drafts.keep(query_.asker.public_id, *draft_); }

leads::Lead LeadTurn::lead_of(leads::Consent consent) const {
  const Timestamp now = parts_.clock.now();
  return {.id = leads::new_lead_id(parts_.random),
          .contact = draft_->contact,
          .devices = draft_->devices,
          .message = draft_->message,
          .language = draft_->language,
          .page = query_.asker.page.empty() ? draft_->page : query_.asker.page,
          .conversation_id = query_.asker.public_id,
          .source = leads::Source::chat,
          .consent = std::move(consent),
          .created_at = now,
          .updated_at = now,
          .expires_at = now + parts_.options.retention};
}

Task<Result<void>> LeadTurn::save(leads::Consent consent) {
  auto saved = co_await parts_.place.store.save(lead_of(std::move(consent)));
  if (saved) co_return Result<void>{};
  parts_.metrics.add(Counter::store_errors);
  parts_.log.write(LogLevel::error, "a lead could not be kept",
                   {{"cause", std::string_view(saved.error().detail)}});
  co_return std::unexpected(std::move(saved.error()));
}

/// The limit of a visitor's leads, which forms have, too.
Task<bool> LeadTurn::is_admitted() {
  const Admission admission =
      co_await parts_.place.limiter.admit("leads-" + query_.limits.visitor, parts_.clock.now());
  co_return admission.admitted;
}

}  // namespace mta::chat
