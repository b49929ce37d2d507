#include "chat/model_error.h"

#include <utility>

namespace mta {

Error wrong_answer(std::string detail) {
  return {.kind = ErrorKind::model_wrong_answer,
          .message = "The AI service gave no usable answer. Please try again.",
          .detail = std::move(detail)};
}

Error model_unavailable(std::string detail, std::chrono::seconds retry_after) {
  constexpr std::chrono::minutes worth_waiting{5};
  const std::string when = retry_after > worth_waiting
                               ? "later"
                               : "in " + std::to_string(retry_after.count()) + " seconds";
  return {.kind = ErrorKind::model_unavailable,
          .message = "The AI service is not available right now. Please try again " + when + ".",
          .detail = std::move(detail),
          .retry_after = retry_after};
}

Error timed_out(std::string detail) {
  return {.kind = ErrorKind::model_timeout,
          .message = "The AI service took too long to answer. Please try again.",
          .detail = std::move(detail)};
}

Error client_left() {
  return {.kind = ErrorKind::client_left,
          .message = "The connection was closed before the answer was complete.",
          .detail = "the client closed the connection"};
}

}  // namespace mta
