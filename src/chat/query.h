#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/understanding.h"
#include "chat/ports.h"

namespace mta {

/// When a visitor is shown an answer.
enum class Delivery : std::uint8_t {
  whole,     ///< once it has ended: until then another answer can take its place
  streamed,  ///< as it is made
};

/// Where a query comes from.
struct Asker {
  std::string public_id;  ///< Session::public_id
  bool is_new = true;     ///< nothing can be stored of it yet
  std::string page = {};  ///< ChatRequest::page
};

struct Query {
  /// The visitor's message is the last. Contact details are masked in all of them.
  std::vector<Message> conversation;
  std::string said = {};  ///< the visitor's message as it was written
  Asker asker = {};
  /// The last message, where it has been understood.
  std::optional<catalogue::Understood> understood = {};
  std::optional<std::string> persona_override;
  Delivery delivery = Delivery::whole;
  CallLimits limits;
};

/// Decides who answers a visitor, and has it answered. Thread-safe.
class Responder {
 public:
  virtual ~Responder() = default;
  /// Who answers where no event says otherwise.
  [[nodiscard]] virtual std::string_view model_id() const = 0;
  /// The events of one answer, the last one Finished. `sink` must live until the task ends.
  virtual Task<void> respond(Query query, ReplySink& sink) = 0;
};

}  // namespace mta
