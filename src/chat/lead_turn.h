#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chat/lead_dialogue.h"
#include "chat/lead_step.h"

namespace mta::chat {

/// What the dialogue makes of one message, which `query` has understood. All references must
/// outlive it.
class LeadTurn {
 public:
  struct Parts {
    const LeadDialogueOptions& options;
    const LeadPlace& place;
    leads::Drafts& drafts;
    const catalogue::Understanding& understanding;
    const Clock& clock;
    Random& random;
    Metrics& metrics;
    Log& log;
  };
  LeadTurn(const Parts& parts, const Query& query);

  Task<LeadStep> run();

 private:
  using Stage = leads::Stage;

  [[nodiscard]] bool is_no_customer() const;
  [[nodiscard]] bool may_answer_us() const;
  [[nodiscard]] bool is_at(Stage stage) const { return draft_ && draft_->stage == stage; }
  void choose_language();
  void read_details();

  Task<LeadStep> leave_alone();
  Task<std::optional<LeadStep>> take_back();
  Task<std::optional<LeadStep>> reply();
  Task<LeadStep> take_contact();
  Task<LeadStep> take_details();
  Task<LeadStep> offer();
  Task<LeadStep> ask_consent();
  Task<LeadStep> make(leads::Consent consent);
  Task<LeadStep> after_made();
  Task<bool> forget_wrong_number(const leads::Contact& now);
  Task<LeadStep> drop();
  Task<void> forget_refusal();
  Task<std::optional<std::size_t>> erase_leads();
  Task<LeadStep> pass();

  void gather();
  [[nodiscard]] std::vector<std::string_view> missing() const;
  [[nodiscard]] std::vector<std::string> devices_meant() const;
  [[nodiscard]] std::string what_was_asked() const;
  [[nodiscard]] std::string may_add();
  [[nodiscard]] std::vector<std::size_t> products_named() const;
  [[nodiscard]] LeadTexts texts() const { return {parts_.understanding.knowledge(), language_}; }
  [[nodiscard]] Noted noted() const;
  void add_hand_off(LeadStep& step) const;
  Task<void> keep();
  Task<Result<void>> save(leads::Consent consent);
  [[nodiscard]] leads::Lead lead_of(leads::Consent consent) const;
  Task<bool> is_admitted();

  const Parts& parts_;
  const Query& query_;
  const catalogue::Question& question_;
  std::optional<leads::Draft> draft_;
  leads::Contact told_;   ///< by this message
  bool may_add_ = false;  ///< the visitor was told to, by the answer before
  catalogue::Language language_;
  std::string tag_;  ///< of the language, as BCP 47 has it
};

/// The link to WhatsApp with what was asked; nothing: nobody is sent there.
void add_whatsapp(const LeadDialogueOptions& options, const LeadTexts& texts,
                  const std::vector<std::string>& devices, const Query& query, LeadStep& step);

}  // namespace mta::chat
