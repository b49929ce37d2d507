#include "catalogue/understanding.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "catalogue/answers.h"
#include "catalogue/decision.h"
#include "catalogue/learned/hints.h"
#include "catalogue/medical.h"
#include "catalogue/message.h"
#include "catalogue/opinion.h"
#include "catalogue/overview.h"
#include "catalogue/simple_question.h"

namespace mta::catalogue {
namespace {

/// What the visitor wrote last, the message itself included.
std::vector<std::string_view> last_messages(std::span<const Message> conversation) {
  constexpr std::size_t most = 3;
  std::vector<std::string_view> messages;
  for (std::size_t i = conversation.size(); i-- > 0 && messages.size() < most;) {
    if (conversation[i].role == Role::user) messages.emplace_back(conversation[i].content);
  }
  std::ranges::reverse(messages);
  return messages;
}

/// One message, decided.
class Decision {
 public:
  Decision(const MessageReading& message, DeviceDecision& devices, const StatedMatch& stated)
      : message_(message), devices_(devices), stated_(stated) {}

  std::vector<Intent> intents() {
    if (is_stated() ? says(Concept::override_) : only_off_topic()) return {Intent::off_topic};
    if (!is_stated() && wants_treatment()) return {Intent::treatment};
    if (says(Concept::condition) && !says(Concept::business)) return {Intent::medical};
    if (is_stated()) return stated_and_devices();
    if (asks_overview()) return overview_and_facts();
    device_intent_ = devices_.decide();
    if (device_intent_ == Intent::which_device && says(Concept::overview)) device_intent_ = {};
    const bool unknown = names_what_nobody_sells();
    if (unknown && !names_others_too()) return {Intent::unknown_product};
    std::vector<Intent> facts = facts_asked();
    std::vector<Intent> all;
    if (device_intent_ == Intent::find && !facts.empty() && facts.back() == Intent::human) {
      device_intent_ = Intent::price;
    }
    if (device_intent_ && wants_devices(facts)) all.push_back(*device_intent_);
    if (unknown) all.push_back(Intent::unknown_product);
    std::erase_if(facts, [&](Intent fact) {
      return fact == Intent::details && all.empty() && device_intent_ == Intent::which_device;
    });
    all.insert(all.end(), facts.begin(), facts.end());
    if (all.empty()) all.push_back(without_devices());
    return all;
  }

  [[nodiscard]] bool shows_devices(const std::vector<Intent>& intents) const {
    return device_intent_ && std::ranges::find(intents, *device_intent_) != intents.end();
  }

 private:
  [[nodiscard]] bool says(Concept said) const { return message_.says(said); }
  [[nodiscard]] bool is_stated() const { return !stated_.sure.empty(); }

  /// The phrase is none of those that asked for a row of answers.csv.
  [[nodiscard]] bool is_beside_stated(const Phrases::Match& match) const {
    for (std::size_t word = match.begin; word < match.end; ++word) {
      if (word < stated_.words.size() && stated_.words[word]) return false;
    }
    return match.begin < match.end;
  }
  [[nodiscard]] bool says_beside_stated(Concept said) const {
    return std::ranges::any_of(message_.matches(said),
                               [this](const auto& match) { return is_beside_stated(match); });
  }

  /// What answers.csv says, with the devices that the message asks about beside it.
  std::vector<Intent> stated_and_devices() {
    const bool names_others =
        devices_.has_unknown_model() ||
        (says_beside_stated(Concept::unsupported) && !devices_.names_devices());
    if (names_others) return {Intent::unknown_product};
    std::vector<Intent> all;
    if (devices_.names_devices() || devices_.goes_on()) {
      device_intent_ = devices_.decide();
      const bool shows = device_intent_ == Intent::price || device_intent_ == Intent::find ||
                         device_intent_ == Intent::compare;
      const bool asks = says_beside_stated(Concept::price) || says(Concept::compare) ||
                        devices_.wants_order() || devices_.has_bounds() || asks_devices_apart();
      if (shows && asks) all.push_back(*device_intent_);
    }
    all.push_back(Intent::stated);
    if (says_beside_stated(Concept::human) || message_.has_span(SpanKind::phone) ||
        message_.has_span(SpanKind::email)) {
      all.push_back(Intent::human);
    }
    return all;
  }

