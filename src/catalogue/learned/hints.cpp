#include "catalogue/learned/hints.h"

#include <algorithm>

namespace mta::catalogue::learned {
namespace {

// Where the numbers of which kind begin.
constexpr std::uint32_t first_concept = 0;
constexpr std::uint32_t first_cue = 64;
constexpr std::uint32_t first_intent = 128;
constexpr std::uint32_t first_complaint = 160;
constexpr std::uint32_t first_span = 164;
constexpr std::uint32_t first_language = 176;
constexpr std::uint32_t first_fact = 180;
/// What grammar.txt says means nothing by itself.
constexpr auto concepts_told = static_cast<std::uint32_t>(Concept::cause);
static_assert(concepts_told <= first_cue);

enum class Fact : std::uint8_t {
  names_device,
  names_need,
  names_weakly,
  several_groups,
  one_product,
  excludes,
  unknown_model,
  bounds,
  one_unknown_word,
  some_unknown_words,
  many_unknown_words,
  short_message,
  long_message,
};

class Hints {
 public:
  explicit Hints(const RulesView& view) : view_(view) {}

  std::vector<std::uint32_t> all() {
    for (std::uint32_t i = 0; i < concepts_told; ++i) {
      if (view_.message.says(static_cast<Concept>(i))) add(first_concept + i);
    }
    for (std::uint32_t i = 0; i < 64; ++i) {
      if ((view_.health.cues >> i & 1U) != 0) add(first_cue + i);
    }
    for (const Intent intent : view_.intents)
      add(first_intent + static_cast<std::uint32_t>(intent));
    add(first_complaint + static_cast<std::uint32_t>(view_.health.complaint));
    for (const Span& span : view_.message.spans()) {
      add(first_span + static_cast<std::uint32_t>(span.kind));
    }
    add(first_language +
        (view_.message.is_french() ? 3 : static_cast<std::uint32_t>(view_.message.language())));
    add_devices();
    add_words();
    std::ranges::sort(found_);
    const auto twice = std::ranges::unique(found_);
    found_.erase(twice.begin(), twice.end());
    return std::move(found_);
  }

 private:
  void add(std::uint32_t hint) { found_.push_back(hint); }
  void add_if(bool holds, Fact fact) {
    if (holds) add(first_fact + static_cast<std::uint32_t>(fact));
  }

  void add_devices() {
    const auto& groups = view_.devices.spoken().groups;
    add_if(std::ranges::any_of(groups, &DeviceGroup::is_named), Fact::names_device);
    add_if(std::ranges::any_of(
               groups, [](const DeviceGroup& one) { return !one.is_named && !one.is_weak; }),
           Fact::names_need);
    add_if(std::ranges::any_of(groups, &DeviceGroup::is_weak), Fact::names_weakly);
    add_if(groups.size() > 1, Fact::several_groups);
    add_if(groups.size() == 1 && groups.front().products.size() == 1, Fact::one_product);
    add_if(view_.devices.spoken().excludes_something, Fact::excludes);
    add_if(view_.devices.has_unknown_model(), Fact::unknown_model);
    add_if(view_.devices.has_bounds(), Fact::bounds);
  }

  void add_words() {
    const MessageReading& message = view_.message;
    std::size_t unknown = 0;
    for (std::size_t i = 0; i < message.words().size(); ++i) {
      if (message.is_unknown(i) && message.words()[i].size() > 2) ++unknown;
    }
    add_if(unknown == 1, Fact::one_unknown_word);
    add_if(unknown == 2 || unknown == 3, Fact::some_unknown_words);
    add_if(unknown > 3, Fact::many_unknown_words);
    add_if(message.words().size() <= 4, Fact::short_message);
    add_if(message.words().size() >= 15, Fact::long_message);
  }

  const RulesView& view_;
  std::vector<std::uint32_t> found_;
};

}  // namespace

std::vector<std::uint32_t> hints_of(const RulesView& view) { return Hints(view).all(); }

Features features_of(const RulesView& view) {
  return features_of(view.message.text(), hints_of(view), view.health.cue_order);
}

}  // namespace mta::catalogue::learned
