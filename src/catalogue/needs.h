#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/knowledge.h"

namespace mta {

struct LoadedNeeds {
  std::vector<Need> needs;
  std::vector<std::string> warnings;  ///< what is left out, one `FILE:LINE: ...` each
};

/// Reads needs.csv. A row that names a device or a category that is none of `products` says so with
/// the nearest name; the row stays with the others that it names. Rows that name none, and needs or
/// words that another row has, are left out. A file of which nothing can be read (another encoding,
/// no such header) is one or more warnings and no needs: it does not stop the start.
LoadedNeeds load_needs(const KnowledgeFile& file, const std::vector<Product>& products);

}  // namespace mta
