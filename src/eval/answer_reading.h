#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "eval/device_list.h"
#include "eval/question.h"

namespace mta::eval {

/// A price that an answer writes right behind a device's name: `- 7D HIFU Machine: 6600 USD`.
struct ListedPrice {
  std::size_t product = 0;
  std::int64_t price = 0;
};

/// What an answer says, as far as questions ask for it.
struct AnswerReading {
  AnswerReading(std::string_view answer, const DeviceList& devices);

  std::string plain;       ///< without Markdown's marks and what cannot be seen; for patterns
  std::string comparable;  ///< for texts that it contains
  std::set<std::string> devices;  ///< their English names
  /// Whole numbers outside of devices' names: 6600, 6,600, ٦٦٠٠.
  std::set<std::int64_t> figures;
  std::vector<ListedPrice> listed;
  /// Of what is neither a device's name nor a text of the knowledge files; empty: too little is
  /// left to tell.
  std::optional<AnswerLanguage> language;
};

}  // namespace mta::eval
