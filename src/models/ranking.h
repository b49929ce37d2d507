#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/catalogue_index.h"

/// Which of the products found an answer is about. Products are positions in the catalogue.
namespace mta::models {

/// How many an answer lists at most.
inline constexpr std::size_t most_products = 4;

/// The products that a question names: the best score and what is about as good, of these the ones
/// with the most words in their name, of these the one whose name is there in full. `hits` are
/// sorted as CatalogueIndex::search does.
std::vector<std::size_t> best_of(const std::vector<CatalogueIndex::Hit>& hits);

/// The products that answer "what do you have for X", best first, at most `most`.
std::vector<std::size_t> worth_listing(const std::vector<CatalogueIndex::Hit>& hits,
                                       std::size_t most);

/// The products whose names stand in `text` to the letter, in the order they come.
std::vector<std::size_t> names_written_in(std::string text, const std::vector<Product>& products);

}  // namespace mta::models
