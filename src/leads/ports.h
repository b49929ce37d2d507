#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ports.h"
#include "base/task.h"
#include "leads/lead.h"

/// The seams of the leads: where they are kept, and what waits to be delivered. Adapters live in
/// storage/; tests put their own behind them. For threads and lifetime see base/ports.h.
namespace mta::leads {

/// Within this time the same phone number or e-mail address adds to its lead.
inline constexpr std::chrono::hours same_lead_for{24};

struct Saved {
  std::string id;
  bool is_new = true;  ///< false: it was added to a lead of the same person
};

/// Which leads are asked for, newest first.
struct LeadQuery {
  std::string from = {};  ///< LeadPage::next of the page before; empty: the newest
  std::size_t most = 50;
};

struct LeadPage {
  std::vector<Lead> leads;
  std::string next;  ///< where the next page begins; empty: there is none
};

/// Whose data are asked for or erased.
struct ById {
  std::string id;
};
struct ByPhone {
  std::string phone;  ///< as Contact::phone has it
};
struct ByEmail {
  std::string email;  ///< in lower case
};
struct ByConversation {
  std::string public_id;
};
using Subject = std::variant<ById, ByPhone, ByEmail, ByConversation>;

/// How a try to deliver an event ended.
struct Delivered {};
struct TryAgain {
  Timestamp at;
  Reached reached = {};  ///< by this try or one before
};
struct GivenUp {};  ///< no try is left, or the receiver wants no more
using DeliveryResult = std::variant<Delivered, TryAgain, GivenUp>;

/// What waits to be delivered.
struct Backlog {
  std::size_t undelivered = 0;
  std::optional<Timestamp> oldest;  ///< LeadEvent::at
};

/// Leads and the outbox of their events; an event is written in the transaction of what it tells
/// of. What is returned is durable: a power cut takes nothing. Errors: store_failed, where no line
/// says otherwise.
class LeadStore {
 public:
  virtual ~LeadStore() = default;

  /// Keeps a lead with its event; an empty id is filled in. Where one with the same phone number or
  /// e-mail address was made within `same_lead_for` (of two, the newer), it is added to: what is
  /// known now takes the place of what was, devices are joined, the id stays; a created event that
  /// still waits takes the new state with it, and where it was delivered, or comes to be by a try
  /// that was made before, an updated event is written.
  virtual Task<Result<Saved>> save(Lead lead) = 0;
  /// Those that are not expired at `now`.
  virtual Task<Result<std::vector<Lead>>> find(Subject subject, Timestamp now) = 0;
  /// Error: bad_request where `from` is not the store's.
  virtual Task<Result<LeadPage>> list(LeadQuery query, Timestamp now) = 0;
  /// Nothing of them stays, in no free page, index or event: what waits is cancelled, and where one
  /// was delivered, or may have been by a try whose answer nobody saw, an erased event is written,
  /// which knows its id alone. How many there were.
  virtual Task<Result<std::size_t>> erase(Subject subject, Timestamp now) = 0;

  /// Events whose next attempt is due, oldest first, taken for `hold`: until then no other worker
  /// is given them, afterwards they are due again. Each counts as an attempt.
  virtual Task<Result<std::vector<LeadEvent>>> take_due(Timestamp now, std::chrono::seconds hold,
                                                        std::size_t most) = 0;
  /// What became of an event that was taken. One that was erased meanwhile is none: false.
  virtual Task<Result<bool>> settle(std::string event_id, DeliveryResult result, Timestamp now) = 0;
  /// The lead's last event is due now, with its own id: again where it was delivered or given up,
  /// at once where it waits. False: there is no such lead.
  virtual Task<Result<bool>> replay(std::string lead_id, Timestamp now) = 0;
  virtual Task<Result<Backlog>> backlog(Timestamp now) = 0;
};

/// What a conversation has gathered of a lead that nobody has agreed to yet. Kept sealed by the
/// caller; a store sees bytes. `conversation` is the public id (Session::public_id), so that
/// whoever erases a conversation by any of its names can drop its draft. Errors: store_failed.
class DraftStore {
 public:
  virtual ~DraftStore() = default;
  /// In place of the one before.
  virtual Task<Result<void>> put_draft(std::string conversation, std::string sealed,
                                       Timestamp expires_at) = 0;
  /// Nothing: none, or an expired one.
  virtual Task<Result<std::optional<std::string>>> draft(std::string conversation,
                                                         Timestamp now) = 0;
  virtual Task<Result<void>> drop_draft(std::string conversation) = 0;
};

}  // namespace mta::leads
