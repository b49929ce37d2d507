#pragma once

#include <chrono>
#include <string>

#include "base/error.h"

/// The faults of a model call, with what the visitor is told.
namespace mta {

Error wrong_answer(std::string detail);
Error model_unavailable(std::string detail, std::chrono::seconds retry_after);
Error timed_out(std::string detail);
Error client_left();

}  // namespace mta
