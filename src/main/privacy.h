#pragma once

#include <cstdint>
#include <string>

#include "main/setup.h"

/// The commands by which an owner answers people who ask for their data (docs/privacy.md). They
/// work beside a running server on the same store.
namespace mta {

/// Whose data a command is about: one of what names somebody, and its text.
struct Person {
  enum class By : std::uint8_t { conversation, session, phone, email, lead };
  By by = By::lead;
  std::string text;
  std::string country;  ///< of a telephone number without its country's code; empty: not named
};

/// Erases what is kept of the person and prints how much it was; the exit code. Throws
/// std::runtime_error where the store cannot be opened.
int forget(const Setup& setup, const Person& person, Log& log);

/// Prints what is kept of the person as JSON; the exit code. Throws as forget.
int export_data(const Setup& setup, const Person& person, Log& log);

}  // namespace mta
