#include "eval/pattern.h"

// How many states a search may visit before it gives up.
#define BOOST_REGEX_MAX_STATE_COUNT 2000000
#include <locale>
#include <stdexcept>

#include <boost/regex.hpp>

#include "base/text.h"
#include "catalogue/fold.h"

namespace mta::eval {
namespace {

static_assert(sizeof(wchar_t) == sizeof(char32_t), "a wide character is a code point");

/// The C locale knows no letter outside ASCII, and those of the system need not be installed.
class Letters final : public std::ctype<wchar_t> {
 protected:
  bool do_is(mask kinds, wchar_t c) const override {
    return std::ctype<wchar_t>::do_is(kinds, c) || ((kinds & alpha) != 0 && is_letter(c));
  }

 private:
  static bool is_letter(wchar_t c) {
    const bool is_accented = c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7;
    return is_accented || is_arabic_letter(static_cast<char32_t>(c));
  }
};

std::wstring wide(std::string_view text) {
  std::wstring characters;
  characters.reserve(text.size());
  while (!text.empty()) characters += static_cast<wchar_t>(next_code_point(text));
  return characters;
}

/// Boost's explanation without the expression that it repeats.
std::string first_sentence(std::string_view explanation) {
  const std::size_t end = explanation.find("  ");
  std::string sentence(explanation.substr(0, end));
  while (sentence.ends_with('.')) sentence.pop_back();
  return sentence;
}

}  // namespace

struct Pattern::Compiled {
  boost::wregex expression;
};

std::expected<Pattern, std::string> Pattern::compile(std::string_view text) {
  auto compiled = std::make_shared<Compiled>();
  compiled->expression.imbue(std::locale(std::locale::classic(), new Letters));
  try {
    compiled->expression.assign(wide(text), boost::wregex::perl | boost::wregex::icase);
  } catch (const boost::regex_error& error) {
    return std::unexpected(first_sentence(error.what()));
  }
  return Pattern(std::string(text), std::move(compiled));
}

std::expected<bool, std::string> Pattern::search(std::string_view text) const {
  try {
    return boost::regex_search(wide(text), compiled_->expression);
  } catch (const std::runtime_error&) {
    return std::unexpected(
        "it tries too many ways to match this answer; a repeat within a repeat, such as (a+)+, "
        "does that");
  }
}

}  // namespace mta::eval