  /// "Do you have the HIFU, and do you deliver?"
  [[nodiscard]] bool asks_devices_apart() const {
    if (!says(Concept::request) && !says(Concept::describe)) return false;
    return std::ranges::any_of(devices_.spoken().groups, [&](const DeviceGroup& group) {
      for (std::size_t word = 0; word < stated_.words.size(); ++word) {
        if (stated_.words[word] && !parted(group.end, word) && !parted(word + 1, group.begin)) {
          return false;
        }
      }
      return !group.is_weak;
    });
  }

  [[nodiscard]] bool asks_overview() const {
    const bool of_earlier =
        devices_.goes_on() && (says(Concept::else_) || says(Concept::other_one));
    const bool certain = std::ranges::any_of(
        devices_.spoken().groups, [](const DeviceGroup& group) { return !group.is_weak; });
    const bool in_particular = certain || (devices_.names_devices() && !says(Concept::listing)) ||
                               devices_.spoken().excludes_something || devices_.has_bounds() ||
                               devices_.wants_order() || says(Concept::unsupported) ||
                               says(Concept::off_topic);
    const bool compares = devices_.goes_on() && says(Concept::compare);
    return !of_earlier && !in_particular && !compares && asks_what_there_is(message_);
  }

  [[nodiscard]] std::vector<Intent> overview_and_facts() const {
    std::vector<Intent> all = {Intent::overview};
    for (const auto& [said, intent] :
         {std::pair(Concept::training, Intent::training),
          std::pair(Concept::support, Intent::support), std::pair(Concept::terms, Intent::terms),
          std::pair(Concept::human, Intent::human)}) {
      if (std::ranges::any_of(message_.matches(said), [&](const auto& match) {
            return !is_part_of_overview(message_, match);
          })) {
        all.push_back(intent);
      }
    }
    return all;
  }

  /// "How much will I pay" asks for the price.
  [[nodiscard]] bool asks_terms() const {
    constexpr std::size_t near = 3;
    return std::ranges::any_of(message_.matches(Concept::terms), [&](const auto& match) {
      const bool pays = message_.phrase_at(Concept::pay, match.begin) > 0;
      return !pays ||
             std::ranges::none_of(message_.matches(Concept::price), [&](const auto& price) {
               return price.begin <= match.end + near && match.begin <= price.end + near;
             });
    });
  }

  [[nodiscard]] bool only_off_topic() const {
    if (says(Concept::override_)) return true;
    if (!says(Concept::off_topic)) return false;
    return !devices_.names_devices() || !(says(Concept::price) || says(Concept::request));
  }

  [[nodiscard]] bool wants_treatment() const {
    if (says(Concept::business)) return false;
    // "Anything but freezing to lose belly": a kind of device is wanted.
    if (devices_.spoken().excludes_something && !says(Concept::own_body)) return false;
    if (says(Concept::treatment_maybe) && devices_.names_devices() && facts_asked().empty()) {
      return true;
    }
    return says(Concept::treatment) || says(Concept::own_body);
  }

  /// Other people's brands and trades, a model number that is none of ours.
  [[nodiscard]] bool names_what_nobody_sells() const {
    return names_others_thing() || devices_.has_unknown_model() ||
           (says(Concept::other_trade) && !devices_.names_devices() &&
            !devices_.spoken().excludes_something);
  }

  /// "Melasma that comes back after creams" asks for no cream.
  [[nodiscard]] bool names_others_thing() const {
    const bool wants_ours = std::ranges::any_of(
        devices_.spoken().groups, [](const DeviceGroup& group) { return !group.is_weak; });
    return std::ranges::any_of(message_.matches(Concept::unsupported), [&](const auto& match) {
      return !wants_ours || match.begin == match.end || !stands_behind_cause(match.begin);
    });
  }

