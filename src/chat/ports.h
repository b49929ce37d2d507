#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/call_limits.h"
#include "base/error.h"
#include "base/ports.h"
#include "base/task.h"
#include "catalogue/conversation.h"
#include "catalogue/question.h"
#include "chat/outcome.h"
#include "chat/rate_window.h"

/// The seams of the chat: models and stores. Adapters live in providers/ and storage/; tests put
/// their own behind them. For threads and lifetime see base/ports.h.
namespace mta {

struct Product;

/// What a model is asked: instructions and knowledge, then the conversation, whose last message is
/// the visitor's question.
struct Prompt {
  std::string system;
  std::vector<Message> messages;
  /// Positions of those that `system` tells everything about.
  std::vector<std::size_t> products = {};
  /// What the last message asks, where it has been understood.
  std::optional<catalogue::Question> question = {};
};

/// What the record of a turn keeps of how its message was understood and answered.
struct AnswerFacts {
  Outcome outcome = Outcome::answered;
  std::string language = {};           ///< of the message, as BCP 47 has it; empty: not looked at
  std::vector<std::string> rows = {};  ///< names of the products that the answer stood on
};

/// What the price guard has taken out of an answer and corrected.
struct Corrections {
  bool price = false;
  bool promise = false;  ///< that no knowledge file states

  [[nodiscard]] bool any() const { return price || promise; }
};

/// How a model call ended. What it cost is told for failed calls too.
struct Completion {
  std::optional<Error> error;
  std::string model;      ///< the configured id of what answered
  bool fallback = false;  ///< another model answered in place of the configured one
  /// The model said all that it wanted to: no limit ended its answer, and nothing is unclear. Only
  /// then may others be given the answer later.
  bool stopped = false;
  /// The price guard has seen the whole answer. Others are given no answer that it has not seen,
  /// and none that it had to correct.
  bool is_checked = false;
  Corrections corrections = {};
  /// A guardrail that was asked for ended the answer; `error` is set.
  bool filtered = false;
  bool shared = false;  ///< another visitor's call made the answer
  std::optional<Usage> usage;
  /// How long the attempt took that answered; empty: none did, or the model makes no attempts.
  std::optional<std::chrono::duration<double>> attempt_duration;
  AnswerFacts facts = {};  ///< the responder's to fill
  /// Of the knowledge that the answer was made with; null: not told.
  std::shared_ptr<const std::vector<Product>> products = {};
};

/// Text that a visitor may read (chat/visible_text.h): whole characters, never empty. An answer's
/// first piece has something to read.
struct TextDelta {
  std::string text;
  /// What is kept of it in history and for repeats: the visitor's own contact details, which it
  /// repeats, are masked. Empty: the text itself.
  std::string kept = {};

