#include "providers/openai/parameter_hint.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(parameter_hint) {
  const std::string hint = mta::providers::openai::parameter_hint(input);
  mta::test::require(hint.empty() || hint.starts_with("it does not take "), "a hint is ours");
  mta::test::require(hint.size() < 250, "nothing of the body is repeated");
}
