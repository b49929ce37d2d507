#include <string>

#include "base/text.h"
#include "chat/answer_filter.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

std::string filtered(std::string_view input, std::size_t piece) {
  mta::AnswerFilter filter;
  std::string answer;
  for (std::size_t at = 0; at < input.size(); at += piece) {
    answer += filter.feed(input.substr(at, piece));
  }
  return answer + filter.finish();
}

}  // namespace

FUZZ_TARGET(answer_filter) {
  const std::string whole = filtered(input, input.size() + 1);
  mta::test::require(filtered(input, 1) == whole, "a byte at a time gives the same answer");
  mta::test::require(filtered(input, 5) == whole, "five bytes at a time give the same answer");
  mta::test::require(whole.size() <= mta::AnswerFilter::max_bytes, "an answer is bounded");
  mta::test::require(filtered(whole, whole.size() + 1) == whole, "nothing is left to take out");
  for (const char* mark : {"<reasoning>", "<think>", "<|end|>", "<|channel|>"}) {
    mta::test::require(!whole.contains(mark), "no mark is left");
  }
  std::string_view rest = whole;
  std::string again;
  while (!rest.empty()) {
    const char32_t c = mta::next_code_point(rest);
    mta::test::require(!mta::is_removed_control(c), "no control character is left");
    const bool is_bidi_control = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    mta::test::require(!is_bidi_control, "nothing changes the direction of what follows");
    mta::append_code_point(again, c);
  }
  mta::test::require(again == whole, "an answer is well-formed UTF-8");
}
