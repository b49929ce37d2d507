#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "catalogue/devices.h"
#include "catalogue/dialogue.h"
#include "catalogue/message.h"
#include "catalogue/question.h"
#include "catalogue/vocabulary.h"
#include "core/catalogue_index.h"
#include "core/knowledge.h"

namespace mta::catalogue {

/// How many devices an answer lists for one thing that is asked, and for several.
inline constexpr std::size_t most_products = 4;
inline constexpr std::size_t most_products_of_several = 6;

/// What a message asks about devices, in the light of what was spoken of.
class DeviceDecision {
 public:
  struct Sources {
    const MessageReading& message;
    const DialogueState& state;
    const Vocabulary& vocabulary;
    const Knowledge& knowledge;
    const CatalogueIndex& index;
  };
  explicit DeviceDecision(const Sources& of);

  /// Nothing where the message has none to do with devices; else `price`, `compare`, `find`,
  /// `which_device`, `unknown_product` or what was not found.
  std::optional<Intent> decide();

  [[nodiscard]] const std::vector<std::size_t>& products() const { return products_; }
  /// All that is spoken of, before prices choose.
  [[nodiscard]] const ProductSet& topic() const { return topic_; }
  [[nodiscard]] const DevicesSpokenOf& spoken() const { return spoken_; }
  /// The message itself names devices or a need.
  [[nodiscard]] bool names_devices() const { return !spoken_.groups.empty(); }
  [[nodiscard]] bool has_bounds() const { return least_ || most_; }
  [[nodiscard]] bool wants_order() const { return low_ || high_; }
  [[nodiscard]] bool has_unknown_model() const;

 private:
  [[nodiscard]] bool says(Concept said) const { return of_.message.says(said); }
  [[nodiscard]] bool asks_price() const {
    return says(Concept::price) || says(Concept::in_sar) || says(Concept::in_aed) ||
           says(Concept::in_other);
  }
  void find_bounds();
  void keep_what_is_asked();
  void look_among_earlier();
  void search_descriptions();
  [[nodiscard]] bool stands_behind_name(const Span& span) const;
  std::optional<Intent> about_named();
  std::optional<Intent> about_earlier();
  Intent without_excluded();
  Intent compared();
  Intent priced();
  Intent found();
  Intent cheaper_than_shown(const ProductSet& base);
  Intent beyond(std::size_t reference, const ProductSet& base);
  std::optional<std::size_t> named_to_compare_with();
  std::optional<Intent> pointed_at();
  Intent chosen(ProductSet base);
  void show(std::vector<std::size_t> products, std::size_t most);
  void resolve_groups(bool to_one_name);
  void pick_plain_or_full(DeviceGroup& group);
  [[nodiscard]] ProductSet within_bounds(const ProductSet& base) const;
  [[nodiscard]] ProductSet all_named() const;
  [[nodiscard]] ProductSet alike(std::size_t product, bool cheaper) const;
  [[nodiscard]] ProductSet kin(std::size_t product) const;
  [[nodiscard]] bool asks_this_or_that() const;
  [[nodiscard]] ProductSet extreme_of(const ProductSet& base, bool dearest) const;
  [[nodiscard]] std::int64_t price(std::size_t product) const;
  [[nodiscard]] bool is_short() const { return of_.message.words().size() <= 7; }
  [[nodiscard]] bool stands_near(Concept said, const DeviceGroup& group, bool negated) const;
  [[nodiscard]] std::size_t unknown_words() const;
  [[nodiscard]] std::vector<std::size_t> merged_groups() const;

  Sources of_;
  DevicesSpokenOf spoken_;
  std::optional<std::int64_t> least_;
  std::optional<std::int64_t> most_;
  bool nothing_left_ = false;  // of what is named, without what stands behind a "not"
  bool low_ = false;
  bool high_ = false;
  std::vector<std::size_t> products_;
  ProductSet topic_;
};

}  // namespace mta::catalogue
