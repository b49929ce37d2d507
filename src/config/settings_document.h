#pragma once

#include <string>

namespace mta::config {

/// The settings table as Markdown: what docs/configuration.md is, to the letter.
std::string settings_document();

}  // namespace mta::config
