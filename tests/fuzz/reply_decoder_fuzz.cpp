#include <string>

#include "providers/openai/reply.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using mta::providers::openai::ReplyDecoder;
using mta::providers::openai::ReplyForm;

std::string decoded(std::string_view input, ReplyForm declared, std::size_t piece) {
  ReplyDecoder decoder(declared);
  std::string text;
  for (std::size_t at = 0; at < input.size() && !decoder.fault(); at += piece) {
    text += decoder.feed(input.substr(at, piece));
  }
  if (!decoder.fault()) text += decoder.finish();
  if (decoder.fault()) text += "\nfault: " + decoder.fault()->detail;
  if (decoder.ending() == mta::providers::Ending::stop) text += "\nstopped";
  if (decoder.usage()) text += "\nusage: " + std::to_string(decoder.usage()->output);
  return text;
}

}  // namespace

/// The first byte says which form of reply the rest is said to be.
FUZZ_TARGET(reply_decoder) {
  if (input.empty()) return;
  const ReplyForm declared = input[0] == 'w'   ? ReplyForm::json
                             : input[0] == 'u' ? ReplyForm::unknown
                                               : ReplyForm::events;
  input.remove_prefix(1);
  const std::string whole = decoded(input, declared, input.size() + 1);
  mta::test::require(decoded(input, declared, 1) == whole, "a byte at a time says the same");
  mta::test::require(decoded(input, declared, 4) == whole, "four bytes at a time say the same");
  mta::test::require(mta::providers::openai::error_code_of(input).size() <= 40, "a code is short");
}
