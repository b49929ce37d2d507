// Reads lines `COUNTRY<tab>NUMBER` (the country may be empty) and prints each number as
// leads/phone_number reads it: E.164, `?` and the text where it stays as written, or `-`.
#include <iostream>
#include <string>

#include "leads/phone_number.h"

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const std::size_t tab = line.find('\t');
    const std::string country = line.substr(0, tab);
    const auto number = mta::leads::read_phone_number(
        line.substr(tab + 1),
        country.empty() ? std::nullopt : std::optional<std::string_view>(country));
    std::cout << (!number ? "-" : number->is_e164 ? number->text : "?" + number->text) << "\n";
  }
}