  [[nodiscard]] const std::string& to_keep() const { return kept.empty() ? text : kept; }
};

/// How far the dialogue with a visitor who wants to be contacted has come, for a client that shows
/// more than text. Stands behind the text that says so.
struct LeadProgress {
  enum class State : std::uint8_t {
    ask,      ///< for `missing`
    consent,  ///< by the wording of that version
    made,
    dropped,
  };
  State state = State::ask;
  std::vector<std::string_view> missing = {};  ///< `name`, `clinic`, `country`, `contact`
  std::string version = {};
  std::string wording = {};
  std::vector<std::string> devices = {};
};

/// Another place where the visitor can go on with people.
struct HandOff {
  std::string_view kind;  ///< `whatsapp`
  std::string url;
};

/// Another answers from here on. What came before and was not shown to the visitor is forgotten.
struct Replaced {
  std::string model;
  bool fallback = false;  ///< in the place of the configured model, which failed
};

/// The end, of a failed answer too; the last event. An answer without an error has had text.
struct Finished {
  Completion completion;
};

using ReplyEvent = std::variant<TextDelta, Replaced, LeadProgress, HandOff, Finished>;

/// Takes the events of one answer, in their order, from one event loop.
class ReplySink {
 public:
  virtual ~ReplySink() = default;
  /// False: nobody reads any more. The answer then ends as soon as it can, as client_left.
  virtual Task<bool> put(ReplyEvent event) = 0;
};

class Model {
 public:
  virtual ~Model() = default;
  [[nodiscard]] virtual std::string_view id() const = 0;
  /// Text, then Finished. `prompt` and `sink` must live until the task ends. Does not throw for a
  /// failed call: see Completion::error (model_*, or client_left where `limits` ended it).
  virtual Task<void> complete(const Prompt& prompt, ReplySink& sink, CallLimits limits) = 0;
};

/// What is said of an answer.
struct Feedback {
  Rating rating = Rating::good;
  std::string comment = {};  ///< contact details are masked; empty: none
};

/// What is kept of a turn beside its words, for whoever runs the chat. Never part of a prompt.
struct TurnRecord {
  std::string conversation_id;  ///< the public one (Session::public_id)
  std::string message_id;       ///< the answer's, as the visitor was told it
  AnswerFacts facts;
  Corrections corrections = {};
  Usage usage;                           ///< of all that the message cost, whoever answered
  std::chrono::milliseconds latency{0};  ///< from the message to the end of its answer
};

/// A visitor's message and its answer, stored with one write.
struct Turn {
  Timestamp at;
  std::string message;
  std::string answer;
  std::string model;
  /// The keyed hash of who sent the message, for what one visitor may store; not kept with the
  /// turn, and empty where it is read back.
  std::string visitor = {};
  /// Not read back with the words; turns of older releases have none.
  std::optional<TurnRecord> record = {};
  /// When the message came in, which may be long before `at`; not kept with the turn. Nothing: the
  /// turn was never under way.
  std::optional<Timestamp> began = {};
  /// Comes later (ConversationStore::give_feedback): not stored with the turn, only read back.
  std::optional<Feedback> feedback = {};
};

/// A turn in the list of its day. Its words are found by `conversation`.
struct RecordedTurn {
  Timestamp at;
  std::string conversation;
  std::string model;
  TurnRecord record;
  std::optional<Feedback> feedback = {};
};

/// What a visitor says of an answer of a conversation.
struct AnswerFeedback {
  std::string conversation;
  std::string message_id;
  Feedback feedback;
  std::string visitor = {};  ///< as Turn::visitor: a comment counts towards what he may store
};

struct RecordPage {
  std::vector<RecordedTurn> turns;
  std::string next;  ///< where the next page begins; empty: there is none
};

/// Which part of a day's records is asked for.
struct RecordQuery {
  std::chrono::sys_days day;  ///< UTC
  std::string from = {};      ///< RecordPage::next of the page before; empty: the newest
  std::size_t most = 50;
};

/// How many requests were refused in an hour.
struct RefusedInHour {
  std::chrono::sys_time<std::chrono::hours> hour;
  RefusalCounts counts{};
};

/// A conversation by the name that it is stored under.
struct StoredUnder {
  std::string conversation;
  std::string public_id = {};
};
/// A conversation by its public id (Session::public_id); turns of older releases have none, but go
/// with those of the same conversation that do.
struct PubliclyNamed {
  std::string public_id;
};
using WhichConversation = std::variant<StoredUnder, PubliclyNamed>;

/// For how long a store knows that a conversation was erased: no answer is under way for longer.
inline constexpr std::chrono::hours erasure_known{1};

class ConversationStore {
 public:
  virtual ~ConversationStore() = default;
  /// The last `max_turns` turns that are not expired at `now`, oldest first; empty where there are
  /// none. Error: store_failed.
  virtual Task<Result<std::vector<Turn>>> recent(std::string conversation, std::size_t max_turns,
                                                 Timestamp now) = 0;
  /// Returns once the turn is durable, or has been left out: the store has no room for turns
  /// (storage/room.h tells), or the conversation was erased after the turn began. Error:
  /// store_failed; it may have been stored.
  virtual Task<Result<void>> append(std::string conversation, Turn turn, Timestamp expires_at) = 0;

  /// The turns of a day that have a record and are not expired at `now`, newest first. Errors:
  /// bad_request where `from` is not the store's; store_failed.
  virtual Task<Result<RecordPage>> records(RecordQuery query, Timestamp now) = 0;
  /// In place of what was said of the answer before, its comment too. False: the conversation has
  /// no such answer at `now`. A client may name several answers of a conversation alike: the last
  /// one is meant. Error: store_failed.
  virtual Task<Result<bool>> give_feedback(AnswerFeedback given, Timestamp now) = 0;

  /// Nothing of it stays, in no free page and no log of the store: its turns with their records and
  /// what was said of them. For an hour the store knows that it was erased, by its public id, so
  /// that a turn that is under way is not stored either. How many turns there were. By the public
  /// id it takes as long as reading all records does. Error: store_failed; a part may be gone.
  virtual Task<Result<std::size_t>> erase(WhichConversation which, Timestamp now) = 0;

