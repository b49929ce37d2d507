#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mta::catalogue::learned {

/// What the model says of a message: one entry a column of its table, in the table's order.
enum class Label : std::uint8_t {
  // Who speaks, and whether a doctor is needed: exactly one is true.
  complaint,
  emergency,
  despair,
  clinic,
  other,
  // What is wanted: any number is true.
  price,
  budget,
  cheap,
  expensive,
  compare,
  find,
  overview,
  about,
  contact,
  human,
  terms,
  training,
  support,
  details,
  treatment,
  off_topic,
  unknown_product,
  greeting,
  thanks,
  farewell,
  negation,
  several,
  // What a device is wanted for, or which one.
  melasma,
  pigmentation,
  freckles,
  tattoo,
  eyebrow_tattoo,
  carbon_facial,
  stretch_marks,
  acne_scars,
  scars,
  acne,
  blackheads,
  pores,
  resurfacing,
  wrinkles,
  sagging_face,
  sagging_body,
  double_chin,
  cellulite,
  slimming,
  fat,
  muscle,
  buttocks,
  pelvic_floor,
  after_birth,
  hair_removal,
  skin_analysis,
  cleansing,
  glow,
  drainage,
  relaxation,
  massage,
  cupping,
  neck,
  whitening,
  eyelids,
  thighs_arms,
  fat_freezing,
  cavitation,
  microwave_cavitation,
  sauna,
  g8,
  velashape,
  ems_sculpt,
  emslim_neo,
  ems_iv,
  ems_face,
  kegel_chair,
  ball_roller,
  ball_roller_9d,
  vacuum_cupping,
  pressotherapy,
  hydrafacial,
  hydrafacial_7in1,
  hydrafacial_9in1,
  oxygen_facial,
  skin_analyzer,
  rf_microneedling,
  vertical_microneedling,
  hifu,
  co2_laser,
  qswitched,
  picosecond,
  led,
  led_pdt,
  diode_laser,
  radiofrequency,
  laser,
  needles,
  // what is not wanted
  no_laser,
  no_needles,
  no_hifu,
  no_fat_freezing,
  no_ems_sculpt,
  no_cavitation,
  no_hydrafacial,
  no_radiofrequency,
  no_co2_laser,
  no_massage,
  no_picosecond,
  no_sauna,
  no_qswitched,
  no_pressotherapy,
};
inline constexpr std::size_t label_count = static_cast<std::size_t>(Label::no_pressotherapy) + 1;
inline constexpr std::size_t first_want = static_cast<std::size_t>(Label::price);
inline constexpr std::size_t first_topic = static_cast<std::size_t>(Label::melasma);
inline constexpr std::size_t first_exclusion = static_cast<std::size_t>(Label::no_laser);

/// As the training sentences spell it.
std::string_view name_of(Label label);

/// What a visitor would type in English for a topic or an exclusion; the vocabulary tells which
/// devices it means, if any. Empty for what is no topic.
std::string_view phrase_of(Label topic);

}  // namespace mta::catalogue::learned
