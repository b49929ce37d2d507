#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/knowledge.h"
#include "catalogue/sentences.h"
#include "leads/lead.h"

/// What the dialogue with a visitor who wants to be contacted says.
namespace mta::chat {

/// A text, and what is kept of it: contact details are masked.
struct LeadText {
  std::string text;
  std::string kept;

  /// A paragraph more.
  void add(std::string_view paragraph);
  void add(const LeadText& paragraph);
};

/// What is understood, a line each: devices with their prices, who it is, how to reach them.
struct Noted {
  const leads::Contact& contact;
  const std::vector<std::string>& devices;
};

class LeadTexts {
 public:
  LeadTexts(const Knowledge& knowledge, catalogue::Language language)
      : knowledge_(knowledge), language_(language) {}

  [[nodiscard]] const std::string& say(catalogue::Sentence sentence) const {
    return knowledge_.sentences.get(sentence, language_);
  }
  /// A sentence and what is noted below it; nothing noted: nothing.
  [[nodiscard]] LeadText noted(catalogue::Sentence intro, const Noted& noted) const;
  /// A sentence and a list of what is missing: `name`, `clinic`, `country`, `contact`.
  [[nodiscard]] std::string asking(catalogue::Sentence intro,
                                   const std::vector<std::string_view>& missing) const;
  /// A sentence and how to reach the company.
  [[nodiscard]] std::string with_contact(catalogue::Sentence sentence) const;
  /// What a message on WhatsApp begins with.
  [[nodiscard]] std::string for_whatsapp(const std::vector<std::string>& devices,
                                         std::string_view question) const;

 private:
  [[nodiscard]] std::string device_line(const std::string& name) const;
  [[nodiscard]] std::string person_line(const leads::Contact& contact) const;

  const Knowledge& knowledge_;
  catalogue::Language language_;
};

}  // namespace mta::chat