  /// Adds to what was counted of the hour. Error: store_failed; it may have been added.
  virtual Task<Result<void>> add_refusals(RefusedInHour refused) = 0;
  /// The hours of a day (UTC) in which requests were refused, in their order. They are kept for
  /// 400 days. Error: store_failed.
  virtual Task<Result<std::vector<RefusedInHour>>> refusals(std::chrono::sys_days day) = 0;
};

/// A day or a month, in UTC.
struct SpendingPeriod {
  std::string name;  ///< `day#2026-11-27`, `month#2026-11`
  Timestamp end;     ///< the first moment after it
};

/// What is to be added to a period's figure.
struct Commitment {
  SpendingPeriod period;
  MicroUsd wanted = 0;
  MicroUsd least = 0;  ///< is added where `wanted` does not fit and this much does; over 0
  MicroUsd cap = 0;    ///< what the figure must not pass
};

struct Committed {
  MicroUsd granted = 0;  ///< 0: not even the least fitted, the figure is as it was
  MicroUsd figure = 0;   ///< what is committed in the period now
};

/// One figure for each period, shared by every process on the store: what has been spent or may
/// still be. It errs on one side only: after a fault or a crash it may be too high, never too low.
class Ledger {
 public:
  virtual ~Ledger() = default;
  /// Adds by one conditional write, durable when this returns. Error: store_failed; the amount may
  /// have been added, and must not be spent.
  virtual Task<Result<Committed>> commit(Commitment commitment) = 0;
  /// Takes back what was committed and not spent; returns the figure. Error: store_failed; it may
  /// have been taken back, and must not be spent.
  virtual Task<Result<MicroUsd>> give_back(SpendingPeriod period, MicroUsd amount) = 0;
};

class VisitorCounter {
 public:
  virtual ~VisitorCounter() = default;
  /// Counts one request of `visitor` (a keyed hash) if the limit admits it; atomic.
  /// Error: store_failed.
  virtual Task<Result<Admission>> admit(std::string visitor, Timestamp now) = 0;
  /// What `admit` would say, where it is known without asking a store that it refuses. Counts
  /// nothing.
  virtual std::optional<Admission> known_refusal(const std::string& visitor, Timestamp now) = 0;
};

/// An answer as it was given.
struct KeptAnswer {
  std::string text;
  std::string session_id;
  std::string message_id;  ///< empty where an older release has kept it
  std::string model;
  bool fallback = false;
};

/// A request that carries an idempotency key.
struct KeyedRequest {
  std::string key;          ///< a keyed hash of visitor and key
  std::string fingerprint;  ///< a keyed hash of what is asked
  std::string claimant;     ///< another one for each try
  std::string secret;       ///< 32 bytes that need both the key itself and the server's secret
};

/// How a keyed request stands.
struct Claimed {};       ///< the caller answers it, then keeps its answer or gives the claim up
struct UnderWay {};      ///< somebody is answering it
struct KeyOfAnother {};  ///< the key was used for something else
using Claim = std::variant<Claimed, UnderWay, KeyOfAnother, KeptAnswer>;

/// Which requests are being answered and how those of the last minutes were
/// (IETF draft-ietf-httpapi-idempotency-key-header). Errors: store_failed.
class KeyedAnswers {
 public:
  virtual ~KeyedAnswers() = default;
  /// What this process knows by itself, without asking a store; nothing: it would have to claim.
  virtual std::optional<Claim> known(const KeyedRequest& request, Timestamp now) = 0;
  /// One of any number of claims at once is granted. It lapses by itself where its holder dies.
  virtual Task<Result<Claim>> claim(KeyedRequest request, Timestamp now) = 0;
  /// The holder's answer, for repeats of the request.
  virtual Task<Result<void>> keep(KeyedRequest request, KeptAnswer answer, Timestamp now) = 0;
  /// The next one may try.
  virtual Task<Result<void>> give_up(KeyedRequest request, Timestamp now) = 0;
};

/// For how long an answer is kept, and a claim that is not settled holds.
struct KeyedAnswerTimes {
  std::chrono::seconds kept = std::chrono::minutes(10);
  std::chrono::seconds claimed = std::chrono::minutes(1);

  /// What ends later than this was written before the clock was set back, and counts as ended. The
  /// clocks of other machines may be a minute ahead.
  [[nodiscard]] Timestamp latest_end(Timestamp now) const {
    return now + std::max(kept, claimed) + std::chrono::minutes(1);
  }
};

}  // namespace mta
