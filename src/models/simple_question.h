#pragma once

#include <string>
#include <vector>

#include "core/catalogue_index.h"
#include "models/budget.h"
#include "models/question.h"

namespace mta::models {

/// A message that has been understood, and the words it was understood by.
struct UnderstoodWords {
  const Question& question;
  const std::string& text;
  const std::vector<std::string>& words;         ///< folded
  const std::vector<std::string>& forms;         ///< of the words, for the lexicons
  const std::vector<std::string>& content;       ///< the words that could name something
  const std::vector<CatalogueIndex::Hit>& hits;  ///< for the content
  const Budget& budget;
  const std::vector<Product>& products;
};

/// A comma or an ampersand stands in it.
bool lists_several(const std::string& text);

/// Question::is_simple: every word is explained by what is asked, and there is one question. In
/// doubt false.
bool is_simple(const UnderstoodWords& understood);

}  // namespace mta::models
