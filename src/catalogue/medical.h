#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace mta::catalogue {

enum class Complaint : std::uint8_t {
  none,
  doctor,     ///< a complaint, or a question about a person's own treatment or medicine
  emergency,  ///< a doctor at once
};

/// What the word lists of medical.txt make of a visitor's messages.
struct Health {
  Complaint complaint = Complaint::none;
  bool is_certain = false;               ///< an emergency in words that mean nothing else
  std::uint64_t cues = 0;                ///< what is said in the last message: a bit a section
  std::vector<std::uint64_t> cue_order;  ///< the same in the order of its words; 0 ends a sentence
  bool goes_on = false;  ///< the last message is a complaint in the light of those before
  bool asked_by_a_business = false;  ///< as the messages before tell
};

/// What help a visitor needs, in English, Arabic, Arabizi and French. In doubt a doctor; but a
/// clinic that asks what a device is for, or what its risks are, needs none. `messages` are what
/// the visitor wrote, oldest first; the last one is judged, the ones before tell what "it still
/// hurts" is about and who asks. At most the first 4,000 characters of a message and the last three
/// messages count. Pure; the time is linear.
Health read_health(std::span<const std::string_view> messages);
inline Complaint find_complaint(std::span<const std::string_view> messages) {
  return read_health(messages).complaint;
}

/// True where the visitor speaks of ending the own life: the answer needs care and a crisis line.
bool is_despair(std::string_view message);

}  // namespace mta::catalogue