  [[nodiscard]] bool stands_behind_cause(std::size_t word) const {
    return word > 0 && message_.phrase_at(Concept::cause, word - 1) > 0;
  }

  /// "Thermage or HIFU": devices of ours stand in another part of the message.
  [[nodiscard]] bool names_others_too() const {
    if (devices_.has_unknown_model()) return false;
    return std::ranges::any_of(devices_.spoken().groups, [&](const DeviceGroup& group) {
      if (!group.is_named) return false;
      return std::ranges::all_of(message_.matches(Concept::unsupported), [&](const auto& match) {
        return parted(group.end, match.begin) || parted(match.end, group.begin);
      });
    });
  }

  [[nodiscard]] bool parted(std::size_t end, std::size_t begin) const {
    if (end > begin) return false;
    for (std::size_t word = end; word <= begin; ++word) {
      if (message_.begins_part(word)) return true;
    }
    return false;
  }

  [[nodiscard]] std::vector<Intent> facts_asked() const {
    std::vector<Intent> facts;
    const bool human = says(Concept::human) || message_.has_span(SpanKind::phone) ||
                       message_.has_span(SpanKind::email);
    if (says(Concept::training)) facts.push_back(Intent::training);
    if (says(Concept::support)) facts.push_back(Intent::support);
    const bool available =
        says(Concept::availability) && !devices_.names_devices() && !has_unknown_object();
    if (asks_terms() || available) facts.push_back(Intent::terms);
    if (says(Concept::details)) facts.push_back(Intent::details);
    if (human) facts.push_back(Intent::human);
    if (says(Concept::contact) && !human && facts.empty()) facts.push_back(Intent::contact);
    return facts;
  }

  /// Beside facts, devices are answered where something is asked about them, too.
  [[nodiscard]] bool wants_devices(const std::vector<Intent>& facts) const {
    if (facts.empty()) return true;
    const bool only_details = facts.size() == 1 && facts.front() == Intent::details;
    if (only_details) return device_intent_ != Intent::which_device;
    const bool named = devices_.names_devices();
    if (named && says(Concept::availability)) return true;
    const bool choice = devices_.wants_order() || devices_.has_bounds() || says(Concept::compare);
    // With a quotation the indicative price.
    const bool by_name = std::ranges::any_of(devices_.spoken().groups, &DeviceGroup::is_named);
    if (facts.back() == Intent::human && by_name) return true;
    if (says(Concept::price) || choice) return named || (choice && facts.front() != Intent::human);
    if (!named || !says(Concept::request)) return false;
    return std::ranges::all_of(devices_.spoken().groups, [&](const DeviceGroup& group) {
      return stands_apart(group, Concept::training) && stands_apart(group, Concept::terms) &&
             stands_apart(group, Concept::support) && stands_apart(group, Concept::human);
    });
  }

  [[nodiscard]] bool stands_apart(const DeviceGroup& group, Concept said) const {
    return std::ranges::all_of(message_.matches(said), [&](const auto& match) {
      return parted(group.end, match.begin) || parted(match.end, group.begin);
    });
  }

  [[nodiscard]] Intent without_devices() const {
    if (says(Concept::overview)) return Intent::overview;
    if (says(Concept::about)) return Intent::about;
    const bool unknown = has_unknown_object();
    if (says(Concept::thanks) && !unknown) return Intent::thanks;
    if (says(Concept::request) && unknown) return Intent::unknown_product;
    if (says(Concept::greeting)) return Intent::greeting;
    if (says(Concept::farewell)) return Intent::farewell;
    if (says(Concept::thanks)) return Intent::thanks;
    if (says(Concept::request) || (says(Concept::business) && !unknown)) return Intent::overview;
    return Intent::off_topic;
  }

  [[nodiscard]] bool has_unknown_object() const {
    constexpr std::size_t least_letters = 3;
    for (std::size_t i = 0; i < message_.words().size(); ++i) {
      if (message_.is_unknown(i) && message_.words()[i].size() >= least_letters) return true;
    }
    return false;
  }

