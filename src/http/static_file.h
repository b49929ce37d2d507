#pragma once

#include <string>

#include "http/route.h"

namespace mta::http {

/// A public file that is part of the binary. Pages of every website may load it.
struct StaticFile {
  std::string path;
  std::string content_type;
  std::string cache_control;
  std::string body;
  std::string gzipped = {};  ///< the same, compressed; empty: it is sent as it is
};

/// Answers with the file, under an `ETag`; 304 to who has it.
Handler static_file(StaticFile file);

}  // namespace mta::http
