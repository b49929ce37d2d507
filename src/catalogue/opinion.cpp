#include "catalogue/opinion.h"

#include <algorithm>

namespace mta::catalogue {
namespace {

using learned::Label;

// In doubt a doctor.
constexpr float doctor_from = 0.35F;
constexpr float doctor_from_for_business = 0.7F;
constexpr float doctor_from_where_it_goes_on = 0.05F;
constexpr float emergency_from = 0.2F;
constexpr float despair_from = 0.4F;
/// Of the probabilities of what is wanted.
constexpr float surely_said = 0.5F;
constexpr float surely_not_said = 0.15F;
constexpr float likely_said = 0.25F;
constexpr float topic_from = 0.4F;
constexpr float another_topic_from = 0.7F;
constexpr std::size_t most_topics = 2;

struct Meaning {
  Label label;
  Concept said;
  bool can_be_mistaken;  ///< where the model is sure that it is not said, the lists are wrong
};
constexpr Meaning meanings[] = {
    {Label::price, Concept::price, false},
    {Label::compare, Concept::compare, false},
    {Label::find, Concept::request, false},
    {Label::overview, Concept::overview, true},
    {Label::about, Concept::about, true},
    {Label::contact, Concept::contact, true},
    {Label::human, Concept::human, true},
    {Label::terms, Concept::terms, true},
    {Label::training, Concept::training, true},
    {Label::support, Concept::support, true},
    {Label::details, Concept::details, true},
    {Label::treatment, Concept::treatment, true},
    {Label::off_topic, Concept::off_topic, true},
    {Label::unknown_product, Concept::unsupported, true},
    {Label::greeting, Concept::greeting, false},
    {Label::thanks, Concept::thanks, false},
    {Label::farewell, Concept::farewell, false},
};

bool says_any(const MessageReading& message, std::initializer_list<Concept> concepts) {
  return std::ranges::any_of(concepts, [&](Concept one) { return message.says(one); });
}

}  // namespace

bool Opinion::rules_say(Intent intent) const {
  return std::ranges::find(rules_.intents, intent) != rules_.intents.end();
}

float Opinion::needs_doctor() const {
  return scores_.speaker(Label::complaint) + scores_.speaker(Label::emergency) +
         scores_.speaker(Label::despair);
}

std::optional<Intent> Opinion::doctor() const {
  if (rules_say(Intent::despair) || scores_.speaker(Label::despair) > despair_from) {
    return Intent::despair;
  }
  const bool rules_doctor = rules_say(Intent::medical) || rules_say(Intent::emergency);
  float from = doctor_from;
  if (rules_.health.asked_by_a_business) from = doctor_from_for_business;
  if (rules_.health.goes_on && rules_doctor) from = doctor_from_where_it_goes_on;
  const float emergency = scores_.speaker(Label::emergency);
  if (needs_doctor() < from && emergency < emergency_from) return std::nullopt;
  const bool at_once = emergency > scores_.speaker(Label::complaint) / 2;
  return at_once || (rules_say(Intent::emergency) && emergency > emergency_from) ? Intent::emergency
                                                                                 : Intent::medical;
}

std::vector<std::string_view> Opinion::topics() const {
  const auto& groups = rules_.devices.spoken().groups;
  const bool names_some =
      std::ranges::any_of(groups, [](const DeviceGroup& group) { return !group.is_weak; });
  const float from = names_some ? another_topic_from : topic_from;
  if (names_some && scores_.probability(Label::several) < surely_said) return {};
  if (rules_.devices.spoken().excludes_something) return {};
  std::vector<std::pair<float, Label>> likely;
  for (std::size_t i = learned::first_topic; i < learned::label_count; ++i) {
    const auto topic = static_cast<Label>(i);
    const float probability = scores_.probability(topic);
    if (probability >= from) likely.emplace_back(-probability, topic);
  }
  std::ranges::sort(likely);
  if (likely.size() > most_topics) likely.resize(most_topics);
  if (likely.size() > 1 && scores_.probability(Label::several) < surely_said) likely.resize(1);
  std::vector<std::string_view> phrases;
  for (const auto& [surety, topic] : likely) phrases.push_back(learned::phrase_of(topic));
  return phrases;
}

void Opinion::correct(MessageReading& message) const {
  message.forget(Concept::condition);  // `doctor` has judged it
  for (const Meaning& one : meanings) {
    const float probability = scores_.probability(one.label);
    if (probability >= surely_said && !message.says(one.said)) {
      message.assume(one.said);
      if (one.label == Label::treatment) message.forget(Concept::business);
    } else if (probability < surely_not_said && one.can_be_mistaken) {
      message.forget(one.said);
    }
  }
  if (scores_.probability(Label::treatment) < surely_not_said) {
    message.forget(Concept::treatment_maybe);
    message.forget(Concept::own_body);
  }
  if (scores_.probability(Label::unknown_product) < surely_not_said) {
    message.forget(Concept::other_trade);
  }
  if (scores_.probability(Label::cheap) >= surely_said &&
      !says_any(message, {Concept::cheaper, Concept::cheapest})) {
    message.assume(Concept::cheapest);
  }
  if (scores_.probability(Label::expensive) >= surely_said &&
      !says_any(message, {Concept::dearer, Concept::dearest})) {
    message.assume(Concept::dearest);
  }
  if (rules_say(Intent::off_topic)) add_likeliest(message);
}

/// Where the rules find nothing at all.
void Opinion::add_likeliest(MessageReading& message) const {
  const auto likeliest = std::ranges::max_element(
      meanings, {}, [&](const Meaning& one) { return scores_.of(one.label); });
  if (likeliest->label != Label::off_topic && scores_.probability(likeliest->label) > likely_said) {
    message.assume(likeliest->said);
  }
}

}  // namespace mta::catalogue
