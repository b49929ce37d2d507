#pragma once

#include <cstdint>
#include <string>

#include "main/setup.h"

/// The commands of an owner for his leads. They work beside a running server on the same store.
namespace mta {

struct LeadsOptions {
  enum class Action : std::uint8_t { list, show, export_all, replay };
  Action action = Action::list;
  std::string id;    ///< of show and replay
  int most = 50;     ///< of list
  bool csv = false;  ///< of export
};

/// Prints leads, or has one delivered again; the exit code. Throws std::runtime_error where the
/// store cannot be opened.
int run_leads(const Setup& setup, const LeadsOptions& options, Log& log);

}  // namespace mta
