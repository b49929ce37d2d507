#pragma once

#include <string>
#include <vector>

#include "eval/device_list.h"
#include "eval/question.h"

namespace mta::eval {

/// What is wrong with the last of `answers`, one reason an entry; empty: nothing. Beside what the
/// question expects an answer must be there, be the configured model's, and list no device at
/// another price than its own.
std::vector<std::string> faults(const Question& question, const std::vector<Answer>& answers,
                                const DeviceList& devices);

}  // namespace mta::eval
