#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "eval/device_list.h"
#include "eval/question.h"

/// Files of questions in the format of docs/eval.md.
namespace mta::eval {

struct QuestionFile {
  std::string name;  ///< as problems call it
  std::string text;
};

struct FileRules {
  std::size_t max_message_characters = 4000;
};

/// The questions of all files, in their order. Error: every line that is wrong, `FILE:LINE: ...`
/// each, or a file without a question.
std::expected<std::vector<Question>, std::vector<std::string>> read_questions(
    const std::vector<QuestionFile>& files, const DeviceList& devices, FileRules rules);

}  // namespace mta::eval
