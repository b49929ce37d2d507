#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace mta::catalogue {

enum class Complaint : std::uint8_t {
  none,
  doctor,     ///< a complaint, or a question about a person's own treatment or medicine
  emergency,  ///< a doctor at once
};

/// What help a visitor needs, in English, Arabic, Arabizi and French. In doubt a doctor; but a
/// clinic that asks what a device is for, or what its risks are, needs none. `messages` are what
/// the visitor wrote, oldest first; the last one is judged, the ones before tell what "it still
/// hurts" is about and who asks. At most the first 4,000 characters of a message and the last three
/// messages count. Pure; the time is linear.
Complaint find_complaint(std::span<const std::string_view> messages);

/// True where the visitor speaks of ending the own life: the answer needs care and a crisis line.
bool is_despair(std::string_view message);

}  // namespace mta::catalogue
