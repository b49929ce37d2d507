#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/ports.h"

namespace mta {

/// When a visitor is shown an answer.
enum class Delivery : std::uint8_t {
  whole,     ///< once it has ended: until then another answer can take its place
  streamed,  ///< as it is made
};

struct Query {
  std::vector<Message> conversation;  ///< the visitor's message is the last
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