  const MessageReading& message_;
  DeviceDecision& devices_;
  const StatedMatch& stated_;
  std::optional<Intent> device_intent_;
};

Currency currency_said(const MessageReading& message) {
  if (message.says(Concept::in_sar)) return Currency::sar;
  if (message.says(Concept::in_aed)) return Currency::aed;
  if (message.says(Concept::in_other)) return Currency::other;
  for (const Span& span : message.spans()) {
    if (span.kind == SpanKind::money && span.currency != Currency::unsaid) return span.currency;
  }
  return Currency::unsaid;
}

bool wants_difference(const MessageReading& message, const Question& question) {
  return question.is(Intent::compare) && question.products.size() == 2 &&
         message.says(Concept::price);
}

bool wants_total(const MessageReading& message, const Question& question,
                 const DeviceDecision& devices) {
  if (question.products.size() < 2) return false;
  if (!question.pieces.empty()) return !devices.names_alternatives();
  return message.says(Concept::total) ||
         (message.says(Concept::both) && question.is(Intent::price));
}

/// Those of the catalogue that the message names.
std::vector<std::size_t> needs_named(const MessageReading& message, const Knowledge& knowledge) {
  std::vector<std::size_t> named;
  for (const Mention& mention : message.mentions()) {
    if (mention.entity->kind != Entity::Kind::need || mention.is_negated) continue;
    const auto need = std::ranges::find_if(knowledge.needs, [&](const Need& one) {
      return std::ranges::equal(one.products, mention.entity->best_first);
    });
    if (need == knowledge.needs.end()) continue;
    const auto at = static_cast<std::size_t>(need - knowledge.needs.begin());
    if (std::ranges::find(named, at) == named.end()) named.push_back(at);
  }
  return named;
}

/// What is left of a message without what it wants a device for: "old scars of wounds".
Complaint find_complaint_beside(const MessageReading& message) {
  std::vector<bool> named(message.words().size(), false);
  for (const Mention& mention : message.mentions()) {
    if (mention.entity->is_weak) continue;
    for (std::size_t word = mention.begin; word < mention.end; ++word) named[word] = true;
  }
  std::string rest;
  for (std::size_t word = 0; word < named.size(); ++word) {
    if (!named[word]) rest += message.words()[word] + " ";
  }
  const std::string_view view = rest;
  return find_complaint(std::span(&view, 1));
}

/// What is asked about, then what was shown and spoken of before; at most `most`.
std::vector<std::size_t> meant_by(const Question& question, const DialogueState& after,
                                  std::size_t most) {
  if (most == 0) return {};
  std::vector<std::size_t> products = question.products;
  const auto add = [&](std::size_t product) {
    if (std::ranges::find(products, product) == products.end()) products.push_back(product);
  };
  if (products.size() < most) {
    for (const std::size_t product : after.shown) add(product);
    for (const std::uint32_t product : after.topic) add(product);
  }
  if (products.size() > most) products.resize(most);
  return products;
}

StatedBearing bearing_of(const learned::Scores& scores, const learned::RulesView& rules) {
  using learned::Label;
  const auto likeliest = [&](std::initializer_list<Label> labels) {
    float most = 0;
    for (const Label label : labels) most = std::max(most, scores.probability(label));
    return most;
  };
  constexpr float surely = 0.5F;
  return {.business = likeliest({Label::terms, Label::training, Label::support}),
          .product = likeliest({Label::find, Label::compare, Label::budget, Label::overview,
                                Label::details, Label::treatment, Label::off_topic}),
          .names_one = std::ranges::any_of(rules.devices.spoken().groups,
                                           [](const DeviceGroup& group) { return !group.is_weak; }),
          .wants_human = scores.probability(Label::human) >= surely};
}

}  // namespace

Understanding::Understanding(const Knowledge& knowledge, Today today)
    : knowledge_(knowledge),
      vocabulary_(knowledge),
      index_(knowledge.products),
      answers_(knowledge.answers, vocabulary_),
      today_(std::move(today)) {}

/// Who asks for scars without needles wants a device, and who asks for the terms or the price of
/// one does, too: neither has been hurt by one.
bool Understanding::wants_a_device(const MessageReading& message) const {
  for (const Concept own : {Concept::own_body, Concept::treatment, Concept::treatment_maybe,
                            Concept::condition, Concept::details}) {
    if (message.says(own)) return false;
  }
  const DevicesSpokenOf spoken = devices_spoken_of(message, vocabulary_);
  const bool names_one =
      std::ranges::any_of(spoken.groups, [](const DeviceGroup& group) { return !group.is_weak; });
  const bool business = message.says(Concept::terms) || message.says(Concept::training) ||
                        (message.says(Concept::thanks) && message.words().size() <= 4);
  const bool asks = message.says(Concept::request) || message.says(Concept::business);
  return business || (names_one && (spoken.excludes_something || message.says(Concept::price) ||
                                    (asks && find_complaint_beside(message) == Complaint::none)));
}

/// What the message wants of a doctor; nothing where it needs none.
std::optional<Intent> Understanding::doctors_intent(std::span<const Message> conversation,
                                                    const MessageReading& message,
                                                    const Health& health) const {
  if (health.complaint == Complaint::emergency) {
    return is_despair(conversation.back().content) ? Intent::despair : Intent::emergency;
  }
  if (health.complaint == Complaint::doctor && !wants_a_device(message)) return Intent::medical;
  return std::nullopt;
}

/// What the rules make of a message by themselves.
auto Understanding::with_rules(std::span<const Message> conversation, const MessageReading& message,
                               const DialogueState& before, const auto& use) const {
  const Health health = read_health(last_messages(conversation));
  const Likelihood nothing_known;
  DeviceDecision devices(sources(message, before, nothing_known));
  const StatedMatch nothing_stated;
  std::vector<Intent> intents = Decision(message, devices, nothing_stated).intents();
  if (const auto doctor = doctors_intent(conversation, message, health)) intents.push_back(*doctor);
  return use(learned::RulesView{
      .message = message, .devices = devices, .intents = intents, .health = health});
}

learned::Features Understanding::features(std::span<const Message> conversation) const {
  const MessageReading message(conversation.back().content, vocabulary_);
  const DialogueState before = state_before(conversation);
  return with_rules(conversation, message, before,
                    [&](const learned::RulesView& rules) { return learned::features_of(rules); });
}

DeviceDecision::Sources Understanding::sources(const MessageReading& message,
                                               const DialogueState& before,
                                               const Likelihood& likely) const {
  return {.message = message,
          .state = before,
          .vocabulary = vocabulary_,
          .knowledge = knowledge_,
          .index = index_,
          .likely = likely};
}

Question Understanding::understand(std::span<const Message> conversation) const {
  return understand(conversation, 0).question;
}

Understood Understanding::understand(std::span<const Message> conversation,
                                     std::size_t most_meant) const {
  DialogueState after;
  Understood understood{.question = decide(conversation, state_before(conversation), after),
                        .meant = {}};
  understood.question.contact_was_said = says_contact(conversation, knowledge_);
  understood.meant = meant_by(understood.question, after, most_meant);
  return understood;
}

Question Understanding::decide(std::span<const Message> conversation, const DialogueState& before,
                               DialogueState& after) const {
  const std::string& text = conversation.back().content;
  const MessageReading read(text, vocabulary_);
  Question question;
  question.language = read.language();
  const bool goes_on =
      before.language == Language::arabizi ? !read.language_is_sure() : read.language_is_open();
  if (goes_on && before.language != Language::english) question.language = before.language;
  question.is_french = read.is_french();
  after = before;
  after.language = question.language;
  return with_rules(conversation, read, before, [&](const learned::RulesView& rules) {
    const auto scores = learned::scores_of(learned::features_of(rules));
    const Opinion opinion(scores, rules, vocabulary_, !before.shown.empty());
    if (const auto doctor = opinion.doctor()) {
      question.intents = {*doctor};
      question.is_simple = true;
      return question;
    }
    MessageReading message = read;
    if (!opinion.topics().empty())
      message.suggest(opinion.topics(), MessageReading::Suggested::wanted, vocabulary_);
    if (!opinion.exclusions().empty()) {
      message.suggest(opinion.exclusions(), MessageReading::Suggested::not_wanted, vocabulary_);
    }
    opinion.correct(message);
    const StatedMatch stated = answers_.find(read, bearing_of(scores, rules), today());
    decide_wants(message, before, opinion.likelihood(), stated, question, after);
    question.is_simple = question.is_simple && !opinion.changes(message);
    return question;
  });
}

/// What a message asks that needs no doctor.
void Understanding::decide_wants(const MessageReading& message, const DialogueState& before,
                                 const Likelihood& likely, const StatedMatch& stated,
                                 Question& question, DialogueState& after) const {
  DeviceDecision devices(sources(message, before, likely));
  Decision decision(message, devices, stated);
  question.intents = decision.intents();
  if (question.is(Intent::stated)) {
    question.stated = stated.sure;
  } else {
    question.maybe_stated = stated.maybe;
  }
  unknown_instead_of_which(question, message, before);
  if (decision.shows_devices(question.intents)) question.products = devices.products();
  if (question.is(Intent::price) || question.is(Intent::find)) question.pieces = devices.pieces();
  question.currency = currency_said(message);
  question.wants_total = wants_total(message, question, devices);
  question.wants_difference = wants_difference(message, question);
  question.needs = needs_named(message, knowledge_);
  question.is_simple = is_simple(question, message, devices, vocabulary_);
  if (!question.products.empty()) {
    constexpr std::size_t most_turns = 6;
    after.turns.push_back(question.products);
    if (after.turns.size() > most_turns) after.turns.erase(after.turns.begin());
    after.topic = devices.topic();
    after.second_choice = devices.second_choice();
    after.shown = question.products;
    after.bounds = devices.bounds();
    after.was_price = question.is(Intent::price);
  } else if (devices.names_devices()) {
    remember_named(devices, message, likely, after);
  }
}

/// "I want my tattoo removed" is told that we treat nobody; "the cheapest?" is about tattoos then.
void Understanding::remember_named(const DeviceDecision& devices, const MessageReading& message,
                                   const Likelihood& likely, DialogueState& after) {
  if (std::ranges::all_of(devices.spoken().groups, &DeviceGroup::is_weak)) return;
  after.topic = devices.all_named();
  after.shown = by_relevance(after.topic, message, likely);
  if (after.shown.size() > most_products) after.shown.resize(most_products);
  after.second_choice = devices.second_choice();
  after.bounds = devices.bounds();
  after.was_price = false;
}

/// "How much is the autoclave?"
void Understanding::unknown_instead_of_which(Question& question, const MessageReading& message,
                                             const DialogueState& before) {
  if (!before.shown.empty()) return;
  const auto which = std::ranges::find(question.intents, Intent::which_device);
  if (which == question.intents.end()) return;
  for (std::size_t i = 0; i < message.words().size(); ++i) {
    if (message.is_unknown(i) && message.words()[i].size() > 3) {
      *which = Intent::unknown_product;
      return;
    }
  }
}

DialogueState Understanding::state_before(std::span<const Message> conversation) const {
  DialogueState state;
  for (std::size_t i = 0; i + 1 < conversation.size(); ++i) {
    if (conversation[i].role == Role::user) {
      DialogueState after;
      std::ignore = decide(conversation.first(i + 1), state, after);
      state = std::move(after);
      continue;
    }
    auto named =
        names_written_in(conversation[i].content, knowledge_.products, most_products_of_several);
    if (named.empty()) continue;
    ProductSet set;
    for (const std::size_t product : named) set.push_back(static_cast<std::uint32_t>(product));
    std::ranges::sort(set);
    if (intersection(set, state.topic).empty()) state.topic = set;
    state.topic = sum(state.topic, set);
    if (!state.turns.empty()) state.turns.back() = named;
    state.shown = std::move(named);
  }
  return state;
}

}  // namespace mta::catalogue
