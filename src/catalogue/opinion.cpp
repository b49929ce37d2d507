#include "catalogue/opinion.h"

#include <algorithm>

#include "catalogue/cue_sentence.h"

namespace mta::catalogue {
namespace {

using learned::Label;

// In doubt a doctor.
constexpr float doctor_from = 0.5F;
constexpr float doctor_from_for_business = 0.7F;
constexpr float doctor_from_where_rules_see_more = 0.05F;
constexpr float doctor_from_for_treatment = 0.68F;  // "an appointment for hair removal"
constexpr float emergency_from = 0.2F;
constexpr float emergency_beside_complaint = 0.5F;
constexpr float emergency_where_rules_see_one = 0.005F;
constexpr float despair_from = 0.4F;
constexpr float surely_a_clinic = 0.8F;
// How likely what is wanted must be.
constexpr float surely_said = 0.4F;
constexpr float said_where_it_refers = 0.8F;
constexpr float likely_said = 0.25F;
// Below these the lists are mistaken.
constexpr float mistaken_below = 0.15F;
constexpr float hardly_said = 0.05F;
constexpr float mistaken_price_below = 0.1F;
constexpr float mistaken_where_it_refers = 0.03F;
constexpr float share_where_explained = 0.3F;
// What is asked for.
constexpr float topic_from = 0.2F;
constexpr float another_topic_from = 0.6F;
constexpr float supports_from = 0.1F;
constexpr float excluded_from = 0.6F;
constexpr float refused_from = 0.6F;
constexpr std::size_t most_topics = 3;
constexpr std::size_t most_likely_topics = 8;
constexpr std::size_t most_words_that_refer = 8;
constexpr std::size_t most_words_of_short = 5;

struct Meaning {
  Label label;
  Concept said;
  float least;  ///< where the model finds it less likely, the lists are mistaken
};
constexpr Meaning meanings[] = {
    {Label::price, Concept::price, mistaken_price_below},
    {Label::compare, Concept::compare, mistaken_price_below},
    {Label::find, Concept::request, 0},
    {Label::overview, Concept::overview, mistaken_below},
    {Label::about, Concept::about, mistaken_below},
    {Label::contact, Concept::contact, mistaken_below},
    {Label::human, Concept::human, mistaken_below},
    {Label::terms, Concept::terms, mistaken_below},
    {Label::training, Concept::training, mistaken_below},
    {Label::support, Concept::support, mistaken_below},
    {Label::details, Concept::details, mistaken_below},
    {Label::treatment, Concept::treatment, mistaken_below},
    {Label::off_topic, Concept::off_topic, mistaken_below},
    {Label::unknown_product, Concept::unsupported, 0},
    {Label::greeting, Concept::greeting, 0},
    {Label::thanks, Concept::thanks, 0},
    {Label::farewell, Concept::farewell, 0},
};

bool says_any(const MessageReading& message, std::initializer_list<Concept> concepts) {
  return std::ranges::any_of(concepts, [&](Concept one) { return message.says(one); });
}

bool is_short(const MessageReading& message) {
  return message.words().size() <= most_words_of_short;
}

bool is_explained(const MessageReading& message) {
  for (std::size_t i = 0; i < message.words().size(); ++i) {
    if (message.is_unknown(i)) return false;
  }
  return true;
}

/// "na3am" and وقف by themselves, whatever they sound like or mean of a heart.
bool is_one_plain_word(const MessageReading& message) {
  return message.words().size() == 1 && says_any(message, {Concept::stop, Concept::support});
}

/// A number right behind a word that nobody knows.
bool may_name_a_model(const MessageReading& message) {
  return std::ranges::any_of(message.spans(), [&](const Span& span) {
    return span.kind == SpanKind::number && span.begin > 0 && message.is_unknown(span.begin - 1);
  });
}

/// All that a phrase of a topic stands for.
ProductSet products_of(std::string_view phrase, const Vocabulary& vocabulary) {
  ProductSet products;
  const MessageReading reading(phrase, vocabulary);
  for (const DeviceGroup& group : devices_spoken_of(reading, vocabulary).groups) {
    products = sum(products, group.products);
  }
  return products;
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
  if (rules_.health.is_certain) return Intent::emergency;
  if (is_one_plain_word(rules_.message)) return std::nullopt;
  const bool rules_doctor = rules_say(Intent::medical) || rules_say(Intent::emergency);
  const bool is_read_whole = rules_.message.text().size() <= learned::most_bytes;
  float from = doctor_from;
  if (rules_.health.asked_by_a_business || (!rules_doctor && speaks_of_no_body())) {
    from = doctor_from_for_business;
  }
  if (rules_say(Intent::treatment) && !rules_doctor) from = doctor_from_for_treatment;
  // "My patient's lip is swollen after the needles, what do we do?", whoever asks.
  constexpr Cues one_client = any_of(Cue::client, Cue::clients);
  const bool asks_for_one = (rules_.health.cues & one_client) != 0 &&
                            (rules_.health.cues & any_of(Cue::ask, Cue::emergency)) != 0;
  if (rules_doctor && (rules_.health.goes_on || !is_read_whole || asks_for_one)) {
    from = doctor_from_where_rules_see_more;
  }
  const float emergency = scores_.speaker(Label::emergency);
  const bool rather_a_clinic = !rules_doctor && needs_doctor() < scores_.speaker(Label::clinic);
  if ((needs_doctor() < from || rather_a_clinic) && emergency < emergency_from) return std::nullopt;
  const bool at_once = emergency > scores_.speaker(Label::complaint) * emergency_beside_complaint;
  return at_once || (rules_say(Intent::emergency) && emergency > emergency_where_rules_see_one)
             ? Intent::emergency
             : Intent::medical;
}

/// No word tells of a body or of anything that ails it, nor could it but, beside a device's name,
/// one.
bool Opinion::speaks_of_no_body() const {
  constexpr Cues harmless =
      any_of(Cue::my, Cue::his, Cue::self, Cue::family, Cue::client, Cue::person, Cue::clients,
             Cue::clinic, Cue::device, Cue::named, Cue::generic, Cue::want, Cue::i, Cue::session) |
      any_of(Cue::time, Cue::duration, Cue::figure, Cue::may, Cue::advises, Cue::hypothetical,
             Cue::without, Cue::harm, Cue::lost, Cue::fail);
  if ((rules_.health.cues & ~harmless) != 0) return false;
  std::size_t unknown = 0;
  for (std::size_t i = 0; i < rules_.message.words().size(); ++i) {
    unknown += rules_.message.is_unknown(i) ? 1 : 0;
  }
  const bool named = std::ranges::any_of(rules_.devices.spoken().groups, &DeviceGroup::is_named);
  return unknown == 0 || (named && unknown == 1);
}

Opinion::Opinion(const learned::Scores& scores, const learned::RulesView& rules,
                 const Vocabulary& vocabulary, bool goes_on)
    : scores_(scores),
      rules_(rules),
      refers_(goes_on && rules.message.words().size() <= most_words_that_refer),
      explained_(is_explained(rules.message)) {
  find_topics(vocabulary);
  find_exclusions(vocabulary);
  find_refused(vocabulary);
}

std::vector<Opinion::Topic> Opinion::likely_topics(const Vocabulary& vocabulary) const {
  std::vector<std::pair<float, Label>> order;
  for (std::size_t i = learned::first_topic; i < learned::first_exclusion; ++i) {
    const auto topic = static_cast<Label>(i);
    const float probability = scores_.probability(topic);
    if (probability >= supports_from) order.emplace_back(-probability, topic);
  }
  std::ranges::sort(order);
  if (order.size() > most_likely_topics) order.resize(most_likely_topics);
  std::vector<Topic> topics;
  for (const auto& [surety, label] : order) {
    Topic topic{.probability = -surety, .phrase = learned::phrase_of(label), .products = {}};
    topic.products = products_of(topic.phrase, vocabulary);
    if (!topic.products.empty()) topics.push_back(std::move(topic));
  }
  return topics;
}

/// A brand that is none of ours, or a trade.
bool Opinion::names_others_product() const {
  return rules_.message.says(Concept::unsupported) ||
         scores_.probability(Label::unknown_product) >= surely_said;
}

bool Opinion::wants_a_device() const {
  constexpr Label wants[] = {Label::find,   Label::price, Label::compare,   Label::details,
                             Label::budget, Label::cheap, Label::expensive, Label::several};
  // Who names another's brand is told that it is not ours.
  if (names_others_product()) return false;
  return std::ranges::any_of(wants,
                             [&](Label one) { return scores_.probability(one) >= likely_said; });
}

/// The lists know every word, and the rules have found what is wanted.
bool Opinion::is_settled() const {
  return explained_ && !rules_say(Intent::off_topic) && !rules_say(Intent::which_device);
}

void Opinion::find_topics(const Vocabulary& vocabulary) {
  if (!wants_a_device()) return;
  // "What are the two together?" asks about what was shown.
  if (refers_ && rules_.devices.spoken().groups.empty() &&
      says_any(rules_.message, {Concept::both, Concept::total})) {
    return;
  }
  const std::vector<Topic> likely = likely_topics(vocabulary);
  for (const Topic& topic : likely) {
    for (const std::uint32_t product : topic.products) {
      likelihood_[product] = std::max(likelihood_[product], topic.probability);
    }
  }
  if (is_settled()) return;
  const auto overlap = [](const ProductSet& a, const ProductSet& b) {
    return !intersection(a, b).empty();
  };
  ProductSet spoken;
  bool any_supported = false;
  for (const DeviceGroup& group : rules_.devices.spoken().groups) {
    if (group.is_weak) continue;
    spoken = sum(spoken, group.products);
    any_supported =
        any_supported || group.is_named || std::ranges::any_of(likely, [&](const Topic& topic) {
          return overlap(topic.products, group.products);
        });
  }
  const bool is_guess = !spoken.empty() || may_name_a_model(rules_.message);
  const float from = is_guess ? another_topic_from : topic_from;
  for (const Topic& topic : likely) {
    if (topic.probability < from || topics_.size() == most_topics) break;
    if (any_supported && overlap(topic.products, spoken)) continue;
    if (difference(topic.products, rules_.devices.spoken().excluded).empty()) continue;
    topics_.push_back(topic.phrase);
  }
  needs_are_mistaken_ = !spoken.empty() && !any_supported && !topics_.empty();
}

std::vector<std::string_view> Opinion::phrases_refused(float from) const {
  std::vector<std::string_view> phrases;
  for (std::size_t i = learned::first_exclusion; i < learned::label_count; ++i) {
    const auto exclusion = static_cast<Label>(i);
    if (scores_.probability(exclusion) >= from) phrases.push_back(learned::phrase_of(exclusion));
  }
  return phrases;
}

/// What the message refuses in words that the rules do not know.
void Opinion::find_exclusions(const Vocabulary& vocabulary) {
  if (!wants_a_device() || rules_.devices.spoken().excludes_something) return;
  if (scores_.probability(Label::negation) < excluded_from) return;
  for (const std::string_view phrase : phrases_refused(excluded_from)) {
    if (!products_of(phrase, vocabulary).empty()) exclusions_.push_back(phrase);
  }
}

/// Something is refused in words that the rules do not know: the device that is named beside what
/// is wanted ("the VelaShape is out, what else for cellulite", "cryo scares us"), or beside what
/// was shown.
void Opinion::find_refused(const Vocabulary& vocabulary) {
  if (rules_.devices.spoken().excludes_something || names_others_product()) return;
  if (scores_.probability(Label::negation) < refused_from) return;
  // "An appointment for laser"
  if (scores_.probability(Label::treatment) >= likely_said) return;
  // "No, the one with radio frequency", "the price of these three"
  if (rules_.message.phrase_at(Concept::no_answer, 0) > 0) return;
  if (scores_.probability(Label::price) >= surely_said) return;
  // "A sauna that is not too expensive"
  if (says_any(rules_.message, {Concept::dearest, Concept::affordable, Concept::cheapest})) return;
  std::vector<Mention> devices;
  bool names_need = false;
  for (const Mention& mention : rules_.message.mentions()) {
    if (mention.entity->is_weak) continue;
    if (mention.entity->kind == Entity::Kind::name) {
      devices.push_back(mention);
    } else {
      names_need = true;
    }
  }
  ProductSet refused;
  for (const std::string_view phrase : phrases_refused(likely_said)) {
    refused = sum(refused, products_of(phrase, vocabulary));
  }
  std::ranges::copy_if(devices, std::back_inserter(refused_), [&](const Mention& mention) {
    return !intersection(mention.entity->products, refused).empty();
  });
  const bool is_beside = names_need || refers_;
  // Which device it is is a guess: some word must be there that the lists do not know.
  if (refused_.empty() && is_beside && !explained_) refused_ = devices;
  if (refused_.size() == devices.size() && !is_beside) refused_.clear();
}

bool Opinion::changes(const MessageReading& message) const {
  return !topics_.empty() || !exclusions_.empty() || !refused_.empty() ||
         std::ranges::any_of(meanings, [&](const Meaning& one) {
           return message.says(one.said) != rules_.message.says(one.said);
         });
}

void Opinion::correct(MessageReading& message) const {
  for (const Mention& one : refused_) message.refuse(one.begin, one.end);
  if (needs_are_mistaken_) message.forget_needs();
  // "Stretch marks after the pregnancy, is there a machine?", "do we refuse clients with an IUD?"
  if (scores_.probability(Label::find) >= surely_said || asks_as_a_clinic()) {
    message.forget(Concept::condition);
  }
  add_missed(message);
  if (!explained_ || !is_short(message)) take_mistaken(message);
  if (rules_say(Intent::off_topic)) add_likeliest(message);
}

/// It speaks of its clients, and the model finds as well that a clinic asks.
bool Opinion::asks_as_a_clinic() const {
  constexpr Cues clinic = any_of(Cue::clinic, Cue::clients, Cue::client);
  return (rules_.health.cues & clinic) != 0 && scores_.speaker(Label::clinic) >= surely_a_clinic;
}

/// Devices by their names, and no word that nobody knows.
bool Opinion::names_ours_alone() const {
  const MessageReading& message = rules_.message;
  for (std::size_t i = 0; i < message.words().size(); ++i) {
    if (message.is_unknown(i) && message.words()[i].size() > 1) return false;
  }
  return std::ranges::any_of(rules_.devices.spoken().groups, &DeviceGroup::is_named);
}

void Opinion::add_missed(MessageReading& message) const {
  if (is_settled()) return;
  const float said = refers_ ? said_where_it_refers : surely_said;
  for (const Meaning& one : meanings) {
    if (message.says(one.said) || scores_.probability(one.label) < said) continue;
    // What the catalogue names, and nothing beside it, is ours, whatever such a thing usually is.
    if (one.label == Label::unknown_product && names_ours_alone()) continue;
    message.assume(one.said);
    if (one.label == Label::treatment) message.forget(Concept::business);
  }
  if (scores_.probability(Label::cheap) >= said &&
      !says_any(message, {Concept::cheaper, Concept::cheapest})) {
    message.assume(Concept::cheapest);
  }
  if (scores_.probability(Label::expensive) >= said &&
      !says_any(message, {Concept::dearer, Concept::dearest})) {
    message.assume(Concept::dearest);
  }
}

void Opinion::take_mistaken(MessageReading& message) const {
  if (scores_.probability(Label::unknown_product) < mistaken_below) {
    message.forget(Concept::other_trade);
  }
  // "Microblading gone wrong, a machine to remove it": what others do is to be undone.
  const bool names_ours = std::ranges::any_of(
      rules_.devices.spoken().groups, [](const DeviceGroup& group) { return !group.is_weak; });
  if (names_ours && scores_.probability(Label::unknown_product) < hardly_said &&
      scores_.probability(Label::find) >= said_where_it_refers) {
    message.forget(Concept::unsupported);
  }
  for (const Meaning& one : meanings) {
    float below = one.least;
    // A phrase of several words is hardly mistaken.
    const bool is_phrase = std::ranges::any_of(
        message.matches(one.said), [](const auto& match) { return match.end - match.begin > 1; });
    if (explained_ || is_phrase) below *= share_where_explained;
    if (refers_) below = std::min(below, mistaken_where_it_refers);
    if (scores_.probability(one.label) >= below) continue;
    message.forget(one.said);
    if (one.label == Label::treatment) {
      message.forget(Concept::treatment_maybe);
      message.forget(Concept::own_body);
    }
  }
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
